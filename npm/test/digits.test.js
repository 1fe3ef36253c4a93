/** The same digits as every other face. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { quoteAll } from 'tokentoll';
import { expected, met, vectors } from './vectors.js';

const tokentoll = process.env.TOKENTOLL ?? 'tokentoll';

test('every published vector', () => {
  const all = vectors();
  assert.ok(all.length > 300, `${all.length} vectors`);
  for (const [index, answer] of quoteAll(all.map(({ ask }) => ask)).entries()) {
    const { id, expect } = all[index];
    assert.deepEqual(met(answer, expect), expected(expect), id);
  }
});

test('a thousand random asks, as the command line answers them', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const oracle = ['-B', 'tests/oracle/oracle.py', 'asks', '--cases', '1000', '--seed', '4', 'crates/book/data'];
  const python = process.env.PYTHON ?? 'python3';
  const asks = execFileSync(python, oracle, { cwd: root, encoding: 'utf8' }).trimEnd().split('\n');
  const answers = run(['quote', '--jsonl'], asks);
  assert.equal(answers.length, 1000);
  assert.ok(answers.filter((answer) => answer.total).length > 500);
  assert.deepEqual(quoteAll(asks), answers);
  // As the objects that callers write: numbers beyond 2^53 are not what was written.
  const written = asks.map((ask, index) => [ask, answers[index]]).filter(([ask]) => !/\d{16}/.test(ask));
  assert.ok(written.length > 900);
  assert.deepEqual(quoteAll(written.map(([ask]) => JSON.parse(ask))), written.map(([, answer]) => answer));
});

function run(args, lines) {
  try {
    return answersOf(execFileSync(tokentoll, args, { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 }));
  } catch (failed) {
    // 1: some were not priced.
    if (failed.status !== 1) throw failed;
    return answersOf(failed.stdout);
  }
}

function answersOf(text) {
  return text.trimEnd().split('\n').map((line) => JSON.parse(line));
}
