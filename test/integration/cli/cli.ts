import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runCli } from '../../../src/cli/run-cli.js';
import { createFakeIo } from '../../unit/cli/fake-io.js';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What stdout holds, read as JSON. */
  json(): ReturnType<typeof JSON.parse>;
}

export interface RunningCli {
  readonly ended: Promise<CliResult>;
  /** Answers when stderr has held the text; rejects when the command ends without it. */
  hasSaid(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface Cli {
  /** Runs a command to its end in a process of its own, as users do. */
  run(...args: string[]): Promise<CliResult>;
  /** Runs a command that hosts no worker in this process, which spares the start of another one. */
  ask(...args: string[]): Promise<CliResult>;
  start(...args: string[]): RunningCli;
  /** Kills what still runs. */
  stop(): void;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The command line, with nothing of this process's environment but what it needs. */
export function createCli({ cwd, env: given }: CliOptions): Cli {
  const children = new Set<ChildProcess>();
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...given };

  const start = (...args: string[]): RunningCli => {
    const child = spawn(process.execPath, ['--import', LOADER, MAIN, ...args], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let stdout = '';
    let stderr = '';
    const listeners = new Set<() => void>();
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      for (const listener of listeners) listener();
    });
    const ended = new Promise<CliResult>((resolve) => {
      child.once('close', (exitCode) => {
        children.delete(child);
        resolve(toResult({ exitCode, stdout, stderr }));
      });
    });
    return {
      ended,
      hasSaid: (text) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if (stderr.includes(text)) resolve();
          };
          listeners.add(look);
          look();
          void ended.then(() => reject(new Error(`It has ended without saying "${text}":\n${stderr}${stdout}`)));
        }),
      kill: (signal) => void child.kill(signal),
    };
  };

  return {
    start,
    run: (...args) => start(...args).ended,
    async ask(...args) {
      const io = createFakeIo({ cwd, env });
      const exitCode = await runCli(args, io);
      return toResult({ exitCode, stdout: toText(io.outLines), stderr: toText(io.noteLines) });
    },
    stop() {
      for (const child of children) child.kill('SIGKILL');
    },
  };
}

function toResult(result: Omit<CliResult, 'json'>): CliResult {
  return { ...result, json: () => JSON.parse(result.stdout) };
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
