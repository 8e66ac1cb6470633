import { z } from 'zod';
import type { FieldPath } from '../orchestrators/kind.js';

/** The schema of a field, through optional fields, lists and unions; undefined where a schema does not say. */
export function schemaAt(schema: z.core.$ZodType, field: FieldPath): z.core.$ZodType | undefined {
  let found: z.core.$ZodType | undefined = schema;
  for (const segment of field) {
    if (found === undefined) return undefined;
    found = stepInto(found, segment);
  }
  return found;
}

function stepInto(schema: z.core.$ZodType, segment: string | number): z.core.$ZodType | undefined {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) return Object.hasOwn(bare.shape, segment) ? bare.shape[segment] : undefined;
  if (bare instanceof z.ZodArray) return typeof segment === 'number' ? bare.element : undefined;
  if (bare instanceof z.ZodRecord) return typeof segment === 'string' ? bare.valueType : undefined;
  if (!(bare instanceof z.ZodUnion)) return undefined;
  for (const option of bare.options) {
    const found = stepInto(option, segment);
    if (found !== undefined) return found;
  }
  return undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodNullable) {
    return unwrap(schema.unwrap());
  }
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  return schema;
}

/** The keys that an object may have there; of a union, those of all its objects. */
export function keysOf(schema: z.core.$ZodType | undefined): string[] {
  if (schema === undefined) return [];
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) return Object.keys(bare.shape);
  return bare instanceof z.ZodUnion ? bare.options.flatMap((option) => keysOf(option)) : [];
}

/** What the field is for, in the words of the published schema. */
export function descriptionOf(schema: z.core.$ZodType | undefined): string | null {
  return schema instanceof z.ZodType ? (schema.description ?? null) : null;
}

export function isOptional(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional;
}
