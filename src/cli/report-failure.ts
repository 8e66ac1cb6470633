import { CommanderError } from 'commander';
import type { Problem } from '../definitions/problem.js';
import { TaskwrightError, toMessage, type ErrorRecord } from '../domain/errors.js';
import { USAGE_EXIT_CODE } from './exit-code.js';
import type { Io } from './io.js';
import { ProblemsError } from './problems-error.js';
import { formatError, formatProblems } from './render/failure.js';

interface Failure {
  readonly exitCode: number;
  readonly error: ErrorRecord;
  readonly problems: readonly Problem[];
  /** For people. */
  readonly words: string;
}

/** These say what is wrong with a definition or its input as `validate --json` does. */
const VALIDATING = new Set(['run', 'validate']);

/** Says what went wrong, as the command line wants to hear it, and answers the exit code. Known secrets are masked. */
export async function reportFailure(
  thrown: unknown,
  { io, args, command }: { readonly io: Io; readonly args: readonly string[]; readonly command: readonly string[] },
): Promise<number> {
  const mask = await createMask(io);
  const failure = toFailure(thrown, command);
  const wantsJson = args.includes('--json');
  const isValidating = VALIDATING.has(command.join(' '));
  if (!wantsJson) io.note(mask(failure.words));
  else if (isValidating && failure.exitCode === USAGE_EXIT_CODE) {
    io.out(mask(JSON.stringify({ valid: false, problems: failure.problems }, null, 2)));
  } else io.out(mask(JSON.stringify({ error: failure.error }, null, 2)));
  if (io.env['TASKWRIGHT_LOG_LEVEL'] === 'debug' && thrown instanceof Error) io.note(mask(describeCauses(thrown)));
  return failure.exitCode;
}

function toFailure(thrown: unknown, command: readonly string[]): Failure {
  if (thrown instanceof ProblemsError) {
    const { code = 'invalid_definition', path = null } = thrown.problems[0] ?? {};
    return {
      exitCode: USAGE_EXIT_CODE,
      error: { code, message: thrown.message, path },
      problems: thrown.problems,
      words: formatProblems(thrown.problems),
    };
  }
  const error = toTaskwrightError(thrown, command);
  const { code, message, path, hint = null } = error;
  return {
    exitCode: error.traits.exitCode,
    error: error.toRecord(),
    problems: [{ code, message, file: null, line: null, column: null, path, hint }],
    words: formatError(error),
  };
}

function toTaskwrightError(thrown: unknown, command: readonly string[]): TaskwrightError {
  if (thrown instanceof TaskwrightError) return thrown;
  if (thrown instanceof CommanderError) return toUsageError(thrown, command);
  return new TaskwrightError('internal', `Something went wrong in Taskwright itself: ${toMessage(thrown)}.`, {
    hint: 'Set TASKWRIGHT_LOG_LEVEL=debug to see where.',
    cause: thrown,
  });
}

function toUsageError({ message }: CommanderError, command: readonly string[]): TaskwrightError {
  const [what = '', guess] = message.replace(/^error: /, '').split('\n');
  const sentence = `${what.charAt(0).toUpperCase()}${what.slice(1)}${/[.?]$/.test(what) ? '' : '.'}`;
  return new TaskwrightError('invalid_input', sentence, {
    hint: guess === undefined ? `See "${toHelp(command)}".` : guess.replace(/^\((.*)\)$/, '$1'),
  });
}

/** Only the commands of the first level are known to `taskwright help`. */
function toHelp(command: readonly string[]): string {
  if (command.length > 1) return ['taskwright', ...command, '--help'].join(' ');
  return ['taskwright', 'help', ...command].join(' ');
}

async function createMask({ env }: Io): Promise<(text: string) => string> {
  const { SECRET_PREFIX } = await import('../actions/secret-source.js');
  const { createMasker } = await import('../actions/masker.js');
  const secrets = Object.entries(env).filter(([name]) => name.startsWith(SECRET_PREFIX));
  return createMasker(secrets.flatMap(([, value]) => value ?? [])).text;
}

function describeCauses(thrown: Error): string {
  const causes: string[] = [];
  for (let error: unknown = thrown; error instanceof Error && causes.length < 5; error = error.cause) {
    causes.push(error.stack ?? error.message);
  }
  return causes.join('\ncaused by ');
}
