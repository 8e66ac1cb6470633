import { isTerminal, isTerminalRun } from '../../domain/status.js';
import { ROOT_PATH } from '../../domain/path.js';
import { toPendingRun } from '../pending-run.js';
import { runIdTaken, runNotFound } from '../refusals.js';
import { parseRunCursor, toCursorText } from '../run-cursor.js';
import type { RunRecord, RunStore } from '../store.js';
import { appendEvent } from './events.js';
import { keepJson } from './keep-json.js';
import { noticeDependents, noticeRun } from './outbox.js';
import { tasksOf, type Rows, type RunRow } from './rows.js';
import { endTask } from './transition.js';

export function createRuns(rows: Rows): RunStore {
  let lookCount = 0;

  return {
    async create(run, definitionBody) {
      const { requestToken } = run;
      const taken = [...rows.runs.values()].find(
        (other) => other.runKey === run.runKey || (other.workspace === run.workspace && other.runId === run.runId),
      );
      if (taken && taken.requestToken !== requestToken) throw runIdTaken(run.runId);
      if (taken) return { run: toRecord(taken), isNew: false };
      if (!rows.bodies.has(run.definitionHash)) rows.bodies.set(run.definitionHash, definitionBody);
      const row = { ...keepJson(toPendingRun(run)), requestToken, endedOutsideAt: null, lastLookedAt: 0 };
      rows.runs.set(run.runKey, row);
      return { run: toRecord(row), isNew: true };
    },

    async read(runKey) {
      const run = rows.runs.get(runKey);
      return run ? toRecord(run) : null;
    },

    async list({ workspace, status, definitionId, limit, cursor }) {
      const from = cursor === undefined ? null : parseRunCursor(cursor);
      const found = [...rows.runs.values()]
        .filter((run) => run.workspace === workspace)
        .filter((run) => status === undefined || status.includes(run.status))
        .filter((run) => definitionId === undefined || run.definitionId === definitionId)
        .sort(compareNewestFirst)
        .filter((run) => from === null || compareNewestFirst(from, run) < 0);
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return { runs: page.map(toRecord), nextCursor: last && found.length > limit ? toCursorText(last) : null };
    },

    async setTemporalRunId(runKey, temporalRunId) {
      const run = rows.runs.get(runKey);
      if (!run) throw runNotFound();
      run.temporalRunId ??= temporalRunId;
    },

    async listUnfinished(limit) {
      const found = [...rows.runs.values()]
        .filter((run) => !isTerminalRun(run.status))
        .sort((a, b) => a.lastLookedAt - b.lastLookedAt || a.createdAt - b.createdAt)
        .slice(0, limit);
      lookCount += 1;
      for (const run of found) run.lastLookedAt = lookCount;
      return found.map(({ runKey, temporalRunId, status, createdAt }) => ({
        runKey,
        temporalRunId,
        status,
        createdAt,
      }));
    },

    async endFromOutside(runKey, { status, reason, error, at }) {
      const run = rows.runs.get(runKey);
      if (!run) throw runNotFound();
      if (isTerminalRun(run.status)) return { changed: false };
      const before = run.status;
      run.status = status;
      run.error = keepJson(error);
      run.endedAt = at;
      run.endedOutsideAt = at;
      for (const task of tasksOf(rows, runKey).values()) {
        if (isTerminal(task.status)) continue;
        const isRoot = task.path === ROOT_PATH;
        const hasOwnEnd = isRoot && status !== 'terminated' && status !== 'lost';
        endTask(rows, task, { status: hasOwnEnd ? status : 'cancelled', reason, at });
        if (isRoot) task.error = keepJson(error);
        task.fencedVisit = Math.max(task.fencedVisit, task.visit);
        noticeDependents(rows, task, at);
      }
      appendEvent(rows, {
        runKey,
        path: ROOT_PATH,
        visit: 1,
        type: `run.${status}`,
        actor: 'system',
        before: { status: before },
        after: { status },
        reason,
        at,
      });
      noticeRun(rows, run, at);
      return { changed: true };
    },
  };
}

function toRecord({ requestToken: _, endedOutsideAt: __, lastLookedAt: ___, ...record }: RunRow): RunRecord {
  return record;
}

interface Aged {
  readonly createdAt: number;
  readonly runKey: string;
}

function compareNewestFirst(a: Aged, b: Aged): number {
  return b.createdAt - a.createdAt || (a.runKey < b.runKey ? 1 : a.runKey > b.runKey ? -1 : 0);
}
