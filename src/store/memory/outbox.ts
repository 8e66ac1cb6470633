import { toWorkflowId } from '../../domain/ids.js';
import { isTerminal, isTerminalRun, type TaskStatus } from '../../domain/status.js';
import type { OutboxRow, OutboxStore } from '../store.js';
import { keepJson } from './keep-json.js';
import { tasksOf, type Rows, type RunRow, type TaskRow } from './rows.js';

export function createOutbox(rows: Rows): OutboxStore {
  return {
    async add(added) {
      for (const { fromRunKey = null, ...row } of added) {
        if (!rows.outbox.has(row.id)) rows.outbox.set(row.id, { ...keepJson(row), fromRunKey, isDelivered: false });
      }
    },

    async listUndelivered({ fromRunKey, olderThan, limit }) {
      return [...rows.outbox.values()]
        .filter((row) => !row.isDelivered)
        .filter((row) => fromRunKey === undefined || row.fromRunKey === fromRunKey)
        .filter((row) => olderThan === undefined || row.createdAt < olderThan)
        .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(({ isDelivered: _, ...row }) => row);
    },

    async close(ids) {
      for (const id of ids) {
        const row = rows.outbox.get(id);
        if (row) row.isDelivered = true;
      }
    },

    async registerDependency(dependency) {
      const prerequisiteRunKey = toWorkflowId(dependency.workspace, dependency.prerequisiteRunId);
      const task = tasksOf(rows, prerequisiteRunKey).get(dependency.prerequisitePath);
      const status = task && hasSettled(task) ? toCountedStatus(task) : null;
      const present = rows.dependencies.get(dependency.id);
      if (!present) {
        rows.dependencies.set(dependency.id, { ...dependency, prerequisiteRunKey, isAnswered: status !== null });
      }
      return { status };
    },
  };
}

/** What a failed attempt means for others, its run has yet to say. */
export function hasSettled({ status, version, attemptVersion }: TaskRow): boolean {
  return isTerminal(status) && ((status !== 'failed' && status !== 'timed_out') || version > attemptVersion);
}

function toCountedStatus({ status, reason, countsAs }: TaskRow): TaskStatus {
  return countsAs ?? (status === 'skipped' && reason === 'dependency_failed' ? 'failed' : status);
}

export function hasNotices(rows: Rows, runKey: string): boolean {
  return [...rows.outbox.values()].some((row) => row.fromRunKey === runKey && !row.isDelivered);
}

/** A notice that has not gone out yet says what is decided last, and goes when the run goes on after all. */
export function noticeRun(rows: Rows, run: RunRow, at: number): void {
  if (run.parent === null) return;
  const id = `run-ended:${run.runKey}`;
  if (!isTerminalRun(run.status)) {
    if (rows.outbox.get(id)?.isDelivered === false) rows.outbox.delete(id);
    return;
  }
  const { runKey: toRunKey, path, visit } = run.parent;
  const notice = { type: 'run-ended', path, visit, status: run.status, error: run.error } as const;
  replaceNotice(rows, run.runKey, { id, toRunKey, notice, createdAt: at });
}

export function noticeDependents(rows: Rows, task: TaskRow, at: number): void {
  for (const dependency of rows.dependencies.values()) {
    if (dependency.prerequisiteRunKey !== task.runKey || dependency.prerequisitePath !== task.path) continue;
    if (dependency.isAnswered) continue;
    const notice = { type: 'dependency-ended', dependencyId: dependency.id, status: toCountedStatus(task) } as const;
    const id = `dependency-ended:${dependency.id}`;
    replaceNotice(rows, task.runKey, { id, toRunKey: dependency.dependentRunKey, notice, createdAt: at });
  }
}

function replaceNotice(rows: Rows, fromRunKey: string, row: OutboxRow): void {
  const present = rows.outbox.get(row.id);
  if (present?.isDelivered) return;
  rows.outbox.set(row.id, { ...keepJson(row), fromRunKey, isDelivered: false });
}
