import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { parseInput } from '../inputs/scalars.js';
import { listBlockers } from '../read-gates.js';
import { toGenericTask } from '../store/generic-task-rows.js';
import { genericTasks } from '../store/schema.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';
import { readWaitingRuns } from '../waiting-runs.js';

export const getStatusInput = z.strictObject({ include_completed: z.boolean().default(false) });

const SHOWN = 50;

/** What is going on in the workspace, and what is stuck on what. */
export async function getStatus(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { db, workspace, uiUrl, now } = context;
  const { include_completed: includesCompleted } = parseInput(getStatusInput, input);
  const own = and(eq(genericTasks.workspace, workspace), isNull(genericTasks.deletedAt));
  const counts = await db.database
    .select({ status: genericTasks.status, total: sql<number>`count(*)::int` })
    .from(genericTasks)
    .where(own)
    .groupBy(genericTasks.status);
  const count = (...statuses: readonly string[]) =>
    counts.filter(({ status }) => statuses.includes(status)).reduce((sum, { total }) => sum + total, 0);
  const list = async (
    statuses: ('in_progress' | 'waiting' | 'paused' | 'blocked' | 'completed')[],
    order = asc(genericTasks.createdAt),
  ) =>
    (
      await db.database
        .select()
        .from(genericTasks)
        .where(and(own, inArray(genericTasks.status, statuses)))
        .orderBy(order)
        .limit(SHOWN)
    ).map(toGenericTask);
  const [active, blocked, completed, waitingRuns] = await Promise.all([
    list(['in_progress', 'waiting', 'paused']),
    list(['blocked']),
    includesCompleted ? list(['completed'], desc(genericTasks.endedAt)) : [],
    readWaitingRuns(context),
  ]);
  const blockedTasks: JsonObject[] = [];
  for (const task of blocked) {
    const blockers = await listBlockers(db.database, task, { step: 'start', now: now() });
    blockedTasks.push({
      ...toTaskView(task, uiUrl),
      blockers: blockers.map(({ taskId, type, reason }) => ({ task_id: taskId, type, reason })),
    });
  }
  return {
    task_summary: {
      total_active: count('in_progress', 'waiting', 'paused'),
      total_pending: count('pending'),
      total_blocked: count('blocked'),
      total_failed: count('failed', 'timed_out'),
      total_completed: count('completed', 'skipped'),
    },
    active_tasks: active.map((task) => toTaskView(task, uiUrl)),
    blocked_tasks: blockedTasks,
    waiting_runs: waitingRuns,
    ...(includesCompleted && { completed_tasks: completed.map((task) => toTaskView(task, uiUrl)) }),
  };
}
