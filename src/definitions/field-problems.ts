import type { z } from 'zod';
import type { JsonValue } from '../domain/json.js';
import type { FieldPath } from '../orchestrators/kind.js';
import { didYouMean } from './nearest.js';
import { toPredicate } from './predicate.js';
import { descriptionOf, keysOf, schemaAt } from './schema-at.js';

/** A problem of one field; `field` begins at the value that the schema describes. */
export interface FieldProblem {
  readonly field: FieldPath;
  readonly at: 'key' | 'value';
  readonly reason: 'unknown-key' | 'missing' | 'other';
  readonly message: string;
  readonly hint: string | null;
}

/** Everything about a value that its schema does not allow. A schema that itself throws has nothing to say. */
export function problemsOf(schema: z.ZodType, value: JsonValue): FieldProblem[] {
  const result = tryParse(schema, value);
  return result?.error === undefined ? [] : toFieldProblems(result.error, schema, value);
}

function tryParse(schema: z.ZodType, value: JsonValue): z.ZodSafeParseResult<unknown> | null {
  try {
    return schema.safeParse(value, { error: toPredicate });
  } catch {
    return null;
  }
}

export function toFieldProblems(error: z.ZodError, schema: z.core.$ZodType, value: JsonValue): FieldProblem[] {
  return error.issues.flatMap((issue) => fromIssue(issue, [], schema, value));
}

function fromIssue(
  issue: z.core.$ZodIssue,
  base: FieldPath,
  schema: z.core.$ZodType,
  value: JsonValue,
): FieldProblem[] {
  const field = [...base, ...issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)))];
  if (issue.code === 'unrecognized_keys') {
    const known = keysOf(schemaAt(schema, field));
    return issue.keys.map((key) => toUnknownKey([...field, key], known));
  }
  const inner = issue.code === 'invalid_union' ? issuesOfTheFormThatWasMeant(issue) : null;
  if (inner !== null) return inner.flatMap((nested) => fromIssue(nested, field, schema, value));
  const authored = valueAt(value, field);
  const description = descriptionOf(schemaAt(schema, field));
  const subject = field.length === 0 ? 'it' : `"${toDotted(field)}"`;
  if (authored === undefined) {
    return [{ field, at: 'value', reason: 'missing', message: `${subject} is missing.`, hint: description }];
  }
  if (issue.code === 'invalid_key') {
    const message = `The name ${subject} ${issue.issues[0]?.message ?? issue.message}.`;
    return [{ field, at: 'key', reason: 'other', message, hint: description }];
  }
  const hint =
    issue.code === 'invalid_value' && typeof authored === 'string'
      ? didYouMean(authored, issue.values.map(String), description ?? '') || null
      : description;
  return [{ field, at: 'value', reason: 'other', message: toSentence(subject, issue.message), hint }];
}

/** Schemas of actions say what they like; ours say the end of a sentence. */
function toSentence(subject: string, said: string): string {
  const isPredicate = /^(?:must|is|are|has|have|may|can|cannot|needs|stands)\b/.test(said);
  return `${subject}${isPredicate ? '' : ':'} ${said.replace(/\.$/, '')}.`;
}

export function toUnknownKey(field: FieldPath, known: readonly string[], otherwise?: string): FieldProblem {
  const listed = known.length === 0 ? 'Leave it out.' : `The keys here are ${known.join(', ')}.`;
  return {
    field,
    at: 'key',
    reason: 'unknown-key',
    message: `Unknown key "${toDotted(field)}".`,
    hint: didYouMean(String(field.at(-1)), known, otherwise ?? listed),
  };
}

/** The issues of the only form whose type fits the value; null when several do, or none. */
function issuesOfTheFormThatWasMeant(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | null {
  const fitting = issue.errors.filter((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function valueAt(value: unknown, field: FieldPath): unknown {
  let found = value;
  for (const segment of field) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, segment)) return undefined;
    found = Reflect.get(found, segment);
  }
  return found;
}

/** `retry.max_attempts`, `needs[0].type`. */
export function toDotted(field: FieldPath): string {
  return field.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

/** Leaves out that a key is missing where an unknown key beside it seems to be that key, misspelt. */
export function withoutEchoes(problems: readonly FieldProblem[]): FieldProblem[] {
  const meant = new Set(
    problems
      .filter(({ reason }) => reason === 'unknown-key')
      .map(({ field, hint }) => `${toDotted(field.slice(0, -1))} ${hint ?? ''}`),
  );
  return problems.filter(
    ({ reason, field }) =>
      reason !== 'missing' || !meant.has(`${toDotted(field.slice(0, -1))} Did you mean "${String(field.at(-1))}"?`),
  );
}
