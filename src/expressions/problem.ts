import { TaskwrightError } from '../domain/errors.js';

/** Where and why a text is no expression or no template. */
export interface ExpressionProblem extends SourceLocation {
  /** In words that follow "is not valid:". */
  readonly reason: string;
  readonly hint: string | null;
  /** The expression or template, shortened. */
  readonly text: string;
}

export interface SourceLocation {
  /** From 0, in UTF-16 units. */
  readonly offset: number;
  /** From 1, within the text. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** Thrown while a source is read; the outside sees an ExpressionProblem or a TaskwrightError. */
export class SourceProblem extends Error {
  override readonly name = 'SourceProblem';
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(offset: number, reason: string, hint?: string) {
    super(reason);
    this.offset = offset;
    this.hint = hint;
  }
}

export function toLocation(source: string, offset: number): SourceLocation {
  const before = source.slice(0, offset);
  return { offset, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

export function toExpressionProblem(problem: SourceProblem, source: string): ExpressionProblem {
  return {
    ...toLocation(source, problem.offset),
    reason: problem.message,
    hint: problem.hint ?? null,
    text: shorten(source),
  };
}

export function toDefinitionError(problem: ExpressionProblem, noun: 'Expression' | 'Template'): TaskwrightError {
  const where = problem.line === 1 ? `column ${problem.column}` : `line ${problem.line}, column ${problem.column}`;
  const message = `${noun} "${problem.text}" is not valid at ${where}: ${problem.reason}.`;
  return new TaskwrightError('invalid_definition', message, problem.hint === null ? {} : { hint: problem.hint });
}

/** At most `length` characters, on one line; never half of a surrogate pair. */
export function shorten(text: string, length = 200): string {
  const line = text
    .slice(0, length * 2)
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= length && text.length <= length * 2) return line;
  return `${line.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
