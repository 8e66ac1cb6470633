import type { z } from 'zod';
import { toPredicate } from '../definitions/predicate.js';
import { isJsonObject, type JsonObject } from '../domain/json.js';
import { listProblems } from '../tasks/inputs/input-problems.js';
import { ArgumentError } from './tool-error.js';

/** Throws ArgumentError for the first thing that is wrong with the arguments of a tool; its message names all. */
export function checkArguments(
  { name, input }: { readonly name: string; readonly input: z.ZodType },
  given: unknown,
  alsoKnown: readonly string[],
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
  const problems = listProblems(input, given, parsed.error.issues, { alsoKnown });
  const [first] = problems;
  throw new ArgumentError({
    code: 'invalid_input',
    message: `${name} cannot take these arguments: ${problems.map(({ message }) => message).join('; ')}.`,
    ...(first && first.field !== '' ? { field: first.field } : {}),
    ...(first?.expected === undefined ? {} : { expected: first.expected }),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
  });
}
