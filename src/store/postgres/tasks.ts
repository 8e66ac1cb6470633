import { and, asc, count, eq, gt, lt, sql } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';
import type { TaskStatus } from '../../domain/status.js';
import { taskNotFound } from '../refusals.js';
import { assertStorableAttributes, assertStorableText } from '../../domain/storable.js';
import { FIRST_ATTACHED_POSITION } from '../ordinal.js';
import type { TaskRecord, TaskStore } from '../store.js';
import type { Connection } from './connect.js';
import { readLastVisits } from './read-last-visits.js';
import { readScope } from './read-scope.js';
import { tasks } from './schema.js';
import { query, statement } from './statement.js';
import { readTreeTasks } from './tree-tasks.js';
import { writeTasks } from './write-tasks.js';

const SUMMARY = {
  runKey: tasks.runKey,
  path: tasks.path,
  taskId: tasks.taskId,
  kind: tasks.kind,
  type: tasks.type,
  action: tasks.action,
  title: tasks.title,
  description: tasks.description,
  status: tasks.status,
  visit: tasks.visit,
  attempt: tasks.attempt,
  reason: tasks.reason,
  error: tasks.error,
  waiting: tasks.waiting,
  ordinal: tasks.ordinal,
  startedAt: tasks.startedAt,
  endedAt: tasks.endedAt,
  deadlineAt: tasks.deadlineAt,
  createdAt: tasks.createdAt,
  updatedAt: tasks.updatedAt,
};
const RECORD = { ...SUMMARY, output: tasks.output, attributes: tasks.attributes, locals: tasks.locals };
const RESULT = { segment: tasks.segment, status: tasks.status, output: tasks.output, error: tasks.error };

type RecordRow = Pick<InferSelectModel<typeof tasks>, keyof typeof RECORD>;

export function createTasks({ pool, database }: Connection): TaskStore {
  const childrenOf = (runKey: string, path: string) =>
    and(eq(tasks.siblingsKey, `${runKey} ${path}`), lt(tasks.position, FIRST_ATTACHED_POSITION));

  return {
    write: (write) => writeTasks(pool, write),

    async read(runKey, path) {
      const [row] = await database
        .select(RECORD)
        .from(tasks)
        .where(and(eq(tasks.runKey, runKey), eq(tasks.path, path)));
      if (row) return toRecord(row);
      return (await readTreeTasks(pool, runKey)).find((task) => task.path === path) ?? null;
    },

    async describe(runKey, path, { title, description, attributes }) {
      assertStorableText(title ?? '', 'title');
      assertStorableText(description ?? '', 'description');
      assertStorableAttributes(attributes ?? {});
      const changed = await query(
        pool,
        statement`
          update taskwright.tasks
          set title = coalesce(${title}, title), description = coalesce(${description}, description),
            attributes = coalesce(${attributes && JSON.stringify(attributes)}::text::jsonb, attributes)
          where run_key = ${runKey} and path = ${path}
          returning path`,
      );
      if (changed.length === 0) throw taskNotFound(path);
    },

    async writeLocals(runKey, path, locals) {
      await database.transaction(async (transaction) => {
        const own = and(eq(tasks.runKey, runKey), eq(tasks.path, path));
        const [row] = await transaction.select({ locals: tasks.locals }).from(tasks).where(own).for('update');
        if (!row) throw taskNotFound(path);
        await transaction
          .update(tasks)
          .set({ locals: { ...row.locals, ...locals } })
          .where(own);
      });
    },

    async readById(workspace, taskId) {
      const [row] = await database
        .select(RECORD)
        .from(tasks)
        .where(and(eq(tasks.workspace, workspace), eq(tasks.taskId, taskId)));
      return row ? toRecord(row) : null;
    },

    async list(runKey, page) {
      const after = page?.after && [...page.after];
      const selected = database
        .select(RECORD)
        .from(tasks)
        .where(and(eq(tasks.listKey, runKey), after && gt(tasks.ordinal, after)))
        .orderBy(asc(tasks.ordinal));
      const rows = await (page ? selected.limit(page.limit) : selected);
      return rows.length > 0 || page?.after ? rows.map(toRecord) : readTreeTasks(pool, runKey);
    },

    async summarize(runKey) {
      const rows = await database
        .select(SUMMARY)
        .from(tasks)
        .where(eq(tasks.listKey, runKey))
        .orderBy(asc(tasks.ordinal));
      if (rows.length === 0) return readTreeTasks(pool, runKey);
      return rows.map((row) => ({ ...row, attempt: toShownAttempt(row) }));
    },

    readLastVisits: (runKey) => readLastVisits(pool, runKey),

    async countByStatus(runKey) {
      const rows = await database
        .select({ status: tasks.status, count: count() })
        .from(tasks)
        .where(eq(tasks.runKey, runKey))
        .groupBy(tasks.status);
      const counts: Partial<Record<TaskStatus, number>> = {};
      for (const row of rows) counts[row.status] = row.count;
      return counts;
    },

    async listChildren(runKey, path) {
      const rows = await database
        .select(RECORD)
        .from(tasks)
        .where(childrenOf(runKey, path))
        .orderBy(asc(tasks.position));
      return rows.map(toRecord);
    },

    readScope: (asked) => readScope(pool, asked),

    async readChildren(runKey, path) {
      const rows = await database
        .select(RESULT)
        .from(tasks)
        .where(childrenOf(runKey, path))
        .orderBy(asc(tasks.position));
      return new Map(rows.map(({ segment, ...result }) => [segment, result]));
    },

    async findWaiting({ workspace, signal, correlation }) {
      return database
        .select({ runKey: tasks.runKey, path: tasks.path })
        .from(tasks)
        .where(
          and(
            eq(tasks.workspace, workspace),
            eq(tasks.waitingSignal, signal),
            eq(tasks.waitingCorrelation, correlation),
            eq(tasks.status, 'waiting'),
            sql`${tasks.waitingSignal} is not null`,
          ),
        );
    },
  };
}

function toRecord(row: RecordRow): TaskRecord {
  return { ...row, attempt: toShownAttempt(row), locals: row.locals ?? {} };
}

/** A task that never started has attempt 0; one that has no attempts of its own (a container) has one. */
function toShownAttempt({ attempt, startedAt }: Pick<RecordRow, 'attempt' | 'startedAt'>): number {
  return startedAt === null ? 0 : Math.max(attempt, 1);
}
