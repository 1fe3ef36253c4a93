/** What the page answers: costs, verdicts, fields, chart, exports. The numbers stand in the design's checks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Sonnet45, base, open, planned, saved, sealed, shows, unfold, withBrowser } from './browser.js';

withBrowser();

const Sonnet46 = { s: 'anthropic', m: 'claude-sonnet-4-6', d: '2026-02-20' };

test('1: the whole request costs more above the step', async () => {
  const { page, by, problems } = await open({ ...Sonnet46, in: '500000', out: '2000' });
  await shows(page, 'cost', /^\$3\.045$/);
  await by('in').fill('150000');
  await shows(page, 'cost', /^\$0\.48$/);
  assert.deepEqual(problems, []);
});

test('2: the step is crossed by one token', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '200000', out: '2000' });
  await shows(page, 'cost', /^\$0\.63$/);
  assert.equal(await by('verdict').getAttribute('data-mood'), 'close');
  assert.doesNotMatch(await by('verdict').innerText(), /over/);
  await by('in').fill('200001');
  await page.waitForSelector('[data-testid=verdict][data-mood=over]');
  assert.match(await by('verdict').innerText(), /1 token over the 200K step/);
  const cost = Number((await by('cost').innerText()).replace(/[^\d.]/g, ''));
  assert.ok(cost >= 0.63 * 1.95, String(cost));
});

test('3: what is cached counts, too', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '200001', cr: '190000', out: '1000' });
  await page.waitForSelector('[data-testid=verdict][data-mood=over]');
  // 10,001 x 6 + 190,000 x 0.6 + 1,000 x 22.5 for a million.
  await shows(page, 'cost', '$0.196506');
  const cells = (meter) => page.locator(`[data-meter=${meter}] td`).allInnerTexts();
  const [[, base], [count, rate, amount]] = await Promise.all([cells('input'), cells('cache_read')]);
  // The base rate is that of fresh input; a tenth of it, doubled, is what reading costs here.
  assert.equal(base, '3.00 × 2 long context = 6.00');
  assert.equal(rate, `${(0.1 * 3).toFixed(2)} × 2 long context = ${(0.1 * 2 * 3).toFixed(2)}`);
  assert.deepEqual([count, amount], ['190,000', '$0.114']);
  // What is cached is what counts: without it the prompt is short.
  await by('in').fill('10001');
  await by('cr').fill('0');
  await page.waitForSelector('[data-testid=verdict][data-mood=below]');
});

test('4: a step that ended is gone', async () => {
  const { page, by } = await open({ ...Sonnet46, in: '500000', out: '2000' });
  await shows(page, 'cost', /^\$3\.045$/);
  const drawn = async () => Object.fromEntries(await Promise.all(['.jump', '.riser', '.curve', '.curve.over', '.band', '.gap', '.without'].map(async (part) => [part, await by('step-chart').locator(part).count()])));
  assert.deepEqual(await drawn(), { '.jump': 1, '.riser': 1, '.curve': 2, '.curve.over': 1, '.band': 3, '.gap': 1, '.without': 1 });
  await by('date').fill('2026-11-20');
  await shows(page, 'cost', /^\$1\.53$/);
  for (const [lang, said] of [['zh-Hans', '该模型在此日期没有长上下文涨价。'], ['zh-Hant', '此模型在該日期沒有長上下文漲價。'], ['en', 'No long-context step for this model on this date.']]) {
    await by('lang').selectOption(lang);
    await shows(page, 'verdict', said);
  }
  // One even line, and the step of old as a dashed one.
  assert.deepEqual(await drawn(), { '.jump': 0, '.riser': 0, '.curve': 1, '.curve.over': 0, '.band': 0, '.gap': 0, '.without': 0 });
  assert.equal(await by('step-chart').locator('.ghost').count(), 2);
  assert.match(await page.locator('.caption').innerText(), /Dashed: the step that stood until 2026-03-12/);
});

test('5: the step stands where the model has it', async () => {
  const { page, by } = await open({ s: 'anthropic', m: 'claude-haiku-5-5', d: '2026-11-20', in: '100001', out: '1000' });
  await page.waitForSelector('[data-testid=verdict][data-mood=over]');
  assert.equal(await by('jump').count(), 1);
  // The tick stands over that of the axis.
  const [tick, axis] = [by('jump').locator('.riser'), by('step-chart').locator('text.tick', { hasText: /^100K$/ })];
  assert.equal(await tick.getAttribute('x1'), await axis.getAttribute('x'));
  assert.equal(await by('jump').locator('text').textContent(), '100K');
  assert.match(await by('verdict').innerText(), /billed at 5× input and 5× output/);
  assert.match(await page.locator('[data-meter=input] .rate').innerText(), /^0\.10 × 5 long context = 0\.50$/);
  assert.match(await page.locator('[data-meter=output] .rate').innerText(), /^0\.50 × 5 long context = 2\.50$/);
  for (const [lang, step, times] of [['zh-Hans', '10万', /输入 5 倍、输出 5 倍/], ['zh-Hant', '10萬', /輸入 5 倍、輸出 5 倍/]]) {
    await by('lang').selectOption(lang);
    await shows(page, 'verdict', times);
    assert.equal(await by('jump').locator('text').textContent(), step);
  }
});

test('6: a count is written as people write it', async () => {
  const { page, by } = await open(Sonnet46);
  for (const text of ['1,000,000', '1000000', '1M', '1 000 000', '100万', '１００万', '100萬']) {
    await by('in').fill('1');
    await by('in').fill(text);
    await page.waitForFunction(() => document.querySelector('[data-testid=slide]')?.getAttribute('aria-valuetext')?.startsWith('1,000,000,'));
    assert.equal(await by('in').inputValue(), text, 'nothing is rewritten while somebody types');
    assert.equal(await by('in').getAttribute('aria-invalid'), null, text);
    await by('in').blur();
    await page.waitForFunction(() => document.querySelector('[data-testid=in]').value === '1,000,000');
  }
});

test('7: what is no count is said to be none, and the last cost stays', async () => {
  const { page, by } = await open({ ...Sonnet46, in: '150000', out: '2000' });
  await shows(page, 'cost', '$0.48');
  for (const [text, said] of [['-5', /cannot be negative/], ['abc', /Not a number/], ['1.000', /read in two ways/]]) {
    await by('in').fill(text);
    await page.locator('#in-problem').filter({ hasText: said }).waitFor();
    assert.equal(await by('in').getAttribute('aria-invalid'), 'true');
    assert.ok((await by('in').getAttribute('aria-describedby')).split(' ').includes('in-problem'), text);
    assert.equal(await by('cost').innerText(), '$0.48', text);
  }
  await by('in').fill('100000');
  await shows(page, 'cost', /^\$0\.33$/);
  assert.deepEqual([await by('in').getAttribute('aria-invalid'), await page.locator('#in-problem').count()], [null, 0]);
});

test('8: the wheel changes nothing', async () => {
  const { page, by } = await open({ ...Sonnet46, in: '150000' });
  await by('in').hover();
  await by('in').focus();
  const before = [await by('in').inputValue(), await by('cost').innerText()];
  await page.evaluate(() => {
    globalThis.wheeled = 0;
    addEventListener('wheel', () => { wheeled += 1; });
  });
  await page.mouse.wheel(0, 300);
  await page.mouse.wheel(0, -300);
  await page.waitForFunction(() => globalThis.wheeled >= 2);
  // A browser moves only what it takes for a number.
  assert.deepEqual([await by('in').getAttribute('type'), await by('in').getAttribute('inputmode')], ['text', 'decimal']);
  assert.deepEqual([await by('in').inputValue(), await by('cost').innerText()], before);
});

test('9: an estimate on both sides of the step shows both costs', async () => {
  const { page, by } = await open({ ...Sonnet45, out: '2000' });
  await by('in').fill('212400 ±6%');
  // 199,656 x 3 + 2,000 x 15, and 225,144 x 6 + 2,000 x 22.5, for a million.
  const [low, high] = ['$0.628968', '$1.395864'];
  await shows(page, 'verdict', `Too close to call: ${low} if at or below 200K, ${high} if above.`);
  assert.equal(await by('cost').innerText(), `${low} – ${high}`);
  assert.deepEqual(await by('total').allInnerTexts(), [low, high]);
  assert.match(await page.locator('.beside').innerText(), /Estimate: 199,656 to 225,144 tokens/);
  assert.equal(await by('you').count(), 2);
  for (const [lang, said] of [['zh-Hans', `难以断定：不超过 20万 为 ${low}，超过则为 ${high}。`], ['zh-Hant', `難以斷定：不超過 20萬 為 ${low}，超過則為 ${high}。`]]) {
    await by('lang').selectOption(lang);
    await shows(page, 'verdict', said);
  }
});

test('10: nothing asked, no cost', async () => {
  const { page, by } = await open(Sonnet46);
  await planned(page);
  await unfold(page);
  for (const lang of ['en', 'zh-Hans', 'zh-Hant']) {
    await by('lang').selectOption(lang);
    await page.waitForSelector(`html[lang=${lang}]`);
    const text = await page.locator('body').innerText();
    // Nor anywhere an amount that is nothing; the chart begins at a plain 0.
    assert.doesNotMatch(text, /[$¥]0(\.0+)?(?![.\d])/);
    assert.doesNotMatch(await page.locator('.cost-region, .bill-region, .bar').allInnerTexts().then(String), /[$¥]\s*\d/);
  }
  assert.equal(await by('you').count(), 0);
  assert.equal(await page.locator('.examples button').count(), 3);
});

test('12: the lines are the total', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '212345', cr: '1234', c5: '5678', c1: '91011', out: '2345' });
  await shows(page, 'total', '$');
  const answer = JSON.parse(await saved(page, by, 'json')).answer;
  assert.equal(sum(answer.lines), units(answer.total));
  // And those that are shown.
  const shown = (await page.locator('.bill td.amount').allInnerTexts()).map((text) => ({ amount: text.replace(/[$,]/g, '') }));
  assert.equal(shown.length, 5);
  assert.equal(sum(shown), units((await by('total').innerText()).replace(/[$,]/g, '')));
});

test('12: the lines are the total, for a thousand random requests', async () => {
  const { page } = await open(Sonnet45, { bypassCSP: true });
  await page.waitForSelector('html[data-planning=ready]');
  const places = [
    ['anthropic', 'claude-sonnet-4-5', '2026-02-20'], ['anthropic', 'claude-haiku-5-5', '2026-11-20'], ['anthropic', 'claude-opus-4-6', '2026-03-01'],
    ['bedrock', 'anthropic.claude-opus-4-6-v1', '2026-11-20'], ['openai', 'gpt-5.4', '2026-11-20'], ['zenmux', 'claude-sonnet-4-5', '2026-02-20'],
    ['google', 'gemini-2.5-pro', '2026-11-20'], ['apiyi', 'claude-sonnet-4-6', '2026-02-20'],
  ];
  const random = randomly(20_261_126);
  const link = () => {
    const [s, m, d] = places[random(places.length)];
    const input = random(2 ** random(21));
    const cr = random(input + 1);
    const c5 = random(input - cr + 1);
    const terms = [{}, { b: '1' }, { f: '1' }, { g: 'us' }][random(4)];
    return String(new URLSearchParams({ v: '1', s, m, d, in: input, out: random(2 ** random(17)), cr, c5, c1: random(input - cr - c5 + 1), ...terms }));
  };
  const priced = [];
  // Some of them a seller would refuse.
  for (let batch = 0; batch < 10 && priced.length < 1000; batch += 1) {
    const answers = await page.evaluate(async (links) => {
      const between = performance.getEntriesByType('resource').map(({ name }) => name).find((name) => /between-/.test(name));
      const { written } = await import(between);
      return Promise.all(links.map(async (link) => JSON.parse(await written('json', link)).answer));
    }, Array.from({ length: 500 }, link));
    priced.push(...answers.filter(({ total }) => total !== undefined && total !== null));
  }
  assert.ok(priced.length >= 1000, `${priced.length} priced`);
  for (const { lines, total, model } of priced) {
    assert.equal(typeof total, 'string');
    assert.equal(sum(lines), units(total), model);
  }
});

test('13: the chart stands where the numbers are, and its slider moves the field', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '212000', out: '2000' });
  const placed = () => page.evaluate(() => {
    const chart = document.querySelector('[data-testid=step-chart]');
    const middle = (part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      return { x: (left + right) / 2, y: (top + bottom) / 2 };
    };
    const number = (text) => Number(text.replace(/[$,]/g, '').replace('K', '000'));
    return {
      you: [...document.querySelectorAll('[data-testid=you]')].map(middle),
      tokens: [...chart.querySelectorAll('text.tick')].map((tick) => [number(tick.textContent), middle(tick).x]),
      costs: [...chart.querySelectorAll('g.tick')].map((tick) => [number(tick.textContent), middle(tick.querySelector('line')).y]),
    };
  });
  // Between the outermost marks of an axis everything lies as far as its number says.
  const along = (marks, value) => {
    const [[first, from], [last, to]] = [marks[0], marks.at(-1)];
    return from + (to - from) * (value - first) / (last - first);
  };
  for (const [width, height] of [[1440, 900], [360, 740]]) {
    await page.setViewportSize({ width, height });
    // 150,000 x 3 + 2,000 x 15, and above the step 212,000 x 6 + 2,000 x 22.5, for a million.
    for (const [tokens, cost] of [[150_000, 0.48], [212_000, 1.317]]) {
      await by('in').fill(String(tokens));
      await shows(page, 'cost', `$${cost}`);
      await page.waitForFunction((narrow) => document.querySelector('[data-testid=step-chart]').viewBox.baseVal.width < 400 === narrow, width < 560);
      const { you: [{ x, y }, ...others], tokens: across, costs: up } = await placed();
      assert.deepEqual([others.length, across.length > 3, up.length > 2], [0, true, true]);
      const [wantedX, wantedY] = [along(across, tokens), along(up, cost)];
      assert.ok(Math.abs(x - wantedX) <= 1 && Math.abs(y - wantedY) <= 1, `${tokens} at ${width}: ${x} ${y}, not ${wantedX} ${wantedY}`);
    }
  }
  await by('slide').focus();
  for (const [key, tokens, cost] of [['ArrowRight', '213,000', '$1.323'], ['ArrowLeft', '212,000', '$1.317'], ['PageUp', '222,000', '$1.377'], ['PageDown', '212,000', '$1.317']]) {
    await page.keyboard.press(key);
    await page.waitForFunction((tokens) => document.querySelector('[data-testid=in]').value === tokens, tokens);
    assert.equal(await by('slide').getAttribute('aria-valuetext'), `${tokens}, ${cost}, over the step`);
    assert.equal(await by('cost').innerText(), cost);
  }
});

test('14: trimming to the step, and back', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '212400', out: '2000' });
  for (const button of ['trim', 'trim-to']) {
    await shows(page, 'cost', /^\$1\.3194$/);
    await by(button).click();
    await shows(page, 'cost', /^\$0\.63$/);
    assert.equal(await by('in').inputValue(), '200,000');
    await by('untrim').first().click();
    await shows(page, 'cost', /^\$1\.3194$/);
    assert.equal(await by('in').inputValue(), '212,400');
  }
});

const most = '1000000000';
const links = {
  'every count, and what is planned': { ...Sonnet45, in: '212400', lo: '199656', hi: '225144', out: '2000', cr: '1000', c5: '2000', c1: '3000', b: '1', x: '7.1', p: '10..200000.1000', k: 'compact', t: '4' },
  'speed and place': { s: 'anthropic', m: 'claude-opus-4-6', d: '2026-03-01', in: '212400', out: '2000', f: '1', g: 'us' },
  'another queue and endpoint': { s: 'bedrock', m: 'anthropic.claude-opus-4-6-v1', d: '2026-11-20', in: '212400', out: '2000', q: 'priority', e: 'regional' },
  'the largest counts': { ...Sonnet45, in: most, lo: most, hi: most, out: most, cr: '300000000', c5: '300000000', c1: '300000000', b: '1', x: '7.123456789', p: Array(17).fill(most).join('.') },
};

for (const [name, state] of Object.entries(links)) {
  test(`22: a link gives every field again: ${name}`, async () => {
    const { page, by, context } = await open(state);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const fields = (by) => Promise.all([
      ...['in', 'out', 'cr', 'c5', 'c1', 'model', 'date', 'cur'].map((id) => by(id).inputValue()),
      ...['fast', 'priority', 'batch', 'us_only'].map(async (id) => (await by(id).count()) > 0 && by(id).isChecked()),
      (async () => (await by('endpoint').count()) > 0 && by('endpoint').inputValue())(),
      ...['cost', 'verdict', 'bill'].map((id) => by(id).innerText()),
    ]);
    await by('share').click();
    await shows(page, 'share', /^Link copied/);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const { hash } = new URL(link);
    assert.ok(hash.length <= 300, `${hash.length}: ${link}`);
    const held = Object.fromEntries(new URLSearchParams(hash.slice(1)));
    const { p, ...counts } = state;
    if (counts.lo === counts.hi) delete counts.lo, delete counts.hi;
    for (const [key, value] of Object.entries(counts)) assert.equal(held[key], value, key);
    if (name !== 'the largest counts') assert.equal(held.p, p);
    const again = await open(held);
    assert.deepEqual(await fields(again.by), await fields(by));
    await again.by('share').click();
    await shows(again.page, 'share', /^Link copied/);
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
  });
}

test('22: no link holds a text or the name of a file', async () => {
  const { page, by, context } = await open({ ...Sonnet45, out: '2000' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await sealed(page);
  await by('text').fill('canary in the text area');
  await page.waitForFunction(() => document.querySelector('[data-testid=in]').value !== '');
  await by('files').setInputFiles({ name: 'canary.txt', mimeType: 'text/plain', buffer: Buffer.from('canary in a file') });
  await page.waitForFunction(() => document.querySelector('[data-testid=chips]')?.textContent.includes('canary.txt') && !document.querySelector('[data-testid=progress]'));
  await by('out').fill('3000');
  await by('share').click();
  await shows(page, 'share', 'Link copied');
  await page.waitForFunction(() => /in=\d+.*&out=3000/.test(location.hash));
  for (const link of [await page.evaluate(() => navigator.clipboard.readText()), page.url()]) {
    assert.match(link, /in=\d+.*&out=3000/);
    assert.doesNotMatch(decodeURIComponent(link), /canary/i);
  }
});

test('22: the bill for spreadsheets', async () => {
  const { page, by } = await open({ ...Sonnet45, in: '212400', out: '2000', cr: '1000' });
  await shows(page, 'total', '$');
  const csv = await saved(page, by, 'csv');
  assert.equal(csv.charCodeAt(0), 0xfeff);
  assert.match(csv, /\r\ncache_read,1000,/);
});

test("22: a file's name is no formula in a spreadsheet, and in no link", async () => {
  const { page, by } = await open({ ...Sonnet45, out: '2000' });
  await sealed(page);
  const names = ['=cmd|calc', '+1', '-1', '@sum'];
  await by('files').setInputFiles(names.map((name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('Hello, world!') })));
  await page.waitForFunction(() => document.querySelector('[data-testid=skipped]')?.textContent.includes('4') && !document.querySelector('[data-testid=progress]'));
  const rows = (await saved(page, by, 'csv')).split('\r\n');
  for (const name of names) assert.ok(rows.some((row) => row.startsWith(`'${name},`)), rows.join('\n'));
  assert.ok(rows.every((row) => !/^"?[=+@-]/.test(row)), rows.join('\n'));
  await page.waitForFunction(() => /in=\d+&/.test(location.hash));
  assert.ok(!page.url().includes('cmd'));
});

test('a usage object that is pasted fills every field, and one that cannot be read is told', async () => {
  const { page, by, problems } = await open({ ...Sonnet45, out: '2000' });
  const paste = (text) => page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.querySelector('[data-testid=in]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  await paste('{"input_tokens": 5, "cache_read_input_tokens": 90, "cache_creation_input_tokens": 30, "output_tokens": 7}');
  await page.waitForFunction(() => document.querySelector('[data-testid=in]').value === '125');
  assert.deepEqual([await by('out').inputValue(), await by('cr').inputValue(), await by('c5').inputValue()], ['7', '90', '30']);
  await paste('{"input_tokens": -1}');
  await shows(page, 'notice', /could not be read: .*-1/);
  assert.deepEqual(problems, []);
});

test('negotiated prices are laid over the list, and taken away', async () => {
  const { page, by, problems } = await open({ s: 'anthropic', m: 'claude-sonnet-4-6', d: '2026-11-20', in: '1000000', out: '0' });
  await shows(page, 'cost', '$3.00');
  const file = (text) => ({ name: 'deal.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const entry = { from: '2026-10-01', source: ['deal'], checked: '2026-10-01', rates: { input: '1/Mtok', output: '2/Mtok' } };
  const deal = { format: 1, seller: 'anthropic', name: 'Ours', currency: 'USD', sources: { deal: 'our contract' }, models: [{ id: 'claude-sonnet-4-6', prices: [entry] }] };
  await by('prices').setInputFiles(file(JSON.stringify(deal)));
  await shows(page, 'cost', '$1.00');
  assert.equal(JSON.parse(await saved(page, by, 'json')).answer.total, '1');
  await page.getByRole('button', { name: 'Back to list prices' }).click();
  await shows(page, 'cost', '$3.00');
  await by('prices').setInputFiles(file('{}'));
  await shows(page, 'notice', /could not be read: .*deal\.json/);
  assert.deepEqual(problems, []);
});

/** What the lines of a bill amount to. */
function sum(lines) {
  return lines.reduce((sum, { amount }) => sum + units(amount), 0n);
}

