import type { z } from 'zod';
import { nearestTo } from '../../definitions/nearest.js';
import { toPredicate } from '../../definitions/predicate.js';
import { listKeysAt } from './known-keys.js';

export interface InputProblem {
  /** A sentence without its full stop. */
  readonly message: string;
  /** As in `dependencies.0.dependency_type`; empty where it is about the whole. */
  readonly field: string;
  readonly expected?: string;
  readonly hint?: string;
}

type Issue = z.core.$ZodIssue;

/** What a schema has found, in plain words; of a value that may have several forms, by the form that was meant. */
export function listProblems(
  schema: z.ZodType,
  input: unknown,
  issues: readonly Issue[],
  { alsoKnown = [] }: { readonly alsoKnown?: readonly string[] } = {},
): readonly InputProblem[] {
  return issues
    .flatMap((issue) => toPlainIssues(input, issue))
    .flatMap((plain) => toProblems({ schema, input, alsoKnown }, plain));
}

interface Given {
  readonly schema: z.ZodType;
  readonly input: unknown;
  /** Keys of the whole beside those of the schema. */
  readonly alsoKnown: readonly string[];
}

interface PlainIssue {
  readonly issue: Issue;
  readonly expected: string | undefined;
}

function toProblems({ schema, input, alsoKnown }: Given, { issue, expected }: PlainIssue): readonly InputProblem[] {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = [...listKeysAt(schema, issue.path), ...(field === '' ? alsoKnown : [])];
    return issue.keys.map((key) => {
      const name = field === '' ? key : `${field}.${key}`;
      const hint = hintAt(key, known);
      return { message: `"${name}" is not known`, field: name, ...(hint === null ? {} : { hint }) };
    });
  }
  const given = valueAt(input, issue.path);
  const meant = issue.code === 'invalid_value' && typeof given === 'string' ? nearestOf(given, issue.values) : null;
  return [
    {
      message: `${field === '' ? 'it' : `"${field}"`} ${issue.message}`,
      field,
      ...(expected === undefined ? {} : { expected }),
      ...(meant === null ? {} : { hint: `Did you mean "${meant}"?` }),
    },
  ];
}

function hintAt(key: string, known: readonly string[]): string | null {
  const nearest = nearestTo(key, known);
  if (nearest !== null) return `Did you mean "${nearest}"?`;
  return known.length === 0 ? null : `It takes ${known.join(', ')}.`;
}

function nearestOf(word: string, values: readonly unknown[]): string | null {
  return nearestTo(
    word,
    values.filter((value) => typeof value === 'string'),
  );
}

/** The forms whose type is that of the value are looked into; where it is of none, all types are named. */
function toPlainIssues(input: unknown, issue: Issue): readonly PlainIssue[] {
  if (issue.code !== 'invalid_union') return [{ issue, expected: toExpected(issue) }];
  const given = valueAt(input, issue.path);
  const forms = issue.errors.filter((found) => !found.some((one) => isWrongType(one, given)));
  const [meant] = forms;
  if (meant !== undefined && forms.length === 1)
    return meant
      .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
      .flatMap((inner) => toPlainIssues(input, inner));
  const types = issue.errors.flat().filter((inner) => inner.path.length === 0);
  const names = [...new Set(types.flatMap((inner) => toExpected(inner) ?? []))];
  if (forms.length > 0 || names.length < 2) return [{ issue, expected: undefined }];
  const expected = names.join(' or ');
  if (given === undefined) return [{ issue, expected }];
  return [{ issue: { ...issue, message: `must be ${expected}` }, expected }];
}

/** One of a few words is a text. */
function isWrongType({ code, path }: Issue, given: unknown): boolean {
  if (path.length > 0) return false;
  return code === 'invalid_type' || (code === 'invalid_value' && typeof given !== 'string');
}

function toExpected(issue: Issue): string | undefined {
  if (issue.code === 'custom') return undefined;
  // The predicate of something that is there says what is expected of it.
  const predicate = toPredicate({ ...issue, input: null });
  return predicate?.startsWith('must be ') ? predicate.slice('must be '.length) : undefined;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}
