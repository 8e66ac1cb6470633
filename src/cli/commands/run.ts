import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { RunOptions } from '../run/run-definition.js';
import { addWorkerFlags, collect } from '../worker-flags.js';

export function addRunCommand(program: Command, cli: Cli): void {
  const command = program
    .command('run')
    .description('start a run of a definition, and follow it to its end')
    .argument('<definition>', 'a file, or the ID or ID@VERSION of a definition that was pushed')
    .option('-i <key=value>', 'a key of the input; the value is JSON, else text (repeatable)', collect)
    .option('--input <file>', 'the input as JSON (or YAML) from a file, "-" for stdin')
    .option('--run-id <id>', 'the id of the run; it is never used twice (default: generated)')
    .option('--detach', 'only start it: the worker of "taskwright up" does the work')
    .option('--json', 'print the run as one object to stdout');
  addWorkerFlags(command).action(async (target: string) => {
    const options = command.optsWithGlobals<RunOptions>();
    const { runDefinition } = await import('../run/run-definition.js');
    cli.setExitCode(await runDefinition(cli, target, options));
  });
}
