import type { Command } from 'commander';

/** Options of the commands that host a worker: run, up, worker. */
export function addWorkerFlags(command: Command): Command {
  return command
    .option('--allow-shell', 'let tasks run shell commands here (also TASKWRIGHT_ALLOW_SHELL=1)')
    .option('--allow-hosts <list>', 'let http and mcp tasks reach these hosts as well (also TASKWRIGHT_ALLOW_HOSTS)')
    .option('--mcp-servers <file>', 'the MCP servers of mcp tasks (also TASKWRIGHT_MCP_SERVERS)')
    .option('--actions <file>', 'a module that exports your own actions (repeatable)', collect);
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
