/** @import { Failure } from './wire.js' */

/**
 * Why there is no answer: what was met, what was expected, and where.
 *
 * `code` is one of the codes of the wire form, or `bad_prices` for a price file that cannot be used, or
 * `not_ready` where `init` was not awaited.
 */
export class TokentollError extends Error {
  /**
   * @param {Failure['code'] | 'bad_prices' | 'not_ready'} code
   * @param {string} message
   * @param {string} [field]
   * @param {{ cause?: unknown }} [options]
   */
  constructor(code, message, field = '', options) {
    super(message, options);
    /** @readonly One of few permanent words. */
    this.code = code;
    /** @readonly The member of what was asked, as a dotted path; empty for the whole. */
    this.field = field;
  }

  get name() {
    return 'TokentollError';
  }
}

/** The error of a call before the module was there. */
export function notReady() {
  return new TokentollError('not_ready', 'expected `await init()` before the first question');
}

/**
 * What a module threw, as an error.
 *
 * @param {unknown} thrown
 * @returns {unknown}
 */
export function asError(thrown) {
  if (thrown instanceof Error || typeof thrown !== 'object' || !thrown || !('code' in thrown)) return thrown;
  const { code, message, field } = /** @type {TokentollError} */ (thrown);
  /** @type {{ free?(): void }} */ (thrown).free?.();
  return new TokentollError(code, message, field);
}
