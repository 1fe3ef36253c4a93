import { TokentollError } from './errors.js';
/** @import { ErrorAnswer } from './wire.js' */

const encoder = new TextEncoder();

/**
 * What is asked, as the bytes of its JSON. Text and bytes are taken as JSON that was written before: the one
 * strict reader sees them as they are, duplicate keys included.
 *
 * @param {unknown} ask
 * @returns {Uint8Array}
 */
export function bytesOf(ask) {
  if (ask instanceof Uint8Array) return ask;
  if (typeof ask === 'string') return encoder.encode(ask);
  try {
    return encoder.encode(JSON.stringify(ask) ?? '');
  } catch (cause) {
    throw new TokentollError('bad_json', `cannot be written as JSON: ${cause}`, '', { cause });
  }
}

/**
 * An answer, or its error thrown. A rejected quote has an error and is an answer all the same.
 *
 * @template {object} T
 * @param {T | ErrorAnswer} answer
 * @returns {T}
 */
export function answered(answer) {
  if (!('error' in answer) || 'verdict' in answer) return /** @type {T} */ (answer);
  const { code, message, field } = /** @type {ErrorAnswer} */ (answer).error;
  throw new TokentollError(code, message, field);
}
