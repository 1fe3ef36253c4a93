/** An audit of the page as a phone meets it, written as Markdown: node lighthouse.js FILE. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flags } from './browser.js';

const RUNS = 3;
const tool = fileURLToPath(new URL('audits/node_modules/lighthouse/cli/index.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tokentoll-lighthouse-'));

const runs = Array.from({ length: RUNS }, (_, run) => {
  const path = join(folder, `${run}.json`);
  execFileSync(process.execPath, [
    tool, process.env.BASE_URL, '--quiet', '--output=json', `--output-path=${path}`,
    `--chrome-flags=${['--headless', ...flags].join(' ')}`,
  ], { env: { ...process.env, CHROME_PATH: process.env.BROWSER_PATH }, stdio: ['ignore', 'inherit', 'inherit'] });
  return JSON.parse(readFileSync(path, 'utf8'));
});
rmSync(folder, { recursive: true, force: true });

const median = (pick) => runs.map(pick).sort((a, b) => a - b)[Math.floor(RUNS / 2)];
const score = (name) => median(({ categories }) => categories[name].score).toFixed(2);
const audit = (name, unit) => `${Math.round(median(({ audits }) => audits[name].numericValue) * 1000) / 1000} ${unit}`;
const rows = [
  ['performance', score('performance')],
  ['accessibility', score('accessibility')],
  ['best practices', score('best-practices')],
  ['time to interactive', audit('interactive', 'ms')],
  ['total blocking time', audit('total-blocking-time', 'ms')],
  ['layout shift', audit('cumulative-layout-shift', '')],
  ['bytes over the network', audit('total-byte-weight', '')],
];
writeFileSync(process.argv[2], `# The page on a phone

Lighthouse ${runs[0].lighthouseVersion}, mobile, the median of ${RUNS} runs; written by \`cargo xtask lighthouse\`.

| | |
|---|---|
${rows.map((row) => `| ${row.map((cell) => cell.trim()).join(' | ')} |`).join('\n')}
`);
console.log(rows.map((row) => row.join(': ')).join('\n'));
