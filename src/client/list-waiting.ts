import { toIso } from '../domain/iso-time.js';
import type { WaitingFor } from '../domain/waiting.js';
import type { RunRecord } from '../store/store.js';
import { type ClientContext, readRunRecord } from './client-context.js';

/** A task that waits for a person, an agent, a signal, a time or another run. */
export interface WaitingTask {
  readonly runId: string;
  readonly path: string;
  readonly taskId: string;
  readonly title: string | null;
  readonly waiting: WaitingFor;
  /** ISO 8601, UTC; when it began to wait. */
  readonly since: string | null;
  readonly deadlineAt: string | null;
}

const MAX_RUNS = 200;

/** Of one run, or of the newest 200 runs of the workspace that have not ended. */
export async function listWaiting(context: ClientContext, runId?: string): Promise<readonly WaitingTask[]> {
  const found: WaitingTask[] = [];
  for (const run of await listOpenRuns(context, runId)) found.push(...toWaiting(run, await summarize(context, run)));
  return found;
}

type Row = Awaited<ReturnType<ClientContext['store']['tasks']['summarize']>>[number];

/** One run, or the newest 200 of the workspace that have not ended. */
export async function listOpenRuns(context: ClientContext, runId: string | undefined): Promise<readonly RunRecord[]> {
  const { store, workspace } = context;
  if (runId !== undefined) return [await readRunRecord(context, runId)];
  return (await store.runs.list({ workspace, status: ['in_progress', 'waiting', 'paused'], limit: MAX_RUNS })).runs;
}

export function summarize({ store }: ClientContext, { runKey }: RunRecord): Promise<readonly Row[]> {
  return store.tasks.summarize(runKey);
}

export function toWaiting({ runId }: RunRecord, rows: readonly Row[]): readonly WaitingTask[] {
  return rows.flatMap(({ path, taskId, title, status, waiting, startedAt, deadlineAt }) =>
    status !== 'waiting' || waiting === null
      ? []
      : [
          {
            ...{ runId, path, taskId, title, waiting },
            since: toIso(startedAt),
            deadlineAt: toDeadline(deadlineAt, waiting),
          },
        ],
  );
}

/** The task's own deadline, or when its approval times out: whatever comes first. */
function toDeadline(deadlineAt: number | null, waiting: WaitingFor): string | null {
  const timeoutAt = waiting.for === 'approval' ? (waiting.timeoutAt ?? null) : null;
  const times = [deadlineAt, timeoutAt === null ? null : Date.parse(timeoutAt)].filter((at) => at !== null);
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
}
