import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { McpCommandOptions } from '../mcp/serve-mcp.js';
import { addWorkerFlags, collect } from '../worker-flags.js';

export function addMcpCommand(program: Command, cli: Cli): void {
  const command = program
    .command('mcp')
    .description('serve the tools of MCP to an agent, over stdin and stdout or over HTTP')
    .option('--toolsets <list>', 'tools to list: default, all, tasks, library, runs (default: default)')
    .option('--read-only', 'only tools that change nothing')
    .option('--no-mcp-tasks', 'do not offer calls as tasks of MCP')
    .option('--as <name>', 'in whose name the agent acts (default: your user name)')
    .option('--role <role>', 'a role of theirs, for approvals (repeatable)', collect)
    .option('--http', 'listen for Streamable HTTP on this machine instead')
    .option('--port <number>', 'the port of --http (default: 7391)');
  addWorkerFlags(command).action(async () => {
    const options = command.optsWithGlobals<McpCommandOptions>();
    const { serveMcp } = await import('../mcp/serve-mcp.js');
    await serveMcp(cli, options);
  });
}
