import { readFileSync } from 'node:fs';
import { initSync } from './tokens.glue.js';
import { start } from './tokens-api.js';

export { Counter, TokentollError, count, countAll } from './tokens-api.js';
export * from './wire.js';

initSync({ module: readFileSync(new URL('./tokens.wasm', import.meta.url)) });
start();

/** Nothing is left to do here; for code that also runs in browsers. */
export default async function init() {}
