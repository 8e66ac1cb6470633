import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import '../support/provided.js';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** How a test starts `taskwright mcp` as a program of its own, on the servers of the test run. */
export interface McpCommand {
  readonly command: string;
  readonly args: string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  dispose(): void;
}

export function toMcpCommand(databaseUrl: string, ...options: readonly string[]): McpCommand {
  const cwd = mkdtempSync(join(tmpdir(), 'taskwright-mcp-'));
  return {
    command: process.execPath,
    args: ['--import', LOADER, MAIN, 'mcp', ...options],
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      // Shared by whatever works on the same database.
      TASKWRIGHT_TASK_QUEUE: new URL(databaseUrl).pathname.slice(1),
    },
    dispose: () => rmSync(cwd, { recursive: true }),
  };
}

export interface HttpCommand {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** `taskwright mcp --http`, once it listens. */
export async function startHttpCommand(databaseUrl: string, ...options: readonly string[]): Promise<HttpCommand> {
  const { command, args, cwd, env, dispose } = toMcpCommand(databaseUrl, '--http', '--port', '0', ...options);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const address = /http:\S+\/mcp/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    });
    void exited.then(() => reject(new Error(`The command ended: ${said}`)));
  });
  return {
    url,
    process: child,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      dispose();
    },
  };
}
