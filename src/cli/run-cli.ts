import { CommanderError } from 'commander';
import type { Cli } from './cli.js';
import { USAGE_EXIT_CODE } from './exit-code.js';
import type { Io } from './io.js';
import { createProgram } from './program.js';
import { reportFailure } from './report-failure.js';

/** Runs one command line and answers its exit code. Reports what goes wrong; never throws. */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const cli: Cli = { io, setExitCode: (code) => (exitCode = code) };
  try {
    await createProgram(cli).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (isHelp(thrown)) return args.length === 0 ? USAGE_EXIT_CODE : 0;
    return reportFailure(thrown, { io, args });
  }
}

function isHelp(thrown: unknown): boolean {
  return thrown instanceof CommanderError && /^commander\.(help|helpDisplayed|version)$/.test(thrown.code);
}
