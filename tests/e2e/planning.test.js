/** The planning regions: alternatives, a conversation, limits; from the page's own elements, beside the command line. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Sonnet45, open, planned, shows, withBrowser } from './browser.js';

withBrowser();

const over = { ...Sonnet45, in: '212400', out: '2000' };

/** A page with its regions. */
async function plans(state, options) {
  const opened = await open(state, options);
  await planned(opened.page);
  return opened;
}

/** What the command line answers. */
function told(...args) {
  return JSON.parse(execFileSync(process.env.TOKENTOLL, [...args, '--on', '2026-02-20', '--json'], { encoding: 'utf8' }));
}

/** Every row of the table: what it says, exactly. */
async function ways(page) {
  return page.getByTestId('way').evaluateAll((rows) => rows.map((row) => {
    const text = (id) => row.querySelector(`[data-testid=${id}]`).firstChild?.textContent ?? '';
    return { way: row.dataset.way, now: row.getAttribute('aria-current') === 'true', cost: text('way-cost'), difference: text('way-difference'), words: row.innerText };
  }));
}

/** A decimal, with its sign and its currency, as a whole number of 10^-15. */
function exact(text) {
  const [, sign, whole, places = ''] = /^([−+±-]?)\$?([\d,]+)(?:\.(\d+))?$/.exec(text);
  const size = BigInt(whole.replaceAll(',', '') + places.padEnd(15, '0'));
  return sign === '−' || sign === '-' ? -size : size;
}

async function allShown(page) {
  const button = page.getByTestId('all-ways');
  if (await button.count()) await button.click();
}

test('15: the alternatives, cheapest first, and every difference is the row minus now', async () => {
  const { page, by, problems } = await plans(over);
  await shows(page, 'whatif', '$1.3194');
  await allShown(page);
  const [now, ...rows] = await ways(page);
  assert.deepEqual([now.way, now.now, now.cost], ['now', true, '$1.3194']);
  assert.match(now.words, /^Now/);
  assert.ok(rows.every((row) => !row.now) && rows.length > 12, rows.map(({ way }) => way).join());
  const priced = rows.filter(({ cost }) => cost.startsWith('$'));
  const costs = priced.map(({ cost }) => exact(cost));
  assert.deepEqual(costs, costs.toSorted((a, b) => (a < b ? -1 : 1)));
  assert.deepEqual(rows.slice(0, priced.length), priced, 'what has no price stands last');
  for (const { way, cost, difference } of priced) assert.equal(exact(difference), exact(cost) - exact(now.cost), way);
  // The ways of the command line have the same totals.
  const cost = Object.fromEntries(rows.map(({ way, cost }) => [way, cost]));
  const advised = told('advise', 'claude-sonnet-4-5', '--input', '212.4k', '--output', '2k', '--shared', '1k', '--all');
  const own = advised.ways.filter(({ model, seller }) => model === advised.model && seller === advised.seller);
  assert.ok(own.length >= 5);
  for (const { changes, total } of own) assert.equal(exact(cost[changes.map(({ change }) => change).join('+')]), exact(total));
  const compared = told('compare', 'claude-sonnet-4-5', '--input', '212.4k', '--output', '2k', '--with', 'claude-opus-4-6');
  assert.equal(exact(cost['model+claude-opus-4.6']), exact(compared.rows[0].likely.cost));
  // A window that is too small is listed, and not ranked.
  const small = rows.find(({ way }) => way === 'model+claude-haiku-3');
  assert.match(small.words, /does not fit\s*200K[\s\S]*not accepted/);
  assert.match(rows.find(({ way }) => way === 'batch').words, /up to 24 h/);
  // Ordering by another column, both ways.
  const header = page.locator('.ways th', { hasText: 'Input tokens' });
  await header.getByRole('button').click();
  await page.waitForSelector('.ways th[aria-sort=ascending] >> text=Input tokens');
  const first = (await ways(page))[1];
  assert.match(first.words, /107,200 × 2/);
  await header.getByRole('button').click();
  await page.waitForSelector('.ways th[aria-sort=descending] >> text=Input tokens');
  assert.equal((await ways(page))[0].now, true);
  assert.equal(await by('way').count(), rows.length + 1);
  assert.deepEqual(problems, []);
});

test('15: a row is applied to the request, and taken back', async () => {
  const { page, by } = await plans(over);
  await page.locator('[data-way="batch+trim"] button').click();
  await shows(page, 'cost', '$0.315');
  assert.equal(await by('batch').isChecked(), true);
  await page.waitForSelector('[data-way=now] >> text=$0.315');
  await by('undo-way').click();
  await shows(page, 'cost', '$1.3194');
  await page.locator('[data-way="model+claude-opus-4.6"] button').click();
  await shows(page, 'cost', '$2.199');
  await by('untrim').first().click();
  await shows(page, 'cost', '$1.3194');
});

