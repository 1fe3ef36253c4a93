import load from './estimate.glue.js';
import { start } from './estimate-api.js';

export { Counter, TokentollError, count, countAll } from './estimate-api.js';
export * from './wire.js';

/**
 * Makes this entry point ready; to be awaited once before the first question. In Node nothing is left to do.
 *
 * @param {string | object} [source] where the module is, or what it is, if not beside this file: a URL, a
 *   Response, its bytes or a WebAssembly.Module
 */
export default async function init(source = new URL('./estimate.wasm', import.meta.url)) {
  await load({ module_or_path: /** @type {URL} */ (source) });
  start();
}
