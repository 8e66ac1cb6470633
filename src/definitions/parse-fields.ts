import { z } from 'zod';
import type { JsonObject } from '../domain/json.js';
import { type FieldProblem, toFieldProblems } from './field-problems.js';
import { toPredicate } from './predicate.js';
import { isOptional } from './schema-at.js';

export interface ParsedFields {
  /** The fields that met the schema. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether a field is not there, or not right, that the schema demands. */
  readonly isIncomplete: boolean;
  readonly problems: readonly FieldProblem[];
}

/** Parses an object by its schema; where that fails, what is right in it is kept, so that the rest can be looked at. */
export function parseFields(schema: z.ZodObject, authored: JsonObject): ParsedFields {
  const result = schema.safeParse(authored, { error: toPredicate });
  if (result.success) return { fields: result.data, isIncomplete: false, problems: [] };
  const fields: Record<string, unknown> = {};
  let isIncomplete = false;
  for (const [key, field] of Object.entries(schema.shape)) {
    const parsed = Object.hasOwn(authored, key) ? z.core.safeParse(field, authored[key]) : null;
    if (parsed?.success) fields[key] = parsed.data;
    else if (!isOptional(field)) isIncomplete = true;
  }
  return { fields, isIncomplete, problems: toFieldProblems(result.error, schema, authored) };
}
