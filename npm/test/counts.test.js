/** The same counts as the command line: whole texts, requests, and texts in slices. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import * as estimate from 'tokentoll/estimate';
import * as tokens from 'tokentoll/tokens';

const texts = [
  '', 'Hello, world!', 'fn main() { println!("{}", 1 + 1); }', 'All human beings are born free and equal. '.repeat(50),
  '人人生而自由，在尊严和权利上一律平等。'.repeat(20), 'すべての人間は自由である。', 'Все люди рождаются свободными.', 'عربي 🙂 é\u0301',
];
const models = ['claude-opus-5', 'claude-sonnet-4-5', 'gpt-5.4'];
const asks = models.flatMap((model) => texts.map((text) => ({ model, text })));
asks.push({ id: 'r', model: 'claude-opus-5', request: { messages: [{ role: 'user', content: 'What time is it?' }], tools: [{ name: 'clock', description: 'Tells the time.', input_schema: { type: 'object' } }] } });
asks.push({ id: 'e', model: 'no-such-model', text: 'a' });

/** What the command line answers; it exits with 1 where some have no count. */
function told(asks) {
  const input = asks.map((ask) => `${JSON.stringify(ask)}\n`).join('');
  try {
    return execFileSync(process.env.TOKENTOLL ?? 'tokentoll', ['count', '--jsonl'], { input, encoding: 'utf8' });
  } catch (failed) {
    if (failed.status !== 1) throw failed;
    return failed.stdout;
  }
}

const answers = (asks) => told(asks).trimEnd().split('\n').map((line) => JSON.parse(line));

test('with the vocabularies', () => {
  const expected = answers(asks);
  assert.equal(expected.length, asks.length);
  assert.deepEqual(tokens.countAll(asks), expected);
});

test('a vocabulary that the package leaves out is estimated, around the exact count', () => {
  const old = texts.map((text) => ({ model: 'gpt-4', text }));
  for (const [at, exact] of answers(old).entries()) {
    const counted = tokens.count(old[at]);
    assert.equal(counted.basis, 'estimated');
    assert.equal(counted.method, 'o200k+bytes');
    assert.ok(counted.low <= exact.tokens && exact.tokens <= counted.high, JSON.stringify([counted, exact]));
  }
});

test('without', () => {
  const claude = asks.filter(({ model }) => model.startsWith('claude')).map((ask) => ({ ...ask, method: 'features' }));
  assert.deepEqual(estimate.countAll(claude), answers(claude));
});

test('in slices, of bytes and of text', () => {
  for (const [{ Counter, count }, model] of [[tokens, 'claude-opus-5'], [tokens, 'gpt-5.4'], [estimate, 'claude-opus-5']]) {
    for (const text of texts) {
      const { tokens, low, high, basis, method } = count({ model, text });
      const bytes = new TextEncoder().encode(text);
      for (const [size, whole] of [[5, bytes], [3, text]]) {
        const counter = new Counter({ model });
        for (let at = 0; at < whole.length; at += size) counter.push(whole.slice(at, at + size));
        assert.deepEqual(counter.finish(), { tokens, low, high, basis, method }, `${model}: ${text}`);
      }
    }
  }
});

test('what cannot be counted is thrown', () => {
  assert.throws(() => tokens.count({ model: 'no-such-model', text: 'a' }), { name: 'TokentollError', code: 'unknown_model', field: 'model' });
  assert.throws(() => new tokens.Counter({ model: 'no-such-model' }), { name: 'TokentollError', code: 'unknown_model' });
  const counter = new tokens.Counter({ model: 'gpt-5.4' });
  counter.push(new Uint8Array([0xff]));
  assert.throws(() => counter.finish(), { name: 'TokentollError', code: 'bad_json', field: 'text' });
  assert.throws(() => counter.push('a'), TypeError);
  const given = new tokens.Counter({ model: 'gpt-5.4' });
  given.cancel();
  assert.throws(() => given.soFar(), TypeError);
});
