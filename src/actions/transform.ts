import type { Action } from './action.js';
import { jsonInput } from './json-input.js';

/** Returns its rendered `with`: the expressions in it are all that it does. */
export const transformAction: Action = {
  name: 'transform',
  input: jsonInput,
  run: async (input) => jsonInput.parse(input) ?? null,
};
