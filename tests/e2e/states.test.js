/** What the page says where there is no plain price: unknown, in part unknown, retired, refused; in three languages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, saved, shows, withBrowser } from './browser.js';

withBrowser();

const langs = { en: 'en-US', 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW' };

/** String 29. */
const unknown = { en: 'Price unknown', 'zh-Hans': '价格未知', 'zh-Hant': '價格未知' };

test('11: an unknown price is no zero', async () => {
  const { page, by } = await open({ s: 'anthropic', m: 'claude-3-haiku-20240307', d: '2023-01-01', in: '1000', out: '10' });
  for (const [lang, said] of Object.entries(unknown)) {
    await by('lang').selectOption(lang);
    await shows(page, 'verdict', said);
    assert.equal(await by('cost').innerText(), '—');
    assert.match(await by('bar').innerText(), new RegExp(`^—[\\s\\S]*${said}`));
    assert.doesNotMatch(await page.locator('.cost-region, .bill-region, .bar').allInnerTexts().then(String), /[$¥]\d/);
  }
  const rows = (await saved(page, by, 'csv')).split('\r\n');
  assert.deepEqual(rows.filter((row) => row.startsWith('total')), ['total,,,,,,USD']);
});

test('11: where a part has no price, the total says at least', async () => {
  // The first models were sold without a cache: 50,000 x 8 + 1,000 x 24 for a million.
  const { page, by } = await open({ s: 'anthropic', m: 'claude-2.1', d: '2024-01-01', in: '100000', cr: '50000', out: '1000' });
  const least = { en: 'at least $0.424', 'zh-Hans': '至少 $0.424', 'zh-Hant': '至少 $0.424' };
  const part = { en: 'Cache read', 'zh-Hans': '缓存读取', 'zh-Hant': '快取讀取' };
  for (const lang of Object.keys(langs)) {
    await by('lang').selectOption(lang);
    await shows(page, 'verdict', new RegExp(`${unknown[lang]}.*${part[lang]}`));
    assert.equal(await by('cost').innerText(), '—');
    assert.match(await page.locator('.beside').innerText(), new RegExp(`^${least[lang].replaceAll(/[$.]/g, '\\$&')}$`, 'm'));
    assert.equal(await by('total').innerText(), least[lang]);
  }
  const read = page.locator('[data-meter=cache_read] td');
  assert.deepEqual(await read.allInnerTexts(), ['50,000', '—', '—']);
  const rows = (await saved(page, by, 'csv')).split('\r\n');
  for (const row of ['cache_read,50000,,,,,USD', 'total,100000,,,,,USD']) assert.ok(rows.includes(row), rows.join('\n'));
});

const retired = {
  en: ['Retired on 2026-08-05.', 'Use Claude Opus 4.8'],
  'zh-Hans': ['已于 2026-08-05 下线', '改用 Claude Opus 4.8'],
  'zh-Hant': ['已於 2026-08-05 停用', '改用 Claude Opus 4.8'],
};

for (const [lang, [said, offer]] of Object.entries(retired)) {
  test(`a retired model names its successor: ${lang}`, async () => {
    const state = { s: 'anthropic', m: 'claude-opus-4-1-20250805', d: '2026-11-26', in: '100000', out: '2000' };
    const { page, by, problems } = await open(state, { locale: langs[lang] });
    await shows(page, 'life', said);
    // 100,000 x 15 + 2,000 x 75 for a million: the price is kept for the record.
    await shows(page, 'cost', /^\$1\.65$/);
    assert.equal(await by('instead').innerText(), offer);
    await by('instead').click();
    await page.waitForFunction(() => document.querySelector('[data-testid=model]').value === 'Claude Opus 4.8');
    // 100,000 x 5 + 2,000 x 25: the same request, on a model that can be asked.
    await shows(page, 'cost', /^\$0\.55$/);
    assert.equal(await by('life').count(), 0);
    await page.waitForFunction(() => /&m=claude-opus-4-8&.*in=100000&out=2000/.test(location.hash));
    assert.deepEqual(problems, []);
  });
}

test("what is refused says so in the reader's language", async () => {
  const refused = { s: 'anthropic', m: 'claude-mythos-preview', d: '2026-05-01', in: '1000', out: '10', b: '1' };
  const { page, by } = await open(refused, { locale: 'zh-CN' });
  await shows(page, 'verdict', '该模型在此日期不提供：批量处理');
  assert.equal(await by('verdict').getAttribute('data-mood'), 'stopped');
  assert.equal(await by('cost').innerText(), '—');
  assert.match(await page.locator('.beside').innerText(), /会被拒绝/);
  assert.match(await by('bar').innerText(), /该模型在此日期不提供：批量处理/);
  await page.waitForFunction(() => document.getElementById('live').textContent === '—，该模型在此日期不提供：批量处理');
  // What the price list says in English is marked as English, and no sentence of the page's own.
  const english = await by('verdict').locator('span[lang=en]').innerText();
  const own = (await by('verdict').innerText()).replace(english, '');
  assert.doesNotMatch(own, /[a-z]{2}/i);
  // Beside the option stands why, too; taken back, it cannot be chosen again.
  const why = page.locator(`#${await by('batch').getAttribute('aria-describedby')}`);
  assert.match(await why.innerText(), /该模型在此日期不提供/);
  await by('batch').uncheck();
  // 1,000 x 25 + 10 x 125 for a million.
  await shows(page, 'cost', /^\$0\.02625$/);
  assert.ok(await by('batch').isDisabled());
});
