import type { Command } from 'commander';
import type { Io } from './io.js';

/** What every command gets. */
export interface Cli {
  readonly io: Io;
  /** Of the process, once the command is done; 0 unless said. */
  setExitCode(code: number): void;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, cli: Cli) => void;

/** Options of every command. */
export interface GlobalOptions {
  readonly dataDir?: string;
  readonly workspace?: string;
}

export interface JsonOption {
  readonly json?: boolean;
}

export function printJson({ io }: Cli, value: unknown): void {
  io.out(JSON.stringify(value, null, 2));
}
