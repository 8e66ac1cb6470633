import { z } from 'zod';
import { toPredicate } from '../../definitions/predicate.js';
import { TaskwrightError } from '../../domain/errors.js';
import { isValidId } from '../../domain/ids.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import { listProblems } from './input-problems.js';
import { LIFECYCLE_STAGES, STAGE_ALIASES, type LifecycleStage } from '../model/lifecycle.js';

/** NUL and halves of surrogate pairs are no text: no database takes them. */
const NO_TEXT = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const NOT_PLAIN = 'must not hold a NUL character or half of a surrogate pair';

/** Text as people write it, kept as it is. */
export const plainText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((text) => !NO_TEXT.test(text), NOT_PLAIN);

export const name = plainText(200).refine((text) => text.trim() !== '', 'must not be empty');
export const title = plainText(1_000).refine((text) => text.trim() !== '', 'must not be empty');
export const longText = plainText(100_000);
export const id = z
  .string()
  .refine(isValidId, 'must have 1 to 100 letters, digits, "-" or "_", and be no name such as "constructor"');

export const jsonValue = z.json().refine((value) => !holdsNoText(value), NOT_PLAIN) as z.ZodType<JsonValue>;
export const jsonObject = z
  .record(z.string(), z.json())
  .refine((value) => !holdsNoText(value), NOT_PLAIN) as z.ZodType<JsonObject>;

function holdsNoText(value: unknown): boolean {
  if (typeof value === 'string') return NO_TEXT.test(value);
  if (Array.isArray(value)) return value.some(holdsNoText);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => NO_TEXT.test(key) || holdsNoText(item));
}

/** `2026-03-01T12:00:00Z`, or a day: milliseconds since the epoch. */
export const time = z.string().transform((text, context) => {
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return at;
  context.addIssue({ code: 'custom', message: 'must be an ISO 8601 date or time, such as 2030-01-31T09:00:00Z' });
  return z.NEVER;
});

export const lifecycleStage = z
  .enum([...LIFECYCLE_STAGES, 'draft', 'planned'])
  .transform((stage): LifecycleStage => STAGE_ALIASES[stage] ?? (stage as LifecycleStage));

/** Throws invalid_input, naming every field that is wrong. */
export function parseInput<Output>(schema: z.ZodType<Output>, input: unknown, subject = 'The request'): Output {
  const parsed = schema.safeParse(input, { error: toPredicate });
  if (parsed.success) return parsed.data;
  const problems = listProblems(schema, input, parsed.error.issues);
  const hint = problems.find((problem) => problem.hint !== undefined)?.hint;
  const what = problems.map(({ message }) => message).join('; ');
  throw new TaskwrightError('invalid_input', `${subject} is not right: ${what}.`, hint === undefined ? {} : { hint });
}
