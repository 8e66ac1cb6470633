import { toIso } from '../domain/iso-time.js';
import type { ErrorRecord } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { EndReason, RunStatus, TaskStatus } from '../domain/status.js';
import type { WaitingForApproval } from '../domain/waiting.js';
import type { RunRecord, TaskRecord } from '../store/store.js';
import { toWebUiUrl } from './web-ui-url.js';

/** What `run --json` and `show --json` print. Times are ISO 8601 in UTC. */
export interface RunView {
  readonly runId: string;
  /** Of the first execution. */
  readonly temporalRunId: string | null;
  /** The definition's id. */
  readonly definition: string;
  readonly version: string;
  readonly status: RunStatus;
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly error: ErrorRecord | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** In Temporal's Web UI; null when its address is not known. */
  readonly uiUrl: string | null;
  /** The root first, then depth first in the order of the definition. */
  readonly tasks: readonly TaskView[];
}

export interface TaskView {
  readonly path: string;
  readonly taskId: string;
  readonly kind: string;
  readonly type: string | null;
  readonly action: string | null;
  readonly status: TaskStatus;
  readonly visit: number;
  /** 0 for a task that never started. */
  readonly attempt: number;
  readonly reason: EndReason | null;
  readonly output: JsonValue;
  readonly error: ErrorRecord | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Only while it waits for people to decide: who has, who still has to, and until when. */
  readonly approval?: Omit<WaitingForApproval, 'for'>;
}

/** A run in a list. */
export type RunSummary = Omit<RunView, 'input' | 'output' | 'tasks'> & {
  readonly startedBy: string;
  readonly createdAt: string;
};

export function toRunView(run: RunRecord, tasks: readonly TaskRecord[], uiUrl: string | null): RunView {
  return {
    runId: run.runId,
    temporalRunId: run.temporalRunId,
    definition: run.definitionId,
    version: run.version,
    status: run.status,
    input: run.input,
    output: run.output,
    error: toError(run.error),
    startedAt: toIso(run.startedAt),
    endedAt: toIso(run.endedAt),
    uiUrl: toWebUiUrl(uiUrl, run),
    tasks: tasks.map(toTaskView),
  };
}

export function toRunSummary(run: RunRecord, uiUrl: string | null): RunSummary {
  const { input: _, output: __, tasks: ___, ...summary } = toRunView(run, [], uiUrl);
  return { ...summary, startedBy: run.startedBy, createdAt: new Date(run.createdAt).toISOString() };
}

export function toTaskView(task: TaskRecord): TaskView {
  return {
    path: task.path,
    taskId: task.taskId,
    kind: task.kind,
    type: task.type,
    action: task.action,
    status: task.status,
    visit: task.visit,
    attempt: task.attempt,
    reason: task.reason,
    output: task.output,
    error: toError(task.error),
    startedAt: toIso(task.startedAt),
    endedAt: toIso(task.endedAt),
    ...(task.status === 'waiting' && task.waiting?.for === 'approval' ? { approval: toApproval(task.waiting) } : {}),
  };
}

function toApproval({ for: _, ...approval }: WaitingForApproval): Omit<WaitingForApproval, 'for'> {
  return approval;
}

/** Exactly these fields, whatever else stands in the row. */
function toError(error: ErrorRecord | null): ErrorRecord | null {
  return error === null ? null : { code: error.code, message: error.message, path: error.path };
}
