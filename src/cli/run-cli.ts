import { CommanderError, type Command } from 'commander';
import { toCommandPath, toCommandWords } from './command-words.js';
import { USAGE_EXIT_CODE } from './exit-code.js';
import type { Io } from './io.js';
import { createProgram } from './program.js';
import { reportFailure } from './report-failure.js';

/** Runs one command line and answers its exit code. Reports what goes wrong; never throws. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = createProgram({ io, setExitCode: (code) => (exitCode = code) });
  try {
    const unknown = findUnknownCommand(program, args);
    // Help is shown by whichever command is there; for one that is not, that is no answer.
    await program.parseAsync(unknown === null ? args : [unknown], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (isHelp(thrown)) return args.length === 0 ? USAGE_EXIT_CODE : 0;
    return reportFailure(thrown, { io, args, command: toCommandPath(program, args) });
  }
}

function findUnknownCommand(program: Command, args: readonly string[]): string | null {
  const [first, second] = toCommandWords(args);
  const asked = first === 'help' ? second : first;
  const isKnown = asked === undefined || asked === 'help' || program.commands.some((one) => one.name() === asked);
  return isKnown ? null : asked;
}

function isHelp(thrown: unknown): boolean {
  return thrown instanceof CommanderError && /^commander\.(help|helpDisplayed|version)$/.test(thrown.code);
}
