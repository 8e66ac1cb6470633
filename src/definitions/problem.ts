import type { ErrorCode } from '../domain/errors.js';
import type { FieldPath } from '../orchestrators/kind.js';
import type { AuthoredSource } from './authored-source.js';

/** Something wrong with a definition, as `taskwright validate --json` prints it. Lines and columns count from 1. */
export interface Problem {
  readonly code: ErrorCode;
  /** What is wrong, as a sentence. */
  readonly message: string;
  readonly file: string | null;
  /** Null for a definition that was not read from a text. */
  readonly line: number | null;
  readonly column: number | null;
  /** The task's path, `/` for the definition itself; null where the text could not be read at all. */
  readonly path: string | null;
  /** How to mend it. */
  readonly hint: string | null;
}

/** A problem before its place in the text is looked up. */
export interface Finding {
  /** From the top of the document. */
  readonly field: FieldPath;
  /** Whether the key itself or its value is what is wrong. */
  readonly at: 'key' | 'value';
  /** Within the text that stands there, in UTF-16 units. */
  readonly offset?: number;
  readonly message: string;
  readonly hint: string | null;
  readonly path: string;
}

/** In the order of the text, or as they were found where there is none; each once. */
export function toProblems(findings: readonly Finding[], source: AuthoredSource, file: string | null): Problem[] {
  const problems = findings.map(({ field, at, offset, message, hint, path }): Problem => {
    const position = source.locate(field, at, offset);
    return { code: 'invalid_definition', message, file, line: null, column: null, ...position, path, hint };
  });
  const seen = new Set<string>();
  return problems.sort(byPosition).filter((problem) => {
    const key = JSON.stringify(problem);
    return seen.size < seen.add(key).size;
  });
}

function byPosition(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
