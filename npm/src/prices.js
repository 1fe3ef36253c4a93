import { asError, notReady } from './errors.js';
import { answered, bytesOf } from './json.js';
import { Book } from './pricing.glue.js';
/** @import { Answer, Ask, ModelHistory, ModelsAsk, ModelOn, PlanAnswer, PlanAsk, Quote, RatesAsk } from './wire.js' */
/** @import { SellerFile } from './seller.js' */

let ready = false;
/** @type {PriceBook | undefined} */
let embedded;

/** Called once the module is there. */
export function start() {
  ready = true;
}

/** Prices: those of this package, and price files laid over them. */
export class PriceBook {
  /** @type {Book} */
  #book;

  /**
   * Each file is laid over those before it: your negotiated prices over the list prices.
   *
   * @param {...(SellerFile | string)} files price files of one seller each, as objects or as their JSON
   */
  constructor(...files) {
    if (!ready) throw notReady();
    let book = new Book();
    for (const [index, file] of files.entries()) {
      const text = typeof file === 'string' ? file : JSON.stringify(file);
      const below = book;
      try {
        book = below.overlaidBy(`file ${index + 1}`, text);
      } catch (thrown) {
        throw asError(thrown);
      } finally {
        below.free();
      }
    }
    this.#book = book;
  }

  /**
   * What a request costs: the quote, itemised and exact. A request that the seller would refuse is a quote, too:
   * its `verdict` is `rejected`, its `total` null, and `reason` says what would work.
   *
   * @param {Ask | string | Uint8Array} ask an ask, or its JSON
   * @returns {Quote}
   * @throws {TokentollError} where there is no answer
   */
  quote(ask) {
    return answered(/** @type {Answer} */ (JSON.parse(this.#book.quote(bytesOf(ask)))));
  }

  /**
   * Quotes and errors, one for one and in order: no ask that fails hides the others.
   *
   * @param {Iterable<Ask | string | Uint8Array>} asks
   * @returns {Answer[]}
   */
  quoteAll(asks) {
    return Array.from(asks, (ask) => JSON.parse(this.#book.quote(bytesOf(ask))));
  }

  /**
   * The models of a day and what they cost.
   *
   * @param {ModelsAsk} ask
   * @returns {ModelOn[]}
   * @throws {TokentollError} for a seller that is not known
   */
  models(ask) {
    return answered(JSON.parse(this.#book.models(bytesOf(ask))));
  }

  /**
   * What a model cost, from its first day on, with the source of every price.
   *
   * @param {RatesAsk} ask
   * @returns {ModelHistory}
   * @throws {TokentollError} for a model or a seller that is not known
   */
  rates(ask) {
    return answered(JSON.parse(this.#book.rates(bytesOf(ask))));
  }

  /**
   * The answer to a question about cost: a forecast, what a request may need, where its price jumps, what would be
   * cheaper, what a conversation comes to, how many requests fit a rate limit.
   *
   * @template {PlanAsk['question']} Q
   * @param {PlanAsk & { question: Q }} ask
   * @returns {Extract<PlanAnswer, { question: Q }>}
   * @throws {TokentollError} where there is no answer
   */
  plan(ask) {
    return answered(JSON.parse(this.#book.plan(bytesOf(ask))));
  }

  /** Changes when any price does. */
  get version() {
    return this.#book.version;
  }
}

function ours() {
  embedded ??= new PriceBook();
  return embedded;
}

/**
 * What a request costs: the quote, itemised and exact. A request that the seller would refuse is a quote, too:
 * its `verdict` is `rejected`, its `total` null, and `reason` says what would work.
 *
 * @param {Ask | string | Uint8Array} ask an ask, or its JSON
 * @returns {Quote}
 * @throws {TokentollError} where there is no answer
 */
export function quote(ask) {
  return ours().quote(ask);
}

/**
 * Quotes and errors, one for one and in order: no ask that fails hides the others.
 *
 * @param {Iterable<Ask | string | Uint8Array>} asks
 * @returns {Answer[]}
 */
export function quoteAll(asks) {
  return ours().quoteAll(asks);
}

/**
 * The models of a day and what they cost.
 *
 * @param {ModelsAsk} ask
 * @returns {ModelOn[]}
 * @throws {TokentollError} for a seller that is not known
 */
export function models(ask) {
  return ours().models(ask);
}

/**
 * What a model cost, from its first day on, with the source of every price.
 *
 * @param {RatesAsk} ask
 * @returns {ModelHistory}
 * @throws {TokentollError} for a model or a seller that is not known
 */
export function rates(ask) {
  return ours().rates(ask);
}

/**
 * The answer to a question about cost: a forecast, what a request may need, where its price jumps, what would be
 * cheaper, what a conversation comes to, how many requests fit a rate limit.
 *
 * @template {PlanAsk['question']} Q
 * @param {PlanAsk & { question: Q }} ask
 * @returns {Extract<PlanAnswer, { question: Q }>}
 * @throws {TokentollError} where there is no answer
 */
export function plan(ask) {
  return /** @type {any} */ (ours()).plan(ask);
}
