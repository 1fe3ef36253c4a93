/** The published vectors, and what they expect of an answer. */
import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../../tests/vectors/', import.meta.url);

/** Every vector: its id, the bytes of its ask, what is expected. */
export function vectors() {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'schema.json');
  return files.flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')).vectors).map((vector) => ({
    id: vector.id,
    ask: askOf(vector),
    expect: { total: null, error: null, ...vector.expect },
  }));
}

/** @returns {Uint8Array} */
function askOf({ ask, ask_text, ask_base64, ask_repeat: repeat }) {
  if (ask_base64 !== undefined) return new Uint8Array(Buffer.from(ask_base64, 'base64'));
  if (repeat) return new TextEncoder().encode(repeat.prefix + repeat.unit.repeat(repeat.times) + repeat.suffix);
  return new TextEncoder().encode(ask_text ?? JSON.stringify(ask));
}

/** What an answer has of the members that a vector names, in the vector's words. */
export function met(answer, expect) {
  const { error, tier, warnings = [], lines = [] } = answer;
  const codes = warnings.map((warning) => warning.code);
  const words = {
    error: error?.code ?? null,
    field: error?.field,
    tier: tier?.above ?? tier?.at_least ?? null,
    lines: sorted(lines.map(({ meter, count, rate, amount }) => [meter, count, rate, amount])),
    warnings: expect.warnings?.filter((code) => codes.includes(code)),
    no_warnings: expect.no_warnings?.filter((code) => !codes.includes(code)),
    message_names: expect.message_names?.filter((name) => error?.message.includes(name)),
  };
  return Object.fromEntries(Object.keys(expect).map((name) => [name, name in words ? words[name] : (answer[name] ?? null)]));
}

/** What a vector expects, with its lines in an order of their own. */
export function expected(expect) {
  return 'lines' in expect ? { ...expect, lines: sorted(expect.lines) } : expect;
}

function sorted(lines) {
  return lines.map((line) => JSON.stringify(line)).sort();
}
