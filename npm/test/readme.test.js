/** Every example of README.md runs, and prints what stands behind it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const examples = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);

test('there are examples', () => assert.ok(examples.length >= 5));

for (const code of examples) {
  test(code.split('\n')[0], () => {
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: root, encoding: 'utf8' });
    assert.deepEqual(printed.trimEnd().split('\n'), promised(code));
  });
}

/** What the comments behind and below each `console.log` say. */
function promised(code) {
  const lines = code.split('\n');
  return lines.flatMap((line, index) => {
    if (!line.trimStart().startsWith('console.log(')) return [];
    const behind = line.match(/; \/\/ (.*)$/);
    if (behind) return [behind[1]];
    const below = lines.slice(index + 1);
    const end = below.findIndex((next) => !next.startsWith('// '));
    return below.slice(0, end === -1 ? undefined : end).map((next) => next.slice(3));
  });
}
