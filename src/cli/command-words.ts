import type { Command } from 'commander';

/** Global options that take a value. */
const WITH_VALUE: ReadonlySet<string> = new Set(['--data-dir', '--workspace']);

/** The command that a command line names, with those that it is one of: `tokens create`. Empty where it names none. */
export function toCommandPath(program: Command, args: readonly string[]): readonly string[] {
  const path: string[] = [];
  let command = program;
  for (const word of toCommandWords(args)) {
    const found = command.commands.find((one) => one.name() === word);
    if (found === undefined) break;
    path.push(word);
    command = found;
  }
  return path;
}

/** The words of a command line that are no options of all commands: the command first. */
export function toCommandWords(args: readonly string[]): string[] {
  return args.filter((arg, index) => !arg.startsWith('-') && !WITH_VALUE.has(args[index - 1] ?? ''));
}
