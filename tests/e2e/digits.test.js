/** The browser has the digits of the command line: the modules of the npm package, in Chromium, by ESM alone. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { expected, met, vectors } from '../../npm/test/vectors.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'npm', 'dist');
let server;
let browser;
let page;

before(async () => {
  server = createServer(({ url }, response) => {
    const name = basename(url);
    if (name && !existsSync(join(dist, name))) return response.writeHead(404).end();
    const type = name.endsWith('.js') ? 'text/javascript' : name.endsWith('.wasm') ? 'application/wasm' : 'text/html';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" });
    return response.end(name ? readFileSync(join(dist, name)) : '<!doctype html><title>digits</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: process.env.BROWSER_PATH, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate(async () => {
    globalThis.tokentoll = await import('./index.js');
    await tokentoll.default();
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

const quoted = (asks) => page.evaluate((asks) => tokentoll.quoteAll(asks.map((ask) => Uint8Array.from(atob(ask), (char) => char.charCodeAt(0)))), asks.map((ask) => Buffer.from(ask).toString('base64')));

test('every published vector', async () => {
  const all = vectors();
  for (const [index, answer] of (await quoted(all.map(({ ask }) => ask))).entries()) {
    const { id, expect } = all[index];
    assert.deepEqual(met(answer, expect), expected(expect), id);
  }
});

test('a thousand random asks', async () => {
  const oracle = ['-B', 'tests/oracle/oracle.py', 'asks', '--cases', '1000', '--seed', '5', 'crates/book/data'];
  const asks = execFileSync(process.env.PYTHON ?? 'python3', oracle, { cwd: root, encoding: 'utf8' }).trimEnd().split('\n');
  let told;
  try {
    told = execFileSync(process.env.TOKENTOLL, ['quote', '--jsonl'], { input: `${asks.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
  } catch ({ status, stdout }) {
    assert.equal(status, 1);
    told = stdout;
  }
  assert.deepEqual(await quoted(asks), told.trimEnd().split('\n').map((line) => JSON.parse(line)));
});
