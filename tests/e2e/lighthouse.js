/** An audit of the page as a phone meets it: node lighthouse.js FILE writes it as the last section of a page. */
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
const score = (name) => () => median(({ categories }) => categories[name].score);
const audit = (name) => () => median(({ audits }) => audits[name].numericValue);
/** What is measured, in which unit, and what it must be at least or at most. */
const measures = [
  ['performance', score('performance'), (n) => n.toFixed(2), { least: 0.98 }],
  ['accessibility', score('accessibility'), (n) => n.toFixed(2), { least: 1 }],
  ['best practices', score('best-practices'), (n) => n.toFixed(2), { least: 1 }],
  ['time to interactive', audit('interactive'), (n) => `${n.toFixed(0)} ms`, { most: 2000 }],
  ['total blocking time', audit('total-blocking-time'), (n) => `${n.toFixed(0)} ms`, { most: 100 }],
  ['layout shift', audit('cumulative-layout-shift'), (n) => n.toFixed(3), { most: 0.01 }],
  ['bytes over the network, the token counter\u2019s among them', audit('total-byte-weight'), (n) => n.toFixed(0), {}],
];
const rows = measures.map(([name, measure, shown, { least = -Infinity, most = Infinity }]) => {
  const value = measure();
  const goal = least > 0 ? `at least ${shown(least)}` : most < Infinity ? `at most ${shown(most)}` : '';
  return { name, value: shown(value), goal, met: value >= least && value <= most };
});
console.log(rows.map(({ name, value, goal, met }) => `${met ? ' ' : '!'} ${name}: ${value} ${goal && `(${goal})`}`).join('\n'));
if (process.argv[2] === '--check') {
  process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
} else {
  const heading = '\n## The page on a phone\n';
  const [page] = readFileSync(process.argv[2], 'utf8').split(heading);
  writeFileSync(process.argv[2], `${page}${heading}
Lighthouse ${runs[0].lighthouseVersion}, mobile, the median of ${RUNS} runs; written by \`cargo xtask lighthouse\`.
\`cargo xtask lighthouse --check\` fails where a goal is not met. CI holds the bytes, the layout shift and what axe finds
instead: the times of a shared machine are not steady enough to judge a change by.

| | measured | goal |
|---|---|---|
${rows.map(({ name, value, goal }) => `| ${name} | ${value} | ${goal} |`).join('\n')}
`);
}
