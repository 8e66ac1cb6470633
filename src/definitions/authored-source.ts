import type { JsonValue } from '../domain/json.js';
import type { FieldPath } from '../orchestrators/kind.js';
import type { Problem } from './problem.js';

export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A definition as it was handed in: the value, and where each part of it stands. */
export interface AuthoredSource {
  readonly value: JsonValue;
  /** Where a key or its value stands, `offset` UTF-16 units into its text; null for what was not read from a text. */
  locate(field: FieldPath, at: 'key' | 'value', offset?: number): TextPosition | null;
}

/** Either what was read, or why it could not be read at all. */
export type ReadSource =
  | { readonly source: AuthoredSource; readonly problems: readonly [] }
  | { readonly source: null; readonly problems: readonly Problem[] };
