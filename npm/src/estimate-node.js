import { readFileSync } from 'node:fs';
import { initSync } from './estimate.glue.js';
import { start } from './estimate-api.js';

export { Counter, TokentollError, count, countAll } from './estimate-api.js';
export * from './wire.js';

initSync({ module: readFileSync(new URL('./estimate.wasm', import.meta.url)) });
start();

/** Nothing is left to do here; for code that also runs in browsers. */
export default async function init() {}