test('15: newer tokenizers count more tokens, with their range', async () => {
  const { page } = await plans({ s: 'anthropic', m: 'claude-sonnet-4-6', d: '2026-11-20', in: '212400', out: '2000' });
  await allShown(page);
  const row = (await ways(page)).find(({ way }) => way === 'model+claude-sonnet-5.5');
  assert.match(row.words, /276,120[\s\S]*\d{3},\d{3}–\d{3},\d{3}[\s\S]*×1\.3 tokens/);
  const haiku = (await ways(page)).find(({ way }) => way === 'model+claude-haiku-5.5');
  assert.match(haiku.words, /over 100K/);
});

test('16: turn 13 crosses, and the turns are the total', async () => {
  const { page, by, problems } = await plans({ ...Sonnet45, out: '2000' });
  for (const [id, text] of [['start', '150k'], ['user', '3k'], ['answer', '1k'], ['turns', '20']]) await by(id).fill(text);
  await shows(page, 'crossing', 'Turn 13 crosses 200K');
  assert.match(await by('convo-chart').textContent(), /Turn 13 crosses 200K/);
  const simulated = told('simulate', 'claude-sonnet-4-5', '--start', '150k', '--user', '3k', '--output', '1k', '--turns', '20', '--every', '1m', '--compact', '180k', '--restart', '180k');
  // Of each kind, the cheapest cache.
  const cheapest = (wanted) => simulated.runs.filter(({ strategy }) => wanted(strategy)).map(({ total }) => exact(total)).sort((a, b) => (a < b ? -1 : 1))[0];
  const grows = (cache) => ({ limit, cache: of }) => limit === 'grow' && of === cache;
  const expected = { none: grows('no_cache'), '5m': grows('cache_5m'), '1h': grows('cache_1h'), compact: ({ limit }) => limit === 'compact', restart: ({ limit }) => limit === 'restart' };
  for (const [strategy, wanted] of Object.entries(expected)) {
    const row = page.locator(`[data-strategy="${strategy}"]`);
    const total = await row.getByTestId('strategy-total').evaluate((cell) => cell.firstChild.textContent);
    assert.equal(exact(total), cheapest(wanted), strategy);
    await row.getByRole('radio').check();
    await page.waitForFunction(([id, text]) => document.querySelector(`[data-testid=${id}]`).textContent.endsWith(text), ['convo-total', total]);
    const turns = (await by('turn-cost').allTextContents()).map(exact);
    assert.equal(turns.length, 20, strategy);
    assert.equal(turns.reduce((sum, turn) => sum + turn, 0n), exact(total), strategy);
  }
  assert.deepEqual(problems, []);
});

test('16: the staircase and the bars stand where the numbers are', async () => {
  const { page, by } = await plans({ ...Sonnet45, out: '2000' });
  for (const [id, text] of [['start', '150k'], ['user', '3k'], ['answer', '1k'], ['turns', '20']]) await by(id).fill(text);
  await shows(page, 'crossing', 'Turn 13');
  // Twenty turns over 680 units from 64 on: turn 13 begins at 64 + 12 × 34.
  const crossing = await page.locator('.crosses line').getAttribute('x1');
  assert.equal(Number(crossing), 64 + 12 * 34);
  const stairs = await page.locator('.stairs').first().getAttribute('d');
  assert.equal(stairs.split('H').length - 1, 20);
  const beyond = await page.locator('.stairs.over').getAttribute('d');
  assert.match(beyond, new RegExp(`^M${64 + 12 * 34} `));
});

test('17: what a tier lets through, and what binds', async () => {
  const { page, by, problems } = await plans({ ...Sonnet45, in: '150000', out: '2000' });
  await by('tier').selectOption('4');
  // Of 4,000 requests, 2,000,000 input and 400,000 output tokens a minute the input lets the fewest through: 13.333.
  await shows(page, 'per-minute', '13.333 requests per minute');
  await shows(page, 'binds', 'Limited by input tokens per minute');
  // 100 / 13.333… minutes.
  await shows(page, 'takes', '100 requests take 7 min 30 s');
  assert.match(await by('limits-source').innerText(), /2026-02-19[\s\S]*2026-11-20/);
  // Nine tenths from a cache do not count: 2,000,000 / 15,000.
  await by('cached').fill('90');
  await shows(page, 'per-minute', '133.333 requests per minute');
  // With long answers the output binds: 400,000 / 64,000.
  await by('out').fill('64000');
  await shows(page, 'binds', 'Limited by output tokens per minute');
  await shows(page, 'per-minute', '6.25 requests per minute');
  // One request takes more than tier 1 allows in a minute.
  await by('cached').fill('');
  await by('tier').selectOption('1');
  await shows(page, 'exceeded', '150,000 of 30,000');
  // Above 200,000 tokens only tier 4 is open, with limits of its own: 1,000,000 / 250,000.
  await by('out').fill('2000');
  await by('in').fill('250000');
  await shows(page, 'per-minute', '4 requests per minute');
  await shows(page, 'rate', 'Usage tier 1, 2, 3 cannot send a prompt this long.');
  assert.deepEqual(problems, []);
});

