import { readFileSync } from 'node:fs';
import { initSync } from './pricing.glue.js';
import { start } from './prices.js';

export * from './api.js';

initSync({ module: readFileSync(new URL('./pricing.wasm', import.meta.url)) });
start();

/** Nothing is left to do here; for code that also runs in browsers. */
export default async function init() {}
