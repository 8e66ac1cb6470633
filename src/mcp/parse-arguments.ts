import type { z } from 'zod';
import { nearestTo } from '../definitions/nearest.js';
import { toPredicate } from '../definitions/predicate.js';
import { isJsonObject, type JsonObject } from '../domain/json.js';
import { ArgumentError } from './tool-error.js';

/** Throws ArgumentError for the first thing that is wrong with the arguments of a tool; its message names all. */
export function checkArguments(
  { name, input }: { readonly name: string; readonly input: z.ZodType },
  given: unknown,
  known: readonly string[],
): JsonObject {
  if (!isJsonObject(given)) {
    throw new ArgumentError({
      code: 'invalid_input',
      message: `The arguments of ${name} are no object.`,
      expected: 'an object',
    });
  }
  const parsed = input.safeParse(given, { error: toPredicate });
  if (parsed.success) return given;
  const problems = parsed.error.issues.flatMap((issue) => toProblems(issue, known));
  const [first] = problems;
  throw new ArgumentError({
    code: 'invalid_input',
    message: `${name} cannot take these arguments: ${problems.map(({ message }) => message).join('; ')}.`,
    ...(first && first.field !== '' ? { field: first.field } : {}),
    ...(first?.expected === undefined ? {} : { expected: first.expected }),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
  });
}

interface ArgumentProblem {
  readonly message: string;
  readonly field: string;
  readonly expected?: string;
  readonly hint?: string;
}

function toProblems(issue: z.core.$ZodIssue, known: readonly string[]): ArgumentProblem[] {
  const at = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') {
    const expected = toExpected(issue);
    const message = at === '' ? `they ${issue.message}` : `"${at}" ${issue.message}`;
    return [{ message, field: at, ...(expected === undefined ? {} : { expected }) }];
  }
  return issue.keys.map((key) => {
    const field = at === '' ? key : `${at}.${key}`;
    const nearest = at === '' ? nearestTo(key, known) : null;
    const hint = nearest === null ? toListing(at, known) : `Did you mean "${nearest}"?`;
    return { message: `"${field}" is not known`, field, ...(hint === undefined ? {} : { hint }) };
  });
}

function toListing(at: string, known: readonly string[]): string | undefined {
  return at === '' ? `It takes ${known.join(', ')}.` : undefined;
}

function toExpected(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === 'custom') return undefined;
  // The predicate of something that is there says what is expected of it.
  const predicate = toPredicate({ ...issue, input: null });
  return predicate?.startsWith('must be ') ? predicate.slice('must be '.length) : undefined;
}