test('17: days without known limits say so, and take the reader’s own', async () => {
  const { page, by } = await plans({ ...Sonnet45, d: '2026-01-20', in: '150000', out: '2000' });
  await shows(page, 'no-limits', 'No limits are known here.');
  assert.equal(await by('per-minute').count(), 0);
  for (const [id, text] of [['rpm', '1000'], ['itpm', '450k'], ['otpm', '90k']]) await by(id).fill(text);
  await shows(page, 'per-minute', '3 requests per minute');
  await by('itpm').fill('0');
  await page.waitForSelector('[data-testid=itpm][aria-invalid=true]');
  await shows(page, 'per-minute', '3 requests per minute');
});

test('the regions speak the language of the page, and follow its prices', async () => {
  const { page, by } = await plans({ s: 'anthropic', m: 'claude-sonnet-4-6', d: '2026-11-20', in: '1000000', out: '0' });
  await shows(page, 'whatif', '$3.00');
  await by('lang').selectOption('zh-Hans');
  await shows(page, 'whatif', '换个做法');
  await by('lang').selectOption('zh-Hant');
  await shows(page, 'convo', '多輪對話');
  const file = { format: 1, seller: 'anthropic', name: 'Ours', currency: 'USD', sources: { deal: 'our contract' }, models: [{ id: 'claude-sonnet-4-6', prices: [{ from: '2026-10-01', source: ['deal'], checked: '2026-10-01', rates: { input: '1/Mtok', output: '2/Mtok' } }] }] };
  await by('prices').setInputFiles({ name: 'deal.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
  await page.waitForSelector('[data-way=now] >> text=$1.00');
});

test('the guide: the page does what it says', async () => {
  const guide = readFileSync(new URL('../../docs/guide.md', import.meta.url), 'utf8');
  const steps = [...guide.matchAll(/^```page\n([\s\S]*?)^```$/gm)].flatMap(([, block]) => block.trim().split('\n'));
  assert.ok(steps.length > 10, `${steps.length} steps`);
  let opened;
  for (const step of steps) {
    const [, verb, where, what = ''] = /^(\w+) +(\S+) *(.*)$/.exec(step);
    const place = () => (where.includes('=') ? opened.page.locator(`[data-${where.replace(/=(.*)/, '="$1"]')}`) : opened.by(where));
    switch (verb) {
      case 'open': opened = await plans(Object.fromEntries(new URLSearchParams(where.replace('#', '')))); break;
      case 'type': await place().fill(what); break;
      case 'press': await place().getByRole('button').click(); break;
      case 'choose': await (what ? place().selectOption(what) : place().getByRole('radio').check()); break;
      case 'shows': await place().filter({ hasText: what }).first().waitFor({ timeout: 5000 }).catch(async () => assert.fail(`${step}: met ${await place().first().innerText()}`)); break;
      default: assert.fail(`no step like ${step}`);
    }
  }
});

test('a link holds what the regions ask', async () => {
  const { page, by } = await plans(over);
  for (const [id, text] of [['times', '10'], ['prefix', '200k'], ['turns', '30']]) await by(id).fill(text);
  await page.locator('[data-strategy=compact]').getByRole('radio').check();
  await by('tier').selectOption('4');
  await page.waitForFunction(() => location.hash.includes('&k=compact&t=4'));
  const link = new URL(page.url()).hash;
  assert.ok(link.length <= 300 && link.includes('p=10..200000'), link);
  const again = await plans(Object.fromEntries(new URLSearchParams(link.slice(1))));
  await shows(again.page, 'convo-total', await by('convo-total').innerText());
  assert.deepEqual(await ways(again.page), await ways(page));
  assert.equal(await again.by('times').inputValue(), '10');
});

test('what the regions say is read out', async () => {
  const { page, by } = await plans({ ...Sonnet45, in: '150000', out: '2000' });
  await by('start').fill('150k');
  await page.waitForFunction(() => /Turn 13 crosses 200K/.test(document.getElementById('live').textContent));
});
