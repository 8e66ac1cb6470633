import type { WaitingFor } from '../domain/waiting.js';
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
  const { store, workspace } = context;
  const runs =
    runId === undefined
      ? (await store.runs.list({ workspace, status: ['in_progress', 'waiting', 'paused'], limit: MAX_RUNS })).runs
      : [await readRunRecord(context, runId)];
  const found: WaitingTask[] = [];
  for (const run of runs) {
    for (const task of await store.tasks.summarize(run.runKey)) {
      if (task.status !== 'waiting' || task.waiting === null) continue;
      found.push({
        runId: run.runId,
        path: task.path,
        taskId: task.taskId,
        title: task.title,
        waiting: task.waiting,
        since: task.startedAt === null ? null : new Date(task.startedAt).toISOString(),
        deadlineAt: toDeadline(task.deadlineAt, task.waiting),
      });
    }
  }
  return found;
}

/** The task's own deadline, or when its approval times out: whatever comes first. */
function toDeadline(deadlineAt: number | null, waiting: WaitingFor): string | null {
  const timeoutAt = waiting.for === 'approval' ? (waiting.timeoutAt ?? null) : null;
  const times = [deadlineAt, timeoutAt === null ? null : Date.parse(timeoutAt)].filter((at) => at !== null);
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
}
