import type { Action } from './action.js';
import { jsonInput } from './json-input.js';

/** Does nothing, whatever stands in `with`: the place of a task that is still to be written. */
export const noopAction: Action = { name: 'noop', input: jsonInput, run: async () => null };
