import type { Pool } from 'pg';
import { runNotFound } from '../refusals.js';
import { assertStorableAttributes, assertStorableText } from '../../domain/storable.js';
import type { NewTask, TaskStore, WorkflowWrite } from '../store.js';
import { applyTransitions } from './apply-transitions.js';
import { endBelow } from './end-below.js';
import { insertEvents } from './insert-events.js';
import { insertTasks } from './insert-tasks.js';
import { lockRun, lockTasks } from './lock.js';
import { raiseFences } from './raise-fences.js';
import { resetBelow } from './reset-below.js';
import { LARGE_TIMEOUT_MS, statement, transact, type Statement } from './statement.js';
import { toWaves } from './transition-waves.js';

const TASKS_A_STATEMENT = 1_000;

/** One transaction, one round trip. */
export async function writeTasks(pool: Pool, write: WorkflowWrite): ReturnType<TaskStore['write']> {
  for (const task of write.newTasks ?? []) assertStorable(task);
  const answers = await transact(
    pool,
    [lockRun(write.runKey), ...lockTasks(write), ...toStatements(write), findNotices(write.runKey)],
    { timeoutMs: mayBeLarge(write) ? LARGE_TIMEOUT_MS : undefined },
  );
  if (answers[0]?.length === 0) throw runNotFound();
  return { hasNotices: answers.at(-1)?.[0]?.['found'] === true };
}

function toStatements(write: WorkflowWrite): readonly Statement[] {
  const { runKey, resets = [], newTasks = [], transitions = [], endBelow: ends = [], raiseFences: fences = [] } = write;
  const { events = [] } = write;
  return [
    ...(events.length > 0 ? [insertEvents(runKey, events)] : []),
    ...resets.map((reset) => resetBelow(runKey, reset)),
    ...toChunks(newTasks).map((chunk) => insertTasks(runKey, chunk)),
    ...toWaves(transitions).map((wave) => applyTransitions(runKey, wave)),
    ...ends.map((end) => endBelow(runKey, end)),
    ...(fences.length > 0 ? [raiseFences(runKey, fences)] : []),
  ];
}

function mayBeLarge({ resets = [], newTasks = [], transitions = [], endBelow: ends = [] }: WorkflowWrite): boolean {
  return resets.length > 0 || ends.length > 0 || newTasks.length + transitions.length > TASKS_A_STATEMENT;
}

function findNotices(runKey: string): Statement {
  return statement`
    select exists (select 1 from taskwright.outbox where from_run_key = ${runKey} and not is_delivered) as found`;
}

function toChunks(tasks: readonly NewTask[]): NewTask[][] {
  const chunks: NewTask[][] = [];
  for (let start = 0; start < tasks.length; start += TASKS_A_STATEMENT) {
    chunks.push(tasks.slice(start, start + TASKS_A_STATEMENT));
  }
  return chunks;
}

function assertStorable(task: NewTask): void {
  assertStorableText(task.title ?? '', 'title');
  assertStorableText(task.description ?? '', 'description');
  assertStorableText(task.type ?? '', 'type');
  assertStorableAttributes(task.attributes ?? {});
}
