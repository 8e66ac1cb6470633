import type { JsonValue } from './json.js';

/** Where the output of a completed task comes from. The workflow never holds it. */
export type OutputSource =
  /** It stands in the store already (leaves, aggregates, waits). */
  | 'stored'
  /** An object of the children's outputs by id, null for one that did not complete. */
  | 'children-by-id'
  /** A list of the children's outputs in order, null for one that did not complete. */
  | 'children-in-order'
  /** The output of one task, by its path. */
  | { readonly child: string }
  | { readonly value: JsonValue };
