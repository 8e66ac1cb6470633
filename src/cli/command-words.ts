/** Global options that take a value. */
const WITH_VALUE: ReadonlySet<string> = new Set(['--data-dir', '--workspace']);

/** The words of a command line that are no options of all commands: the command first. */
export function toCommandWords(args: readonly string[]): string[] {
  return args.filter((arg, index) => !arg.startsWith('-') && !WITH_VALUE.has(args[index - 1] ?? ''));
}
