import load from './pricing.glue.js';
import { start } from './prices.js';

export * from './api.js';

/**
 * Makes the package ready; to be awaited once before the first question. In Node nothing is left to do, and it
 * does no harm.
 *
 * @param {string | object} [source] where the module is, or what it is, if not beside this file: a URL, a
 *   Response, its bytes or a WebAssembly.Module
 */
export default async function init(source = new URL('./pricing.wasm', import.meta.url)) {
  await load({ module_or_path: /** @type {URL} */ (source) });
  start();
}
