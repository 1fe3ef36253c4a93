/** The page beside what counts in others' pages, in one browser and one run, written as Markdown: node bench.js FILE.
 *
 * The peers do what those pages do: they count the whole text on the main thread, at every edit.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { Sonnet45, close, launch, open, planned, sealed } from './browser.js';

/** Each with the page it counts in, and the module that makes its `count`. */
const peers = {
  'gpt-tokenizer': ['gpt-tokenizer.dev', `
    import * as peer from '/gpt-tokenizer/esm/encoding/o200k_base.js';
    globalThis.count = (text) => peer.countTokens(text);`],
  tiktoken: ['tiktokenizer', `
    import { init, Tiktoken } from '/tiktoken/lite/init.js';
    import o200k from '/tiktoken/encoders/o200k_base.js';
    const module = await (await fetch('/tiktoken/lite/tiktoken_bg.wasm')).arrayBuffer();
    await init((imports) => WebAssembly.instantiate(module, imports));
    const peer = new Tiktoken(o200k.bpe_ranks, o200k.special_tokens, o200k.pat_str);
    globalThis.count = (text) => peer.encode(text, [], []).length;`],
  'js-tiktoken': ['LLM-Cost-Calculator', `
    import { Tiktoken } from '/js-tiktoken/dist/lite.js';
    import o200k from '/js-tiktoken/dist/ranks/o200k_base.js';
    const peer = new Tiktoken(o200k);
    globalThis.count = (text) => peer.encode(text, [], []).length;`],
  tokenx: ['estimates by rules', `
    import { estimateTokenCount } from '/tokenx/dist/index.mjs';
    globalThis.count = (text) => estimateTokenCount(text);`],
};

const lines = ['fn main() { println!("hello"); }', 'All human beings are born free and equal in dignity and rights.', '人人生而自由，在尊严和权利上一律平等。'];
const text = Array.from({ length: 80_000 }, (_, index) => `${index} ${lines[index % 3]}`).join('\n').slice(0, 3_000_000);
const short = text.slice(0, 75_000);
const bytes = (text) => `${(Buffer.byteLength(text) / 1e6).toFixed(1)} MB`;

const browser = await launch();
const rows = [await ours(), ...(await theirs())];
const planning = await regions();
await close();

writeFileSync(process.argv[2], `# The page beside its peers

One browser, one run, this machine; written by \`cargo xtask bench-web\`. The peers are the npm packages that count in
the pages named, the whole text on the main thread, as those pages do at every edit. Times in milliseconds.

| | first number, ${bytes(text)} | last number | longest task of the page | an edit of ${bytes(short)}: median, 95 of 100 | brotli until it answers |
|---|---|---|---|---|---|
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}

Ours counts in a worker: an estimate first, then the count with the public vocabulary; an edit of a count field reaches
the cost without counting anew. The last column is the whole page until a typed number has its cost (HTML, CSS, scripts,
WASM, prices; at most 150 KiB by a test), and of the peers the library alone.

## The planning regions

From a change of the request to the regions that show it: every alternative, a conversation of so many turns under nine
strategies, and the limits, computed and put into the page. The calculator does not wait for them: they follow once the
browser is idle. A frame lasts 16.7 ms.

| | rows | turns | median | 95 of 100 |
|---|---|---|---|---|
${planning.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`);
console.log([...rows, ...planning].map((row) => row.join(' | ')).join('\n'));

/** The regions, timed from where the idle browser tells them of a change to the end of what they then do to the page. */
async function regions() {
  const { page, by } = await open({ s: 'anthropic', m: 'claude-haiku-5-5', d: '2026-11-20', in: '212400', out: '2000' });
  await page.addInitScript(() => {
    const idle = globalThis.requestIdleCallback.bind(globalThis);
    globalThis.requestIdleCallback = (run, options) => idle((deadline) => { globalThis.started = performance.now(); run(deadline); }, options);
  });
  await page.reload();
  await page.waitForSelector('html[data-ready]');
  await planned(page);
  const timed = async (name) => {
    const times = await page.evaluate(async () => {
      const times = [];
      const field = document.querySelector('[data-testid=in]');
      const table = document.querySelector('.ways');
      for (let edit = 1; edit <= 100; edit += 1) {
        const changed = new Promise((resolve) => {
          new MutationObserver((_, observer) => { observer.disconnect(); resolve(performance.now()); }).observe(table, { subtree: true, childList: true, characterData: true });
        });
        field.value = String(212_400 + edit * 1_009);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        times.push(await changed - globalThis.started);
        await new Promise((resolve) => { setTimeout(resolve, 20); });
      }
      return times.sort((a, b) => a - b);
    });
    return [name, await by('way').count(), await by('turns').inputValue() || '20', ms(times[50]), ms(times[95])];
  };
  const rows = [await timed('the models of one seller')];
  await by('every-seller').check();
  await by('all-ways').click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=way]').length > 40);
  rows.push(await timed('every model of every seller'));
  await by('turns').fill('1000');
  await page.waitForFunction(() => document.querySelectorAll('[data-testid=turn-cost]').length === 100);
  rows.push(await timed('the same, and a long conversation'));
  return rows;
}

