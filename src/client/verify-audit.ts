import { NO_HASH, toAuditHash } from '../store/audit-hash.js';
import type { AuditRecord } from '../store/store.js';
import { type ClientContext, readRunRecord } from './client-context.js';
import { readChain } from './list-audit.js';

const RUNS_AT_ONCE = 200;

/** What was found when all hashes were computed again. */
export interface AuditReport {
  readonly isWhole: boolean;
  readonly runs: number;
  readonly entries: number;
  /** Of each run whose trail is broken, where it is so first. */
  readonly broken: readonly BrokenAudit[];
  /** The last entry of the run that was asked for: kept elsewhere, it shows later that nothing was taken away since. */
  readonly head: { readonly number: number; readonly hash: string } | null;
}

export interface BrokenAudit {
  readonly runId: string;
  /** Of the first entry that is not right; null where an event has no entry. */
  readonly number: number | null;
  /** A sentence. */
  readonly problem: string;
}

interface Chain {
  readonly entries: number;
  readonly head: AuditReport['head'];
  readonly broken: Omit<BrokenAudit, 'runId'> | null;
}

/** Of one run, or of all runs of the workspace. Throws not_found for a run that does not exist. */
export async function verifyAudit(context: ClientContext, runId?: string): Promise<AuditReport> {
  const broken: BrokenAudit[] = [];
  let runs = 0;
  let entries = 0;
  let head: AuditReport['head'] = null;
  for await (const run of listRuns(context, runId)) {
    const chain = await verifyChain(context, run.runKey);
    runs += 1;
    entries += chain.entries;
    if (runId !== undefined) head = chain.head;
    if (chain.broken) broken.push({ runId: run.runId, ...chain.broken });
  }
  return { isWhole: broken.length === 0, runs, entries, broken, head };
}

async function* listRuns(
  context: ClientContext,
  runId: string | undefined,
): AsyncGenerator<{ readonly runKey: string; readonly runId: string }, void> {
  if (runId !== undefined) {
    yield await readRunRecord(context, runId);
    return;
  }
  const { store, workspace } = context;
  let after: string | undefined;
  do {
    const page = await store.audit.listRuns({
      workspace,
      limit: RUNS_AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
    yield* page;
    after = page.length < RUNS_AT_ONCE ? undefined : page.at(-1)?.runKey;
  } while (after !== undefined);
}

async function verifyChain(context: ClientContext, runKey: string): Promise<Chain> {
  let entries = 0;
  let last: AuditRecord | null = null;
  for await (const entry of readChain(context, runKey)) {
    const problem = findProblem(entry, last);
    if (problem !== null) return { entries, head: toHead(last), broken: { number: entry.number, problem } };
    entries += 1;
    last = entry;
  }
  return { entries, head: toHead(last), broken: await findStray(context, runKey) };
}

function findProblem(entry: AuditRecord, last: AuditRecord | null): string | null {
  const expected = (last?.number ?? 0) + 1;
  if (entry.number !== expected) return `Entry ${expected} is missing.`;
  if (entry.previousHash !== (last?.hash ?? NO_HASH)) return `Entry ${entry.number} does not follow the one before it.`;
  return toAuditHash(entry) === entry.hash ? null : `Entry ${entry.number} was changed: its hash is another one.`;
}

async function findStray({ store }: ClientContext, runKey: string): Promise<Chain['broken']> {
  const stray = await store.audit.findStray(runKey);
  if (stray === null) return null;
  const { number, eventId } = stray;
  if (number === null) return { number, problem: `The event ${eventId} has no entry.` };
  return { number, problem: `Entry ${number} is not what its event ${eventId} says.` };
}

function toHead(last: AuditRecord | null): AuditReport['head'] {
  return last && { number: last.number, hash: last.hash };
}
