import { z } from 'zod';

/** The fields that a schema knows at a place within it; none where it is no object with fields of its own. */
export function listKeysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let places: readonly z.core.$ZodType[] = [schema];
  for (const key of path) places = places.flatMap(toForms).flatMap((form) => stepInto(form, key));
  return [...new Set(places.flatMap(toForms).flatMap((form) => Object.keys(toShape(form))))];
}

/** What stands behind a wrapper, and each form of a union. */
function toForms(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(toForms);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return toForms(schema.unwrap());
  return [schema];
}

function stepInto(schema: z.core.$ZodType, key: PropertyKey): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  const shape = toShape(schema);
  const field = Object.hasOwn(shape, key) ? shape[String(key)] : undefined;
  return field === undefined ? [] : [field];
}

function toShape(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}
