import { isTerminal } from '../../domain/status.js';
import { taskNotFound } from '../refusals.js';
import { assertStorableAttributes } from '../../domain/storable.js';
import type { AttemptRecord, AttemptStore, BeginAttempt, BegunAttempt, FinishAttempt } from '../store.js';
import { appendEvent } from './events.js';
import { keepJson } from './keep-json.js';
import { attemptsOf, tasksOf, type AttemptRow, type Rows, type TaskRow } from './rows.js';
import { readScope } from './task-queries.js';
import { beginVisit } from './transition.js';

export function createAttempts(rows: Rows): AttemptStore {
  return {
    async begin(attempts) {
      return attempts.map((attempt) => {
        const begun = begin(rows, attempt);
        if (begun.state !== 'begun' || !attempt.scope) return begun;
        return { ...begun, scope: readScope(rows, { runKey: attempt.runKey, ...attempt.scope }) };
      });
    },

    async finish(attempts) {
      for (const { attributes } of attempts) assertStorableAttributes(attributes ?? {});
      return attempts.map((attempt) => {
        const accepted = finish(rows, attempt);
        return isWatched(rows, attempt) ? { accepted, hasDependents: true } : { accepted };
      });
    },

    async list(runKey, path) {
      return attemptsOf(rows, runKey)
        .filter((attempt) => path === undefined || attempt.path === path)
        .sort(compareAttempts)
        .map(toRecord);
    },
  };
}

function begin(rows: Rows, asked: BeginAttempt): BegunAttempt {
  const task = tasksOf(rows, asked.runKey).get(asked.path);
  if (!task) throw taskNotFound(asked.path);
  const earlier = attemptsOf(rows, asked.runKey).filter(
    (attempt) => attempt.path === asked.path && attempt.visit === asked.visit,
  );
  const own = earlier.findLast((attempt) => attempt.caller === asked.caller);
  if (own?.status === 'open') return toBegun(own, earlier, task);
  if (own) return own.result ? { state: 'finished', attempt: own.attempt, result: own.result } : { state: 'fenced' };
  const last = earlier.find((attempt) => attempt.result?.retryInMs === null);
  if (last?.result) return { state: 'finished', attempt: last.attempt, result: last.result };
  if (isGivenUp(rows, task, asked)) return { state: 'fenced' };

  const before = task.status;
  closeOpen(rows, asked, task);
  if (asked.visit > task.visit) beginVisit(rows, task, asked.visit, asked.at);
  const attempt: AttemptRow = {
    runKey: asked.runKey,
    path: asked.path,
    visit: asked.visit,
    attempt: earlier.length + 1,
    caller: asked.caller,
    status: 'open',
    result: null,
    error: null,
    startedAt: asked.at,
    endedAt: null,
  };
  attemptsOf(rows, asked.runKey).push(attempt);
  task.attempt = attempt.attempt;
  task.startedAt ??= asked.at;
  task.updatedAt = asked.at;
  if (isLatest(task, asked.version)) {
    task.status = 'in_progress';
    task.reason = null;
    task.error = null;
    task.endedAt = null;
    const run = task.path === '/' ? rows.runs.get(task.runKey) : undefined;
    if (run) {
      run.status = 'in_progress';
      run.error = null;
    }
  }
  if (asked.version > task.attemptVersion) task.attemptVersion = asked.version;
  recordAttempt(rows, attempt, { type: 'attempt.started', before, after: task.status, at: asked.at });
  return toBegun(attempt, earlier, task);
}

function isGivenUp(rows: Rows, task: TaskRow, asked: BeginAttempt): boolean {
  if (asked.visit < task.visit || asked.visit <= task.fencedVisit) return true;
  if (rows.runs.get(asked.runKey)?.endedOutsideAt != null) return true;
  return asked.visit === task.visit && isTerminal(task.status) && task.version > asked.version;
}

