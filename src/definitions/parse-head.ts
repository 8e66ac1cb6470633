import type { z } from 'zod';
import type { JsonObject } from '../domain/json.js';
import type { FieldProblem } from './field-problems.js';
import { headFields } from './head-schema.js';
import { parseFields } from './parse-fields.js';

export interface DefinitionHead {
  /** The fields that are right. */
  readonly head: Partial<z.output<typeof headFields>>;
  readonly problems: readonly FieldProblem[];
}

/** The keys at the top of a definition that are not its body's. */
export const HEAD_KEYS: readonly string[] = Object.keys(headFields.shape);

export function parseHead(authored: JsonObject): DefinitionHead {
  const own = Object.fromEntries(Object.entries(authored).filter(([key]) => HEAD_KEYS.includes(key)));
  const { fields, problems } = parseFields(headFields, own);
  return { head: fields, problems };
}
