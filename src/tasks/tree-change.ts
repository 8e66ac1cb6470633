import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { JsonValue } from '../domain/json.js';
import { TaskwrightError } from '../domain/errors.js';
import { isTerminal } from '../domain/status.js';
import { runs } from '../store/postgres/schema.js';
import { isConflictOfTransactions, toStoreError } from '../store/postgres/to-store-error.js';
import type { GenericTask } from './model/generic-task.js';
import { genericTasks, taskEvents } from './store/schema.js';
import { toGenericTask } from './store/generic-task-rows.js';
import { noteWakes } from './tree-runs.js';
import type { TasksContext } from './tasks-context.js';

/** Inside a transaction. */
export type Transaction = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0];

/** What may be changed of a task that stands. */
export type TaskPatch = Partial<Omit<GenericTask, 'workspace' | 'taskId' | 'version' | 'createdBy' | 'createdAt'>>;

export interface ChangeNote {
  /** Such as `task.created` or `lifecycle.changed`. */
  readonly type: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  readonly reason?: string | null;
}

/** One transaction on a tree (or several), whose run is locked: two changes of a tree never meet. */
export interface TreeChange {
  readonly tx: Transaction;
  readonly context: TasksContext;
  readonly runKeys: ReadonlySet<string>;
  readonly now: number;
  /** Writes a changed task and says so in its events. */
  save(task: GenericTask, patch: TaskPatch, note: ChangeNote): Promise<GenericTask>;
  /** The same change of many tasks at once, in one statement; answers them in their order. */
  saveAll(tasks: readonly GenericTask[], patch: TaskPatch, note: ChangeNote): Promise<readonly GenericTask[]>;
  note(task: Pick<GenericTask, 'taskId' | 'runKey'>, note: ChangeNote): void;
  /** A run that this change has made is its own. */
  hold(runKey: string): void;
  /** Once this is committed, the workflow of that tree looks at it again. */
  wake(runKey: string): void;
  /** Done once this is committed. What must not be lost goes through the outbox instead. */
  afterwards(work: () => Promise<void>): void;
}

const TRIES = 5;

/**
 * Throws what the work throws, and then nothing has changed; unavailable while the store cannot be reached. A task may have
 * been moved into another tree before its run was locked: the work is then done anew, with the lock of that one as well.
 */
export async function changeTree<Result>(
  context: TasksContext,
  runKeys: readonly string[],
  work: (change: TreeChange) => Promise<Result>,
): Promise<Result> {
  const wanted = new Set(runKeys);
  for (let tries = 1; ; tries += 1) {
    try {
      return await changeOnce(context, [...wanted], work);
    } catch (thrown) {
      const hasMoved = thrown instanceof MovedElsewhere;
      if (tries === TRIES || !(hasMoved || isConflictOfTransactions(thrown))) throw toStoreError(thrown);
      if (hasMoved) for (const runKey of thrown.runKeys) wanted.add(runKey);
    }
  }
}

class MovedElsewhere extends TaskwrightError {
  constructor(readonly runKeys: readonly string[]) {
    super('unavailable', 'The task is being moved from tree to tree.', { hint: 'Try again.' });
  }
}

/** For what is written without `save`: what was read belongs to the trees of this change. */
export function assertLocked(
  { runKeys }: Pick<TreeChange, 'runKeys'>,
  tasks: readonly Pick<GenericTask, 'runKey'>[],
): void {
  const elsewhere = tasks.map(({ runKey }) => runKey).filter((runKey) => !runKeys.has(runKey));
  if (elsewhere.length > 0) throw new MovedElsewhere(elsewhere);
}

async function changeOnce<Result>(
  context: TasksContext,
  runKeys: readonly string[],
  work: (change: TreeChange) => Promise<Result>,
): Promise<Result> {
  const { db, workspace, actor } = context;
  const wakes = new Set<string>();
  const after: (() => Promise<void>)[] = [];
  const { result, now } = await db.database.transaction(async (tx) => {
    await lockRuns(tx, runKeys);
    const now = context.now();
    const held = new Set(runKeys);
    const notes: (typeof taskEvents.$inferInsert)[] = [];
    const change: TreeChange = {
      tx,
      context,
      runKeys: held,
      hold: (runKey) => void held.add(runKey),
      now,
      async save(task, patch, note) {
        const [saved] = await change.saveAll([task], patch, note);
        return saved ?? task;
      },
      async saveAll(tasks, patch, note) {
        if (tasks.length === 0) return [];
        assertLocked(change, tasks);
        const ids = tasks.map(({ taskId }) => taskId);
        const rows = await tx
          .update(genericTasks)
          .set({ ...patch, version: sql`${genericTasks.version} + 1`, updatedAt: now })
          .where(and(eq(genericTasks.workspace, workspace), inArray(genericTasks.taskId, ids)))
          .returning();
        const saved = new Map(rows.map((row) => [row.taskId, toGenericTask(row)]));
        for (const task of tasks) change.note(task, note);
        for (const task of saved.values()) {
          if (task.onComplete !== null && task.status === 'completed') wakes.add(task.runKey);
          if (task.parentId !== null) continue;
          await projectRun(tx, task);
          // Its workflow closes.
          if (isTerminal(task.status)) wakes.add(task.runKey);
        }
        return tasks.map((task) => saved.get(task.taskId) ?? task);
      },
      note({ taskId, runKey }, { type, before = null, after: to = null, reason = null }) {
        notes.push({ workspace, taskId, runKey, type, actor: actor.name, before, after: to, reason, at: now });
      },
      wake: (runKey) => void wakes.add(runKey),
      afterwards: (later) => void after.push(later),
    };
    const answer = await work(change);
    for (let from = 0; from < notes.length; from += 1_000)
      await tx.insert(taskEvents).values(notes.slice(from, from + 1_000));
    await noteWakes(tx, [...wakes], now);
    return { result: answer, now };
  });
  for (const later of after) await later();
  await context.trees.wake([...wakes], now);
  return result;
}

/** Always in the same order, so that two who want several never wait for each other. */
async function lockRuns(tx: Transaction, runKeys: readonly string[]): Promise<void> {
  if (runKeys.length === 0) return;
  await tx
    .select({ runKey: runs.runKey })
    .from(runs)
    .where(inArray(runs.runKey, [...runKeys]))
    .orderBy(asc(runs.runKey))
    .for('update');
}

/** A run's status is its root's. */
export async function projectRun(tx: Transaction, root: GenericTask): Promise<void> {
  const { status, outputs, error, startedAt, endedAt } = root;
  await tx
    .update(runs)
    .set({ status, output: outputs, error, startedAt, endedAt: isTerminal(status) ? endedAt : null })
    .where(eq(runs.runKey, root.runKey));
}
