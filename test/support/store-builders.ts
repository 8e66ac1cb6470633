import { randomUUID } from 'node:crypto';
import { toWorkflowId } from '../../src/domain/ids.js';
import { ROOT_PATH, toSegments } from '../../src/domain/path.js';
import type {
  AttemptResult,
  BeginAttempt,
  Execution,
  FinishAttempt,
  NewRun,
  NewSignal,
  NewTask,
  Store,
  Transition,
} from '../../src/store/store.js';

/** Versions in order: `versionOf(2)` comes after `versionOf(1)`. */
export function versionOf(count: number): string {
  return String(count).padStart(6, '0');
}

export function uniqueId(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 13)}`;
}

export function newRun(over: Partial<NewRun> = {}): NewRun {
  const workspace = over.workspace ?? 'default';
  const runId = over.runId ?? uniqueId('run');
  return {
    runKey: toWorkflowId(workspace, runId),
    workspace,
    runId,
    definitionId: 'release',
    version: '1.0.0',
    definitionHash: 'hash-of-release',
    input: {},
    startedBy: 'ann',
    parent: null,
    createdAt: 1_000,
    requestToken: `token-${runId}`,
    ...over,
  };
}

/** Its ordinal counts siblings by their last segment's number, or by the order of the letters. */
export function newTask(path: string, over: Partial<NewTask> = {}): NewTask {
  return { path, kind: 'basic', status: 'pending', visit: 1, ordinal: toSegments(path).map(toPosition), ...over };
}

function toPosition(segment: string): number {
  if (/^\d+$/.test(segment)) return Number(segment);
  return segment.charCodeAt(0) - 'a'.charCodeAt(0);
}

/** A run with a root, and tasks at these paths. */
export async function givenRun(
  store: Store,
  paths: readonly (string | NewTask)[] = [],
  over: Partial<NewRun> = {},
): Promise<string> {
  const run = newRun(over);
  await store.runs.create(run, '{}');
  const tasks = [ROOT_PATH, ...paths].map((task) => (typeof task === 'string' ? newTask(task) : task));
  await store.tasks.write({ runKey: run.runKey, newTasks: tasks });
  return run.runKey;
}

export function transition(path: string, version: number, over: Partial<Transition> = {}): Transition {
  return { path, visit: 1, version: versionOf(version), status: 'in_progress', at: version * 10, ...over };
}

export function beginOf(execution: Execution, over: Partial<BeginAttempt> = {}): BeginAttempt {
  return { ...execution, caller: 'worker-1', version: versionOf(1), at: 100, ...over };
}

export const COMPLETED: AttemptResult = { status: 'completed', error: null, retryInMs: null };

export function failed(retryInMs: number | null, message = 'It broke.'): AttemptResult {
  return { status: 'failed', error: { code: 'task_failed', message, path: '/a' }, retryInMs };
}

export function finishOf(execution: Execution, attempt: number, over: Partial<FinishAttempt> = {}): FinishAttempt {
  return { ...execution, attempt, fence: attempt, version: versionOf(1), at: 200, result: COMPLETED, ...over };
}

export function newSignal(runKey: string, over: Partial<NewSignal> = {}): NewSignal {
  return { id: uniqueId('signal'), runKey, name: 'go', payload: null, from: 'ci', receivedAt: 1, ...over };
}

/** Begins an attempt and finishes it at once. */
export async function runAttempt(store: Store, execution: Execution, over: Partial<FinishAttempt> = {}): Promise<void> {
  const version = over.version ?? versionOf(1);
  const [begun] = await store.attempts.begin([beginOf(execution, { caller: uniqueId('caller'), version })]);
  if (begun?.state !== 'begun') throw new Error(`The attempt did not begin: ${begun?.state}.`);
  await store.attempts.finish([finishOf(execution, begun.attempt, over)]);
}
