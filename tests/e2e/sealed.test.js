/** Nothing leaves the page; it works offline, and says what is wrong where it cannot work. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sonnet45, base, open, planned, saved, sealed, shows, withBrowser } from './browser.js';

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
  await by('files').setInputFiles({ name: `${CANARY}.txt`, mimeType: 'text/plain', buffer: Buffer.from(`${CANARY} of a file`) });
  await page.waitForFunction((name) => document.querySelector('[data-testid=chips]')?.textContent.includes(name) && !document.querySelector('[data-testid=progress]'), CANARY);
  await by('out').fill('4000');
  await by('batch').check();
  await by('date').fill('2026-02-21');
  await by('lang').selectOption('zh-Hans');
  await page.waitForFunction(() => location.hash.includes('out=4000'));
  await planned(page);
  assert.match(await saved(page, by, 'csv'), new RegExp(CANARY));
  await saved(page, by, 'json');
  await by('lang').selectOption('en');
  await page.locator('.promise').evaluate((promise) => { promise.open = true; });
  await shows(page, 'seal', /^Sealed: 0 network requests since \d\d:\d\d$/);
  // What an export saves is a blob of the page's own.
  assert.deepEqual(requests.slice(before).filter((url) => !url.startsWith('blob:')), []);
  assert.ok(requests.every((url) => !url.includes('canary')) && !page.url().includes('canary'));
  const addresses = [`${base}x`, `${base}index.html`, 'https://example.com/'];
  const tried = await page.evaluate((addresses) => Promise.all(addresses.map((address) => fetch(address).then(() => 'sent', () => 'refused'))), addresses);
  assert.deepEqual(tried, addresses.map(() => 'refused'));
  const inWorker = await page.evaluate((addresses) => new Promise((resolve) => {
    const text = `Promise.all(${JSON.stringify(addresses)}.map((address) => fetch(address).then(() => 'sent', () => 'refused'))).then(postMessage)`;
    const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve(`the worker did not run: ${message}`);
  }), addresses);
  assert.deepEqual(inWorker, tried);
  // Taking the seal away does not open it.
  await page.evaluate(() => document.querySelectorAll('meta[http-equiv]').forEach((meta) => meta.remove()));
  assert.equal(await page.evaluate(() => fetch('/x').then(() => 'sent', () => 'refused')), 'refused');
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
  await shows(page, 'cost', /^\$3\.045$/);
  await page.getByTestId('in').fill('150000');
  await shows(page, 'cost', /^\$0\.48$/);
  await page.getByTestId('in').fill('500000');
  await planned(page);
  await shows(page, 'whatif', '$3.045');
});

for (const [locale, said] of [['en-US', /could not start: \S/], ['zh-CN', /无法启动：\S/], ['zh-TW', /無法啟動：\S/]]) {
  test(`25: without its module it says what is wrong and shows the prices: ${locale}`, async () => {
    const { page, context } = await open({}, { ready: false, serviceWorkers: 'block', locale });
    await context.route('**/*.wasm', (route) => route.abort());
    await page.reload();
    await page.locator('#problem').filter({ hasText: said }).waitFor();
    assert.match(await page.locator('.static-prices').innerText(), /Sonnet 4\.6\s[\s\S]*3\.?0*\s[\s\S]*15/);
    // Nothing says any longer that something is on its way.
    for (const waits of await page.locator('.pending, .waits').all()) assert.equal(await waits.isVisible(), false, await waits.innerText());
  });
}

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