/** A decimal text as a whole number of 10^-28, the most places a decimal has here. */
function units(text) {
  const [whole, part = ''] = text.split('.');
  assert.ok(/^\d+$/.test(whole + part) && part.length <= 28, text);
  return BigInt(whole + part.padEnd(28, '0'));
}

/** Whole numbers below a limit, the same ones on every run (mulberry32). */
function randomly(seed) {
  return (limit) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

test('what is typed before the calculator answers is kept, and typing goes on', async () => {
  const { page, context, by } = await open({}, { ready: false, serviceWorkers: 'block' });
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await context.route('**/app-*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${base}?again#${new URLSearchParams(Sonnet45)}`);
  await page.locator('#shell-out').fill('3000');
  await page.locator('#shell-in').pressSequentially('2124');
  // Such as that of an extension: the page says so, and goes on.
  await page.evaluate(() => dispatchEvent(new ErrorEvent('error', { error: new Error('not of the page') })));
  assert.match(await page.locator('#problem').innerText(), /not of the page/);
  release();
  await page.waitForSelector('html[data-ready]');
  await page.keyboard.type('00');
  assert.equal(await by('in').inputValue(), '212400');
  assert.equal(await by('out').inputValue(), '3000');
  assert.ok(await by('cost').isVisible());
  await shows(page, 'cost', '$1.3419');
  await context.close();
});
