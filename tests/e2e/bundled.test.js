/** The npm package in a page that Vite bundled, in a real browser: its modules are found beside the bundle. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const npm = fileURLToPath(new URL('../../npm', import.meta.url));
const project = join(npm, 'build', 'bundled');
const types = { html: 'text/html', js: 'text/javascript', wasm: 'application/wasm' };

test('a bundled page quotes and counts', async () => {
  rmSync(project, { recursive: true, force: true });
  const installed = join(project, 'node_modules', 'tokentoll');
  mkdirSync(installed, { recursive: true });
  for (const part of ['package.json', 'dist']) cpSync(join(npm, part), join(installed, part), { recursive: true });
  for (const file of ['index.html', 'page.js']) cpSync(join(npm, 'test', 'project', file), join(project, file));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'bundled', private: true, type: 'module' }));
  execFileSync(process.execPath, [join(npm, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], { cwd: project, stdio: 'inherit' });

  const server = createServer(({ url }, response) => {
    const path = join(project, 'dist', url === '/' ? 'index.html' : url.slice(1));
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[path.split('.').pop()] ?? 'application/octet-stream' });
    return response.end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: process.env.BROWSER_PATH, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('response', (response) => !response.ok() && !response.url().endsWith('/favicon.ico') && problems.push(`${response.status()} ${response.url()}`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.waitForFunction(() => document.title !== '…', null, { timeout: 30_000 }).catch(() => undefined);
    assert.deepEqual([await page.title(), problems], ['3.045 estimated', []]);
  } finally {
    await browser.close();
    server.close();
  }
});
