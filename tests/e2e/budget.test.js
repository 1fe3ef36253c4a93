/** What the page may weigh and how long it may take. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Sonnet45, base, open, sealed, slowness, withBrowser } from './browser.js';

withBrowser();

/** HTML, CSS, JS, WASM and prices, in bytes of brotli. */
const CEILING = 150_000;

test('25: the bytes until the calculator answers', async () => {
  const { page, context, requests } = await open({}, { serviceWorkers: 'block', ready: false });
  await page.waitForSelector('html[data-ready]');
  const asked = await page.evaluate(() => {
    const [ready] = performance.getEntriesByName('ready');
    return performance.getEntriesByType('resource').filter(({ startTime }) => startTime < ready.startTime).map(({ name }) => name);
  });
  const first = [...new Set([base, ...asked])].filter((url) => url.startsWith(base));
  const size = (url) => readFileSync(join(process.env.SITE, `${new URL(url).pathname.slice(1) || 'index.html'}.br`)).length;
  const total = first.reduce((sum, url) => sum + size(url), 0);
  console.log(`${total} bytes of brotli: ${first.map((url) => `${url.slice(base.length) || 'index.html'} ${size(url)}`).join(', ')}`);
  assert.ok(first.some((url) => /app-.*wasm/.test(url)) && first.some((url) => /prices-/.test(url)), first.join());
  assert.ok(requests.every((url) => url.startsWith(base) || url.startsWith('data:') || url.startsWith('blob:')));
  assert.ok(total <= CEILING, `${total} bytes`);
  await context.close();
});

test('25: nothing moves while the page comes', async () => {
  for (const [width, height] of [[360, 740], [768, 1024], [1440, 900]]) {
    const { page, context } = await open(Sonnet45, { width, height, serviceWorkers: 'block', ready: false });
    await context.addInitScript(() => {
      globalThis.moved = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
          moved.push([value, ...sources.map(({ node, previousRect, currentRect }) => `${node?.nodeName}.${node?.className ?? ''} ${JSON.stringify(previousRect)} ${JSON.stringify(currentRect)}`)]);
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.reload();
    await page.waitForSelector('html[data-planning=ready]');
    await sealed(page);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const moved = await page.evaluate(() => globalThis.moved);
    const sum = moved.reduce((sum, [value]) => sum + value, 0);
    assert.ok(sum <= 0.01, `${width}: ${sum}\n${moved.map((shift) => shift.join('\n  ')).join('\n')}`);
    await context.close();
  }
});

test('25: an edit reaches the cost at once', async () => {
  const { page } = await open({ ...Sonnet45, in: '150000', out: '2000' });
  let best = Infinity;
  // The tail of one try may be whatever else the machine does; that of three is the page's.
  for (let attempt = 0; attempt < 3 && best > 20; attempt += 1) {
    const times = await page.evaluate(async (attempt) => {
      const field = document.querySelector('[data-testid=in]');
      const cost = document.querySelector('[data-testid=cost]');
      const times = [];
      for (let edit = 1; edit <= 50; edit += 1) {
        const before = cost.textContent;
        const changed = new Promise((resolve) => {
          const observer = new MutationObserver(() => {
            if (cost.textContent === before) return;
            observer.disconnect();
            resolve(performance.now());
          });
          observer.observe(cost, { subtree: true, childList: true, characterData: true });
        });
        const start = performance.now();
        field.value = String(150_000 + (attempt * 50 + edit) * 1_009);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        times.push(await changed - start);
        await new Promise(requestAnimationFrame);
      }
      return times.sort((a, b) => a - b);
    }, attempt);
    best = Math.min(best, times[47]);
    console.log(`edit to DOM: median ${times[25].toFixed(1)} ms, p95 ${times[47].toFixed(1)} ms`);
  }
  assert.ok(best <= 20 * slowness(), `${best} ms`);
});

test('25: what is read out is not read out at every key', async () => {
  const { page, by } = await open({ ...Sonnet45, out: '2000' });
  await page.evaluate(() => {
    globalThis.said = [];
    let typed = 0;
    addEventListener('input', () => { typed = performance.now(); });
    const live = document.getElementById('live');
    const tell = () => said.push({ at: performance.now(), rest: performance.now() - typed, text: live.textContent });
    new MutationObserver(tell).observe(live, { subtree: true, childList: true, characterData: true });
  });
  const sentences = [
    '$1.3194, 12,400 tokens over the 200K step. The whole request is billed at 2× input and 1.5× output.',
    '$0.093, 179,000 tokens below the 200K step',
  ];
  for (const [index, tokens] of ['212400', '21000'].entries()) {
    await by('in').fill('');
    await by('in').pressSequentially(tokens);
    await page.waitForFunction((count) => globalThis.said.length > count, index);
  }
  const said = await page.evaluate(() => globalThis.said);
  assert.deepEqual(said.map(({ text }) => text), sentences);
  assert.ok(said.every(({ rest }) => rest >= 690), said.map(({ rest }) => rest).join());
  assert.ok(said[1].at - said[0].at >= 690);
  // The big figure changes with every key: it is seen, not read out.
  assert.deepEqual([await page.locator('#live').getAttribute('role'), await by('cost').getAttribute('aria-live')], ['status', 'off']);
});
