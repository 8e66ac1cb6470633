import type { Task } from '@modelcontextprotocol/sdk/types.js';
import type { RunSnapshot } from '../../client/follow-run.js';
import type { RunSummary } from '../../client/run-view.js';
import { isTerminal, isTerminalRun, type RunStatus } from '../../domain/status.js';
import type { JsonObject } from '../../domain/json.js';
import { WAITING_KINDS } from '../waiting.js';

/**
 * A task of MCP is a view of a run: its id names the tool that was called and the run, so that every server of the workspace
 * knows it, also after a restart, and nothing is stored.
 */
export interface RunTaskRef {
  readonly tool: string;
  readonly runId: string;
}

const REFERENCE = /^([A-Za-z0-9_-]{1,120})\/([A-Za-z0-9_-]{1,100})$/;

/** How soon a client is to ask again. */
const POLL_MS = 2_000;

export function toRunTaskId({ tool, runId }: RunTaskRef): string {
  return `${tool}/${runId}`;
}

export function parseRunTaskId(taskId: string): RunTaskRef | null {
  const [, tool, runId] = REFERENCE.exec(taskId) ?? [];
  return tool === undefined || runId === undefined ? null : { tool, runId };
}

/** `waiting` is what the run waits for, as tools show it. */
export function toRunTask(tool: string, { run, tasks }: RunSnapshot, waiting: readonly JsonObject[]): Task {
  const { runId, createdAt } = run;
  const changes = tasks.flatMap(({ startedAt, endedAt }) => [startedAt ?? 0, endedAt ?? 0]);
  const needed = waiting.filter(({ kind }) => WAITING_KINDS.some((one) => one === kind));
  return {
    ...toTask({ tool, runId }, { createdAt, status: toTaskStatus(run.status, needed.length > 0) }),
    lastUpdatedAt: new Date(changes.reduce((one, other) => Math.max(one, other), Date.parse(createdAt))).toISOString(),
    statusMessage: describe({ run, tasks }, needed),
  };
}

/** Of a list, in which nobody looks at the tasks of each run. */
export function toListedTask(run: RunSummary, isInputNeeded: boolean): Task {
  const { createdAt } = run;
  return {
    ...toTask(
      { tool: 'run_definition', runId: run.runId },
      { createdAt, status: toTaskStatus(run.status, isInputNeeded) },
    ),
    lastUpdatedAt: run.endedAt ?? run.startedAt ?? createdAt,
  };
}

function toTask(
  ref: RunTaskRef,
  { createdAt, status }: Pick<Task, 'createdAt' | 'status'>,
): Omit<Task, 'lastUpdatedAt'> {
  return { taskId: toRunTaskId(ref), status, ttl: null, createdAt, pollInterval: POLL_MS };
}

function toTaskStatus(status: RunStatus, isInputNeeded: boolean): Task['status'] {
  if (!isTerminalRun(status)) return isInputNeeded ? 'input_required' : 'working';
  if (status === 'cancelled') return 'cancelled';
  return status === 'completed' ? 'completed' : 'failed';
}

function describe({ run: { status, error }, tasks }: RunSnapshot, needed: readonly JsonObject[]): string {
  if (isTerminalRun(status)) return error === null ? `The run is ${status}.` : `The run is ${status}: ${error.message}`;
  const [first] = needed;
  if (first === undefined) {
    const done = tasks.filter((task) => isTerminal(task.status)).length;
    return `${done} of ${tasks.length} tasks have ended.`;
  }
  const link = typeof first['decide_url'] === 'string' ? ` Decide at ${first['decide_url']}.` : '';
  return `${String(first['path'])} waits for ${String(first['who_is_needed'])}.${link}`;
}
