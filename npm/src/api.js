export { TokentollError } from './errors.js';
export { PriceBook, models, plan, quote, quoteAll, rates } from './prices.js';
export { prices, version } from './version.js';
export * from './wire.js';

/**
 * A price file of one seller.
 *
 * @typedef {import('./seller.js').SellerFile} SellerFile
 */
