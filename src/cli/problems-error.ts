import type { Problem } from '../definitions/problem.js';

/** A definition (or several) that cannot be used, with everything that is wrong with it. */
export class ProblemsError extends Error {
  override readonly name = 'ProblemsError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join(' '));
    this.problems = problems;
  }
}
