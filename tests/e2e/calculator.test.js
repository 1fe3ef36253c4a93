/** What the page answers: costs, verdicts, fields, chart, exports. The numbers stand in the design's checks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Sonnet45, open, shows, unfold, withBrowser } from './browser.js';

withBrowser();

const Sonnet46 = { s: 'anthropic', m: 'claude-sonnet-4-6', d: '2026-02-20' };

test('1: the whole request costs more above the step', async () => {
  const { page, by, problems } = await open({ ...Sonnet46, in: '500000', out: '2000' });
  await shows(page, 'cost', '$3.045');
  await by('in').fill('150000');
  await shows(page, 'cost', '$0.48');
  assert.deepEqual(problems, []);
});

test('2: the step is crossed by one token', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '200000', out: '2000' });
  await shows(page, 'cost', '$0.63');
  assert.notEqual(await by('verdict').getAttribute('data-mood'), 'over');
  await by('in').fill('200001');
  await page.waitForSelector('[data-testid=verdict][data-mood=over]');
  const cost = Number((await by('cost').innerText()).replace(/[^\d.]/g, ''));
  assert.ok(cost >= 0.63 * 1.95, String(cost));
});

test('3: what is cached counts, too', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '200001', cr: '190000', out: '1000' });
  await page.waitForSelector('[data-testid=verdict][data-mood=over]');
  // 10,001 x 6 + 190,000 x 0.6 + 1,000 x 22.5 for a million.
  await shows(page, 'cost', '$0.196506');
  assert.match(await by('bill').innerText(), /190,000[\s\S]*0\.3[\s\S]*2[\s\S]*0\.6[\s\S]*0\.114/);
});

test('4: a step that ended is gone', async () => {
  const { page, by } = await open({ ...Sonnet46, d: '2026-11-20', in: '500000', out: '2000' });
  await shows(page, 'verdict', 'No long-context step for this model on this date.');
  await shows(page, 'cost', '$1.53');
  assert.equal(await by('jump').count(), 0);
});

test('5: the step stands where the model has it', async () => {
  const { page, by } = await open({ s: 'anthropic', m: 'claude-haiku-5-5', d: '2026-11-20', in: '100001', out: '1000' });
  await page.waitForSelector('[data-testid=verdict][data-mood=over]');
  assert.match(await by('jump').first().textContent(), /100K/);
  assert.match(await by('verdict').innerText(), /5×/);
});

test('6: a count is written as people write it', async () => {
  const { page, by } = await open(Sonnet46);
  for (const text of ['1,000,000', '1000000', '1M', '1 000 000', '100万', '１００万', '100萬']) {
    await by('in').fill('1');
    await by('in').fill(text);
    await by('in').blur();
    await page.waitForFunction(() => document.querySelector('[data-testid=slide]')?.getAttribute('aria-valuetext')?.includes('1,000,000'));
    assert.equal(await by('in').getAttribute('aria-invalid'), null, text);
  }
});

test('7: what is no count is said to be none, and the last cost stays', async () => {
  const { page, by } = await open({ ...Sonnet46, in: '150000', out: '2000' });
  await shows(page, 'cost', '$0.48');
  for (const text of ['-5', 'abc', '1.000']) {
    await by('in').fill(text);
    await page.waitForSelector('[data-testid=in][aria-invalid=true]');
    const described = (await by('in').getAttribute('aria-describedby')).split(' ');
    const texts = await Promise.all(described.map((id) => page.locator(`#${id}`).innerText()));
    assert.ok(texts.some((said) => said.length > 10), texts.join());
    await shows(page, 'cost', '$0.48');
  }
});

test('8: the wheel changes nothing', async () => {
  const { page, by } = await open({ ...Sonnet46, in: '150000' });
  await by('in').hover();
  await by('in').focus();
  const before = await by('in').inputValue();
  await page.mouse.wheel(0, 300);
  await page.mouse.wheel(0, -300);
  assert.equal(await by('in').inputValue(), before);
});

test('9: an estimate on both sides of the step shows both costs', async () => {
  const { page } = await open({ ...Sonnet45, in: '212400', lo: '199656', hi: '225144', out: '2000' });
  await shows(page, 'verdict', 'Too close to call');
  // 199,656 x 3 + 2,000 x 15, and 225,144 x 6 + 2,000 x 22.5, for a million.
  await shows(page, 'cost', '$0.628968');
  await shows(page, 'cost', '$1.395864');
});

test('10: nothing asked, no cost', async () => {
  const { page } = await open(Sonnet46);
  const text = await page.locator('body').innerText();
  assert.doesNotMatch(text, /[$¥]0(?![.\d])/);
});

test('11: an unknown price is no zero', async () => {
  const { page, by } = await open({ s: 'anthropic', m: 'claude-3-haiku-20240307', d: '2023-01-01', in: '1000', out: '10' });
  await by('cost').waitFor();
  const text = await by('cost').innerText();
  assert.doesNotMatch(text, /[$¥]\d/);
  assert.match(text, /—/);
  await unfold(page);
});

test('12: the lines are the total', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '212345', cr: '1234', c5: '5678', c1: '91011', out: '2345' });
  await shows(page, 'total', '$');
  const answer = JSON.parse(await saved(page, by, 'json')).answer;
  const sum = answer.lines.reduce((sum, { amount }) => sum + micros(amount), 0n);
  assert.equal(sum, micros(answer.total));
});

test('13: the chart stands where the numbers are, and its slider moves the field', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '212000', out: '2000' });
  const [box, svg] = [await by('you').first().boundingBox(), await by('step-chart').boundingBox()];
  const viewBox = (await by('step-chart').getAttribute('viewBox')).split(' ').map(Number);
  const scale = svg.width / viewBox[2];
  const x = Number(await by('you').first().getAttribute('data-x')) * scale + svg.x;
  assert.ok(Math.abs(box.x + box.width / 2 - x) <= 1, `${box.x + box.width / 2} ${x}`);
  await by('slide').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => /213,?000/.test(document.querySelector('[data-testid=in]').value));
  assert.match(await by('slide').getAttribute('aria-valuetext'), /\$/);
});

test('14: trimming to the step, and back', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '212400', out: '2000' });
  await shows(page, 'cost', '$1.3194');
  await by('trim').click();
  await shows(page, 'cost', '$0.63');
  await page.waitForFunction(() => /200,?000/.test(document.querySelector('[data-testid=in]').value));
  await by('untrim').first().click();
  await shows(page, 'cost', '$1.3194');
});

test('22: a link holds every field and no text', async () => {
  const state = { ...Sonnet45, in: '212400', out: '2000', cr: '1000', c5: '2000', c1: '3000', b: '1' };
  const { page, by } = await open(state);
  await shows(page, 'total', '$');
  await page.waitForFunction(() => location.hash.includes('c1=3000'));
  const link = page.url();
  assert.ok(new URL(link).hash.length <= 300, link);
  const again = await open(Object.fromEntries(new URLSearchParams(new URL(link).hash.slice(1))));
  await shows(again.page, 'total', '$');
  assert.equal(await again.by('total').innerText(), await by('total').innerText());
  assert.equal(await again.by('batch').isChecked(), true);
  const csv = await saved(page, by, 'csv');
  assert.equal(csv.charCodeAt(0), 0xfeff);
});

/** What an export saves. */
async function saved(page, by, id) {
  await page.evaluate(() => document.querySelector('details.menu').setAttribute('open', ''));
  const [download] = await Promise.all([page.waitForEvent('download'), by(id).click()]);
  return readFileSync(await download.path(), 'utf8');
}

/** A decimal as a whole number of 10^-12. */
function micros(text) {
  const [whole, part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(12, '0'));
}