function closeOpen(rows: Rows, asked: BeginAttempt, task: TaskRow): void {
  for (const attempt of attemptsOf(rows, asked.runKey)) {
    if (attempt.path !== asked.path || attempt.status !== 'open') continue;
    attempt.status = attempt.visit === asked.visit ? 'lost' : 'given_up';
    attempt.endedAt = asked.at;
    recordAttempt(rows, attempt, { type: 'attempt.lost', before: task.status, after: task.status, at: asked.at });
  }
}

function finish(rows: Rows, ended: FinishAttempt): boolean {
  const task = tasksOf(rows, ended.runKey).get(ended.path);
  const attempt = attemptsOf(rows, ended.runKey).find(
    (one) => one.path === ended.path && one.visit === ended.visit && one.attempt === ended.attempt,
  );
  if (!task || !attempt || ended.fence !== attempt.attempt) return false;
  if (attempt.result) return true;
  if (attempt.status !== 'open') return false;

  const { status, error, retryInMs } = ended.result;
  attempt.status = status;
  attempt.result = keepJson(ended.result);
  attempt.error = keepJson(error);
  attempt.endedAt = ended.at;

  const before = task.status;
  const isShown = isLatest(task, ended.version);
  if (ended.version > task.attemptVersion) task.attemptVersion = ended.version;
  task.updatedAt = ended.at;
  if (ended.attributes !== undefined) task.attributes = keepJson(ended.attributes);
  if (isShown) {
    task.status = retryInMs === null ? status : 'in_progress';
    task.endedAt = retryInMs === null ? ended.at : null;
  }
  if (retryInMs === null && (isShown || !isTerminal(task.status))) {
    task.error = attempt.error;
    if (ended.output !== undefined) task.output = keepJson(ended.output);
    if (status === 'skipped') neverStarted(task);
    if (isShown) task.waiting = null;
  }
  const type = retryInMs === null ? `task.${status}` : `attempt.${status}`;
  recordAttempt(rows, attempt, { type, before, after: task.status, at: ended.at });
  return true;
}

function isWatched(rows: Rows, { runKey, path }: FinishAttempt): boolean {
  return [...rows.dependencies.values()].some(
    (dependency) => dependency.prerequisiteRunKey === runKey && dependency.prerequisitePath === path,
  );
}

/** An attempt that found that its task is to be skipped. */
function neverStarted(task: TaskRow): void {
  task.reason = 'when';
  task.startedAt = null;
  task.endedAt = null;
}

/** No later decision stands. */
function isLatest(task: TaskRow, version: string): boolean {
  return version >= task.version && version >= task.attemptVersion;
}

/** The number of an attempt is its fence: a later one has a higher number, a given-up visit has none that is current. */
function toBegun(attempt: AttemptRow, earlier: readonly AttemptRow[], task: TaskRow): BegunAttempt {
  return {
    state: 'begun',
    attempt: attempt.attempt,
    fence: attempt.attempt,
    lostCount: earlier.filter((one) => one.status === 'lost').length,
    taskStartedAt: task.startedAt ?? attempt.startedAt,
  };
}

function recordAttempt(
  rows: Rows,
  { runKey, path, visit, attempt }: AttemptRow,
  change: { readonly type: string; readonly before: string; readonly after: string; readonly at: number },
): void {
  appendEvent(rows, {
    runKey,
    path,
    visit,
    type: change.type,
    actor: 'system',
    before: { status: change.before },
    after: { status: change.after, attempt },
    reason: null,
    at: change.at,
  });
}

function compareAttempts(a: AttemptRow, b: AttemptRow): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.visit - b.visit || a.attempt - b.attempt;
}

function toRecord({ runKey, path, visit, attempt, status, error, startedAt, endedAt }: AttemptRow): AttemptRecord {
  const shown = status === 'given_up' ? 'cancelled' : status;
  return { runKey, path, visit, attempt, status: shown, error, startedAt, endedAt };
}
