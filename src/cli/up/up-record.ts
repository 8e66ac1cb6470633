import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { identifyProcess, isRunning } from '../../dev/process-identity.js';

const recordSchema = z.object({
  process: z.object({ pid: z.int().positive(), startTag: z.string() }),
  isDetached: z.boolean(),
  /** Null for one of before there were gateways. */
  gatewayUrl: z.string().nullable().default(null),
  startedAt: z.iso.datetime(),
  /** What its worker may do, so that a run knows whether it needs one of its own. */
  isShellAllowed: z.boolean(),
  allowHosts: z.array(z.string()),
  mcpServersFile: z.string().nullable().default(null),
});

/** The process that `up` left running for a data folder, or that is `up` itself: a worker, found again by `down` and `status`. */
export type UpRecord = z.infer<typeof recordSchema>;

/** Null when no such process runs (any more). A file that cannot be read counts as none. */
export function readUpRecord(dataDir: string): UpRecord | null {
  try {
    const record = recordSchema.parse(JSON.parse(readFileSync(toFile(dataDir), 'utf8')));
    return isRunning(record.process) ? record : null;
  } catch {
    return null;
  }
}

/** Puts this process on record, unless another one stands there and runs. Answers the way to take it off again. */
export function writeUpRecord(dataDir: string, up: Omit<UpRecord, 'process' | 'startedAt'>): () => void {
  const own = identifyProcess(process.pid);
  if (own === null || readUpRecord(dataDir) !== null) return () => undefined;
  const record: UpRecord = { ...up, process: own, startedAt: new Date().toISOString() };
  const temporary = `${toFile(dataDir)}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, toFile(dataDir));
  return () => {
    if (readUpRecord(dataDir)?.process.pid === own.pid) rmSync(toFile(dataDir), { force: true });
  };
}

function toFile(dataDir: string): string {
  return join(dataDir, 'up.json');
}
