import { z } from 'zod';
import { DURATION_PATTERN, tryParseDuration } from '../domain/duration.js';
import { ID_PATTERN, isValidId } from '../domain/ids.js';
import { type JsonObject, type JsonValue, isJsonObject } from '../domain/json.js';

/*
 * The small vocabulary that the schemas of all kinds are written in. An `error` is the end of a sentence whose subject
 * is the field's name: `"timeout"` + `must be a duration …`.
 */

/** True where the text has a `${{ … }}` that is evaluated; `$${{` is literal text. */
export function hasTemplate(text: string): boolean {
  return /(?<!\$)\$\{\{/.test(text);
}

/** A value that is JSON already: definitions are checked to be JSON before any schema sees them. */
export const jsonValue: z.ZodType<JsonValue, JsonValue> = z
  .any()
  .refine((value) => value !== undefined, { error: 'must have a value' });

export const jsonObject: z.ZodType<JsonObject, JsonObject> = z
  .custom<JsonObject>(isJsonObject, { error: 'must be an object' })
  .meta({ type: 'object' });

const NAME_ERROR = 'must have 1 to 100 letters, digits, "-" or "_", and may not be a name such as "constructor"';

/** An id or another key that becomes a part of a path. */
export const idText = z
  .string({ error: NAME_ERROR })
  .regex(ID_PATTERN, { error: NAME_ERROR })
  .refine(isValidId, { error: NAME_ERROR });

const LABEL_ERROR = 'must be a text of 1 to 200 characters';

/** A free label: a type, a specialist, a role, a person. */
export const label = z.string({ error: LABEL_ERROR }).min(1, { error: LABEL_ERROR }).max(200, { error: LABEL_ERROR });

const DURATION_ERROR = 'must be a duration such as 500ms, 90s, 15m, 2h or 3d, ten years at most';

export const duration = z
  .string({ error: DURATION_ERROR })
  .regex(DURATION_PATTERN, { error: DURATION_ERROR })
  .refine((text) => tryParseDuration(text) !== null, { error: DURATION_ERROR });

/** A duration, or a value that becomes one. */
export const durationOrTemplate = textOrTemplate((text) => tryParseDuration(text) !== null, DURATION_ERROR);

const TIME_ERROR = 'must be a time with its offset, such as 2030-01-31T09:00:00Z';

/** ISO 8601 with an offset, so that no machine's time zone decides. */
const TIME_PATTERN = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:?\d\d)$/;

export const timeOrTemplate = textOrTemplate(isTime, TIME_ERROR);

export const durationOrTimeOrTemplate = textOrTemplate(
  (text) => tryParseDuration(text) !== null || isTime(text),
  'must be a duration such as 90s or 3d, or a time with its offset such as 2030-01-31T09:00:00Z',
);

function isTime(text: string): boolean {
  return TIME_PATTERN.test(text) && !Number.isNaN(Date.parse(text));
}

function textOrTemplate(isPlain: (text: string) => boolean, error: string): z.ZodType<string, string> {
  return z.string({ error }).refine((text) => hasTemplate(text) || isPlain(text), { error });
}

const TEXT_ERROR = 'must be a text';

/** Text that may contain `${{ … }}`. */
export const templateText = z.string({ error: TEXT_ERROR }).min(1, { error: 'must not be empty' });

const EXPRESSION_ERROR = 'must be an expression, written as a text';

/** A bare expression: CEL without `${{ }}`. */
export const expression = z.string({ error: EXPRESSION_ERROR }).regex(/\S/, { error: EXPRESSION_ERROR });

const CONDITION_ERROR = 'must be an expression that is true or false, written as a text';

/** A bare expression that is true or false; YAML's own `true` and `false` are taken for the expressions. */
export const condition = z
  .union([z.string().regex(/\S/, { error: CONDITION_ERROR }), z.boolean()], {
    error: CONDITION_ERROR,
  })
  .transform(String);

/** A whole number within bounds, both included. */
export function wholeNumber(from: number, to: number): z.ZodNumber {
  const error = `must be a whole number from ${from} to ${to}`;
  return z.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}

/** A field that may be left out, but not be written as nothing. */
export const optional = z.exactOptional;

const SIGNAL_NAME_ERROR =
  'must be a text of 1 to 200 characters on one line that begins neither with "taskwright:" nor with "__temporal"';

/** The name of a signal: free text, except for the prefixes that Taskwright and Temporal use themselves. */
export const signalName = z
  .string({ error: SIGNAL_NAME_ERROR })
  .regex(/^(?!taskwright:|__temporal).{1,200}$/, { error: SIGNAL_NAME_ERROR })
  .refine((name) => [...name].every((character) => character >= ' '), { error: SIGNAL_NAME_ERROR });
