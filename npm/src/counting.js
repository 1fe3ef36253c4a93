import { asError, notReady } from './errors.js';
import { answered, bytesOf } from './json.js';
/** @import { Count, CountAnswer, CountAsk } from './wire.js' */

/**
 * A count of a text that arrives in slices.
 *
 * @typedef {Pick<Count, 'tokens' | 'low' | 'high' | 'basis' | 'method'>} Tally
 */

/**
 * What a module offers.
 *
 * @typedef {object} Module
 * @property {(ask: Uint8Array) => string} count
 * @property {new (model: string) => ModuleCounter} Counter
 */

/**
 * @typedef {object} ModuleCounter
 * @property {(slice: Uint8Array) => void} push
 * @property {number} bytes
 * @property {() => ModuleCount} soFar
 * @property {() => ModuleCount} finish
 * @property {() => void} free
 */

/** @typedef {{ tokens: number, low: number, high: number, basis: string, method: string, free(): void }} ModuleCount */

const encoder = new TextEncoder();

/**
 * The functions of an entry point, from the module behind it.
 *
 * @param {Module} module
 */
export function counting(module) {
  let ready = false;

  /** Called once the module is there. */
  function start() {
    ready = true;
  }

  /**
   * @param {CountAsk | string | Uint8Array} ask
   * @returns {CountAnswer}
   */
  function ask(ask) {
    if (!ready) throw notReady();
    return JSON.parse(module.count(bytesOf(ask)));
  }

  /**
   * How many tokens a text or a whole request has, and how sure that is.
   *
   * @param {CountAsk | string | Uint8Array} asked an ask, or its JSON
   * @returns {Count}
   * @throws {TokentollError} where there is no answer
   */
  function count(asked) {
    return answered(ask(asked));
  }

  /**
   * Counts and errors, one for one and in order.
   *
   * @param {Iterable<CountAsk | string | Uint8Array>} asks
   * @returns {CountAnswer[]}
   */
  function countAll(asks) {
    return Array.from(asks, ask);
  }

  /**
   * @param {string} model
   * @returns {ModuleCounter}
   */
  function open(model) {
    if (!ready) throw notReady();
    try {
      return new module.Counter(model);
    } catch (thrown) {
      throw asError(thrown);
    }
  }

  return { count, countAll, open, start };
}

/** Counts a text that arrives in slices, cut anywhere: the same count as that of the whole. */
export class SliceCounter {
  /** @type {ModuleCounter | undefined} */
  #counter;
  /** The first half of a character that is written as two. */
  #half = '';

  /** @param {ModuleCounter} counter */
  constructor(counter) {
    this.#counter = counter;
  }

  /**
   * Takes the next slice.
   *
   * @param {Uint8Array | string} slice bytes of UTF-8, or text
   */
  push(slice) {
    let bytes = slice;
    if (typeof bytes === 'string') {
      const text = this.#half + bytes;
      const cut = /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length;
      this.#half = text.slice(cut);
      bytes = encoder.encode(text.slice(0, cut));
    }
    try {
      this.#open().push(bytes);
    } catch (thrown) {
      throw asError(thrown);
    }
  }

  /** How many bytes the count so far stands on: the last ones wait for a place to cut behind them. */
  get bytes() {
    return this.#open().bytes;
  }

  /**
   * The count of the bytes read so far.
   *
   * @returns {Tally}
   */
  soFar() {
    return tally(this.#open().soFar());
  }

  /**
   * The count of the whole. Nothing can be pushed after it.
   *
   * @returns {Tally}
   */
  finish() {
    if (this.#half) this.push('\uFFFD');
    const counter = this.#open();
    this.#counter = undefined;
    try {
      return tally(counter.finish());
    } catch (thrown) {
      throw asError(thrown);
    }
  }

  /** Gives up. Nothing can be pushed after it. */
  cancel() {
    this.#counter?.free();
    this.#counter = undefined;
  }

  #open() {
    if (!this.#counter) throw new TypeError('this counter was finished or cancelled');
    return this.#counter;
  }
}

/**
 * @param {ModuleCount} counted
 * @returns {Tally}
 */
function tally(counted) {
  const { tokens, low, high, basis, method } = counted;
  counted.free();
  return { tokens, low, high, basis: /** @type {Tally['basis']} */ (basis), method };
}
