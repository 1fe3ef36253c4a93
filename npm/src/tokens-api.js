import { SliceCounter, counting } from './counting.js';
import * as module from './tokens.glue.js';

export { TokentollError } from './errors.js';

const { count, countAll, open, start } = counting(module);
export { count, countAll, start };

/** Counts a text that arrives in slices, cut anywhere: the same count as that of the whole. */
export class Counter extends SliceCounter {
  /** @param {{ model: string }} ask the text is the only message of a request to this model */
  constructor({ model }) {
    super(open(model));
  }
}
