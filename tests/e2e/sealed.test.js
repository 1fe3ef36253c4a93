/** Nothing leaves the page; it works offline, and says what is wrong where it cannot work. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sonnet45, base, open, planned, sealed, shows, withBrowser } from './browser.js';

withBrowser();

const CANARY = 'canary-of-the-privacy-test';

test('21: only its own host before the seal, nobody after', async () => {
  const { page, context, by, requests } = await open({ ...Sonnet45, out: '2000' });
  await sealed(page);
  const before = requests.length;
  assert.ok(before > 3);
  assert.deepEqual(requests.filter((url) => !url.startsWith(base) && !url.startsWith('data:') && !url.startsWith('blob:')), []);
  await by('text').fill(`${CANARY} ${'word '.repeat(1000)}`);
  await page.waitForFunction(() => document.querySelector('[data-testid=in]').value !== '');
  await by('out').fill('4000');
  await by('lang').selectOption('zh-Hans');
  await page.waitForFunction(() => location.hash.includes('out=4000'));
  await planned(page);
  assert.deepEqual(requests.slice(before).filter((url) => !url.startsWith('blob:')), []);
  assert.ok(!page.url().includes('canary'));
  const tried = await page.evaluate(() => fetch('/index.html').then(() => 'sent', () => 'refused'));
  assert.equal(tried, 'refused');
  const inWorker = await page.evaluate(() => new Promise((resolve) => {
    const text = "fetch(new URL('/index.html', self.location.origin)).then(() => postMessage('sent'), () => postMessage('refused'))";
    const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve('refused');
  }));
  assert.equal(inWorker, 'refused');
  await context.close();
});

test('21: it works without a network', async () => {
  const { page, context } = await open({ ...Sonnet45, out: '2000' });
  await sealed(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.goto(`${base}#v=1&s=anthropic&m=claude-sonnet-4-6&d=2026-02-20&in=500000&out=2000`);
  await page.reload();
  await page.waitForSelector('html[data-ready]');
  await shows(page, 'cost', '$3.045');
  await planned(page);
  await shows(page, 'whatif', '$3.045');
});

test('25: without its module it says what is wrong and shows the prices', async () => {
  const { page, context } = await open({}, { ready: false, serviceWorkers: 'block' });
  await context.route('**/*.wasm', (route) => route.abort());
  await page.reload();
  await page.waitForSelector('#problem:not([hidden])');
  assert.match(await page.locator('#problem').innerText(), /could not start/);
  assert.match(await page.locator('.static-prices').innerText(), /Sonnet/);
});

test('without JavaScript it says so and shows the prices', async () => {
  const { page } = await open({}, { ready: false, javaScriptEnabled: false });
  assert.match(await page.locator('body').innerText(), /JavaScript is off/);
  assert.match(await page.locator('.static-prices').innerText(), /Sonnet/);
});

test('without the planning module the calculator works, and a sentence says what is missing', async () => {
  const { page, context, by } = await open({ ...Sonnet45, in: '212400', out: '2000' }, { ready: false, serviceWorkers: 'block' });
  await context.route('**/planning-*.wasm', (route) => route.abort());
  await page.reload();
  await page.waitForSelector('html[data-planning=failed]');
  for (const [lang, said] of [['en', /could not be loaded: \S/], ['zh-Hans', /无法加载：\S/], ['zh-Hant', /無法載入：\S/]]) {
    await by('lang').selectOption(lang);
    await page.waitForSelector(`html[lang=${lang}]`);
    assert.match(await page.locator('#pending').innerText(), said);
  }
  await shows(page, 'cost', '$1.3194');
  await sealed(page);
});
