import type { core, ZodType, output as ZodOutput } from 'zod';
import { TaskwrightError } from '../domain/errors.js';
import { isJsonObject } from '../domain/json.js';

/** One thing that is wrong with a `with`. `path` leads from `with` to the place, `[]` is `with` itself. */
export interface InputProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a schema says against a `with` as the author wrote it: what stands inside `${{ }}` is not known yet and is let pass. */
export function findInputProblems(schema: ZodType, unrendered: unknown): InputProblem[] {
  return listProblems(schema, unrendered).filter((problem) => !isUnknownUntilRun(unrendered, problem.path));
}

/** Checks a rendered `with`. Throws invalid_input, which no further attempt can mend. */
export function parseActionInput<Schema extends ZodType>(
  actionName: string,
  schema: Schema,
  input: unknown,
): ZodOutput<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = toProblems(result.error.issues).map(({ path, message }) => `${toPlace(path)}: ${message}`);
  throw new TaskwrightError('invalid_input', `The input of ${actionName} is wrong at ${problems.join('; at ')}.`, {
    isRetryable: false,
  });
}

function listProblems(schema: ZodType, value: unknown): InputProblem[] {
  const result = schema.safeParse(value);
  return result.success ? [] : toProblems(result.error.issues);
}

function toProblems(issues: readonly core.$ZodIssue[]): InputProblem[] {
  return issues.map((issue) => ({
    path: issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment)),
    message: toReason(issue).replace(/\.$/, ''),
  }));
}

/** A wrong key of a record says why in an issue of its own. */
function toReason(issue: core.$ZodIssue): string {
  return (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message;
}

function isUnknownUntilRun(value: unknown, path: readonly (string | number)[]): boolean {
  if (typeof value === 'string') return value.includes('${{');
  const [segment, ...rest] = path;
  if (segment === undefined) return false;
  if (Array.isArray(value)) return isUnknownUntilRun(value[Number(segment)], rest);
  return isJsonObject(value) && isUnknownUntilRun(value[segment], rest);
}

function toPlace(path: readonly (string | number)[]): string {
  return ['with', ...path].join('.');
}
