import type { Problem } from '../../definitions/problem.js';
import type { TaskwrightError } from '../../domain/errors.js';

/** What, where and what next, one line each. */
export function formatError({ code, message, path, hint }: TaskwrightError): string {
  const where = path === null || message.includes(path) ? [] : [`  at ${path}`];
  const next = hint === undefined ? [] : [`  ${hint}`];
  return [`error: ${message} (${code})`, ...where, ...next].join('\n');
}

/** `release.yaml:12:5: message`, and below it the task and how to mend it. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

function formatProblem({ file, line, column, message, path, hint }: Problem): string {
  const place = [file, line, column].filter((part) => part !== null).join(':');
  const where = path === null ? [] : [`  at ${path}`];
  const next = hint === null ? [] : [`  ${hint}`];
  return [`${place === '' ? 'error' : place}: ${message}`, ...where, ...next].join('\n');
}
