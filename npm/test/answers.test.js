/** What callers meet: quotes, rejections, errors, lists, prices of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import init, { PriceBook, TokentollError, models, plan, prices, quote, quoteAll, rates, version } from 'tokentoll';
import packageJson from 'tokentoll/package.json' with { type: 'json' };

const ask = { model: 'claude-sonnet-4-5', on: '2026-02-20', usage: { input: 500_000, output: 2_000 } };

test('a quote has exact amounts as text', () => {
  const { total, verdict, tier, lines } = quote({ ...ask, id: 7 });
  assert.deepEqual({ total, verdict, tier }, { total: '3.045', verdict: 'priced', tier: { name: 'long_context', above: 200_000, scope: 'volume' } });
  assert.ok(lines.every((line) => typeof line.amount === 'string'));
  assert.equal(quote({ ...ask, id: 7 }).id, 7);
});

test('an ask may be an object, its JSON or the bytes of it', () => {
  const text = JSON.stringify(ask);
  assert.deepEqual(quote(text), quote(ask));
  assert.deepEqual(quote(new TextEncoder().encode(text)), quote(ask));
});

test('a rejected request is an answer, and says what would work', () => {
  const rejected = quote({ ...ask, on: '2026-05-01' });
  assert.deepEqual([rejected.verdict, rejected.total, rejected.error.code], ['rejected', null, 'over_window']);
  assert.match(rejected.reason, /shorten the prompt/);
});

test('what has no answer is thrown, with a code and the member', () => {
  const cases = [
    [{ ...ask, model: 'claude-9' }, 'unknown_model', 'model'],
    [{ ...ask, seller: 'nobody' }, 'unknown_seller', 'seller'],
    [{ ...ask, on: '2026-02-30' }, 'bad_date', 'on'],
    [{ ...ask, usage: { input: -1 } }, 'bad_number', 'usage.input'],
    [{ ...ask, usage: { input: 1.5 } }, 'bad_number', 'usage.input'],
    [{ ...ask, usage: { input: NaN } }, 'bad_number', 'usage.input'],
    [{ ...ask, usage: { input: 2 ** 53 } }, 'bad_number', 'usage.input'],
    [{ ...ask, usage: { inputs: 1 } }, 'unknown_field', 'usage.inputs'],
    [{ ...ask, colour: 1 }, 'unknown_field', 'colour'],
    [{ ...ask, usage: undefined }, 'bad_usage', 'usage'],
    [{ ...ask, usage: { input: 1n } }, 'bad_json', ''],
    ['{"model":"a","model":"b"}', 'bad_json', ''],
    ['', 'bad_json', ''],
    [undefined, 'bad_json', ''],
    [() => {}, 'bad_json', ''],
    [new Uint8Array([0xff]), 'bad_json', ''],
    ['[', 'bad_json', ''],
    ['['.repeat(100_000), 'too_large', ''],
    [`"${'a'.repeat(2 ** 20)}"`, 'too_large', ''],
  ];
  for (const [asked, code, field] of cases) {
    assert.throws(() => quote(asked), (error) => {
      assert.ok(error instanceof TokentollError && error instanceof Error);
      assert.deepEqual([error.name, error.code, error.field], ['TokentollError', code, field], error.message);
      return error.message.length > 0;
    });
  }
});

test('of many asks each has its answer, whatever the others are', () => {
  const answers = quoteAll([ask, { ...ask, model: 'claude-9', id: 'b' }, '{', ask]);
  assert.deepEqual(answers.map((answer) => answer.error?.code), [undefined, 'unknown_model', 'bad_json', undefined]);
  assert.equal(answers[1].id, 'b');
  assert.equal(quoteAll(new Set([ask])).length, 1);
});

test('models of a day', () => {
  const all = models({ on: '2026-02-20', all: true });
  const current = models({ on: '2026-02-20' });
  assert.ok(current.length > 20 && all.length > current.length);
  const sonnet = models({ on: '2026-02-20', seller: 'anthropic' }).find(({ model }) => model === 'claude-sonnet-4-5-20250929');
  assert.deepEqual([sonnet.rates.input, sonnet.tier], ['3/Mtok', { comparison: '>', thresholds: [200_000] }]);
  assert.throws(() => models({ on: '2026-02-20', sellers: 'a' }), { code: 'unknown_field', field: 'sellers' });
  assert.throws(() => models({ on: '2026-02-20', seller: 'a' }), { code: 'unknown_seller' });
});

test('the history of a model', () => {
  const { prices: entries, released } = rates({ model: 'anthropic/claude-sonnet-4.5' });
  assert.equal(entries[0].from, released);
  assert.ok(entries.every(({ sources }) => sources.length > 0 && sources.every((source) => source.length > 10)));
  assert.throws(() => rates({ model: 'claude-9' }), { code: 'unknown_model', field: 'model' });
});

test('questions about cost', () => {
  const request = { model: 'claude-sonnet-4-5', on: '2026-02-20' };
  const forecast = plan({ ...request, question: 'forecast', input: { low: 199_528, likely: 212_400, high: 225_144 }, output: 2_000 });
  assert.equal(forecast.question, 'forecast');
  assert.equal(forecast.branches.length, 2);
  const conversation = plan({
    ...request, id: 'c', question: 'conversation',
    start: 150_000, turns: 20, user: 3_000, output: 1_000,
  });
  assert.deepEqual([conversation.id, conversation.question], ['c', 'conversation']);
  assert.throws(() => plan({ ...request, question: 'weather' }), { code: 'bad_json', field: 'question' });
  assert.throws(() => plan({ ...request, question: 'limits', colour: 1 }), { code: 'unknown_field', field: 'colour' });
});

test('prices of your own over those that everyone pays', () => {
  const negotiated = {
    format: 1,
    seller: 'anthropic',
    name: 'Anthropic',
    currency: 'USD',
    sources: { deal: 'Our contract of 2026-01-01' },
    models: [{ id: 'claude-opus-5', prices: [{ from: '2026-08-01', source: ['deal'], checked: '2026-08-01', rates: { input: '4/Mtok', output: '20/Mtok' } }] }],
  };
  const asked = { model: 'claude-opus-5', on: '2026-11-20', usage: { input: 1_000_000 } };
  const ours = new PriceBook(negotiated);
  assert.equal(ours.quote(asked).total, '4');
  assert.equal(new PriceBook(JSON.stringify(negotiated)).quote(asked).total, '4');
  assert.equal(quote(asked).total, '5');
  assert.equal(new PriceBook().version, prices);
  assert.notEqual(ours.version, prices);
  for (const bad of ['{', '{}', { ...negotiated, colour: 1 }, { ...negotiated, currency: 'CNY' }]) {
    assert.throws(() => new PriceBook(negotiated, bad), (error) => error instanceof TokentollError && error.code === 'bad_prices');
  }
});

test('it knows its version, and is ready without waiting', async () => {
  assert.equal(version, packageJson.version);
  assert.match(prices, /^\d{4}-\d{2}-\d{2}\+\d+/);
  assert.equal(await init(), undefined);
});
