import { statSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { TaskwrightError } from '../domain/errors.js';
import type { Action, ActionContext } from './action.js';
import { parseActionInput } from './action-input.js';
import { runInProcessGroup, type ProcessResult } from './shell/process-group.js';

export interface ShellActionOptions {
  /** TASKWRIGHT_ALLOW_SHELL. */
  readonly isAllowed: boolean;
  /** Where commands run, and what a relative `cwd` starts from; the worker's own directory unless said. */
  readonly directory?: string;
  /** The environment of the worker, of which commands see the names in PASSED_NAMES. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What a command sees of the worker's environment, besides LC_*. All else may be a secret. */
export const PASSED_NAMES = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR'] as const;

const SHOWN_STDERR_LENGTH = 500;

const withoutNul = z.string().refine((text) => !text.includes('\0'), { error: 'a NUL character cannot be passed on' });

/** Null takes a name of the environment away. */
export const shellInput = z.strictObject({
  command: withoutNul.min(1),
  cwd: withoutNul.min(1).optional(),
  env: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'not a name of an environment variable' }),
      z.union([withoutNul, z.number(), z.boolean(), z.null()], {
        error: 'an environment variable is a text without NUL, a number, a boolean or null',
      }),
    )
    .default({}),
});

type ShellInput = z.output<typeof shellInput>;

/**
 * Runs a command with `sh -c` in a process group of its own. Returns `{ exit_code, stdout, stderr }`, the last MiB of each
 * text. Throws forbidden where shell is not allowed, invalid_input, or task_failed for an exit code other than 0. When the
 * signal is aborted it settles after the whole group has ended.
 */
export function createShellAction({ isAllowed, directory = '.', env = process.env }: ShellActionOptions): Action {
  return {
    name: 'shell',
    input: shellInput,
    run: async (input, context) => {
      if (!isAllowed) {
        throw new TaskwrightError('forbidden', 'shell is not allowed on this worker.', {
          hint: 'Start the worker with TASKWRIGHT_ALLOW_SHELL=1 or --allow-shell.',
          isRetryable: false,
        });
      }
      const { command, cwd, env: added } = parseActionInput('shell', shellInput, input);
      const result = await runInProcessGroup({
        command,
        cwd: toDirectory(directory, cwd),
        env: toEnvironment(env, added),
        signal: context.signal,
      });
      if (result.exitCode !== 0) throw toExitError(result, context);
      return { exit_code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
    },
  };
}

function toDirectory(directory: string, cwd: string | undefined): string {
  if (cwd === undefined) return resolve(directory);
  const path = resolve(directory, cwd);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new TaskwrightError('invalid_input', `The cwd "${cwd}" of shell is not a directory of the worker.`, {
    isRetryable: false,
  });
}

function toEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  added: ShellInput['env'],
): Record<string, string> {
  const passed: ReadonlySet<string> = new Set(PASSED_NAMES);
  const inherited = Object.entries(own).filter(([name]) => passed.has(name) || name.startsWith('LC_'));
  const env: Record<string, string> = {};
  for (const [name, value] of [...inherited, ...Object.entries(added)]) {
    if (value === null || value === undefined) delete env[name];
    else env[name] = String(value);
  }
  return env;
}

function toExitError({ exitCode, stderr }: ProcessResult, context: ActionContext): TaskwrightError {
  const text = (context.mask?.(stderr) ?? stderr).trim();
  const shown = text.length > SHOWN_STDERR_LENGTH ? `…${text.slice(-SHOWN_STDERR_LENGTH)}` : text;
  const status = `The command ended with exit code ${exitCode}${toSignalNote(exitCode)}`;
  return new TaskwrightError(
    'task_failed',
    shown === '' ? `${status} and wrote nothing to stderr.` : `${status}: ${shown}`,
    {
      isRetryable: true,
    },
  );
}

/** A shell reports a command that a signal ended as 128 and the signal's number. */
function toSignalNote(exitCode: number): string {
  const name = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)?.[0];
  return name === undefined ? '' : ` (${name})`;
}