async function ours() {
  const { page, by } = await open({ ...Sonnet45, out: '2000' });
  await sealed(page);
  const path = join(tmpdir(), `tokentoll-bench-${process.pid}.txt`);
  writeFileSync(path, text);
  await page.evaluate(() => {
    globalThis.seen = { longest: 0 };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
    }).observe({ type: 'longtask' });
    document.querySelector('[data-testid=files]').addEventListener('change', () => { seen.start = performance.now(); }, { capture: true });
    new MutationObserver(() => {
      if (seen.start === undefined) return;
      if (seen.first === undefined && document.querySelector('[data-testid=in]').value) seen.first = performance.now() - seen.start;
      if (document.querySelector('[data-testid=chips]') && !document.querySelector('[data-testid=progress]')) seen.last ??= performance.now() - seen.start;
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await by('files').setInputFiles(path);
  await page.waitForFunction(() => globalThis.seen.last !== undefined, null, { timeout: 120_000 });
  rmSync(path);
  const { first, last, longest } = await page.evaluate(() => globalThis.seen);
  const edit = await page.evaluate(async () => {
    const field = document.querySelector('[data-testid=out]');
    const cost = document.querySelector('[data-testid=cost]');
    const times = [];
    for (let edit = 1; edit <= 101; edit += 1) {
      const before = cost.textContent;
      const start = performance.now();
      field.value = String(2_000 + edit);
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      while (cost.textContent === before) await new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); });
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    return [times[50], times[95]];
  });
  return ['**this page**', ms(first), ms(last), ms(longest), edit.map(ms).join(', '), kilobytes(await untilReady(page))];
}

async function theirs() {
  const rows = [];
  for (const [name, [where, script]] of Object.entries(peers)) {
    const page = await browser.newPage();
    const loaded = new Map();
    await page.route('http://peer.invalid/**', (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') {
        const map = '<script type="importmap">{ "imports": { "base64-js": "/base64-js/index.js" } }</script>';
        return route.fulfill({ body: `<!doctype html>${map}<script type=module>${script}</script>`, contentType: 'text/html' });
      }
      const [body, contentType] = file(pathname);
      loaded.set(pathname, body);
      return route.fulfill({ body, contentType });
    });
    await page.goto('http://peer.invalid/');
    await page.waitForFunction(() => globalThis.count);
    const { whole, edit } = await page.evaluate(([text, short]) => {
      const { count } = globalThis;
      count('warm');
      const time = (text) => { const start = performance.now(); count(text); return performance.now() - start; };
      const whole = time(text);
      const times = Array.from({ length: 21 }, (_, index) => time(`${index}${short}`)).sort((a, b) => a - b);
      return { whole, edit: [times[10], times[19]] };
    }, [text, short]);
    const size = [...loaded.values()].reduce((sum, body) => sum + brotliCompressSync(body).length, 0);
    rows.push([`${name} (${where})`, ms(whole), ms(whole), ms(whole), edit.map(ms).join(', '), kilobytes(size)]);
    await page.close();
  }
  return rows;
}

/** A file of a peer as a browser takes it: extensions are left out in some, and one is no module yet. */
function file(pathname) {
  const at = (name) => fileURLToPath(new URL(`peers/node_modules${name}`, import.meta.url));
  const path = [pathname, `${pathname}.js`].map(at).find((path) => existsSync(path));
  const body = readFileSync(path);
  if (path.endsWith('.wasm')) return [body, 'application/wasm'];
  const isModule = !pathname.startsWith('/base64-js/');
  return [isModule ? body : Buffer.from(`const exports = {};\n${body}\nexport default exports;`), 'text/javascript'];
}

/** What was asked for before the calculator answered, as the host sends it. */
async function untilReady(page) {
  const names = await page.evaluate(() => {
    const [ready] = performance.getEntriesByName('ready');
    return performance.getEntriesByType('resource').filter(({ startTime }) => startTime < ready.startTime).map(({ name }) => name);
  });
  const files = new Set(['index.html', ...names.map((name) => new URL(name).pathname.slice(1))]);
  return [...files].reduce((sum, file) => sum + readFileSync(join(process.env.SITE, `${file}.br`)).length, 0);
}

function kilobytes(count) {
  return `${(count / 1000).toFixed(0)} KB`;
}

function ms(time) {
  return time === undefined ? '–' : time.toFixed(time < 10 ? 1 : 0);
}
