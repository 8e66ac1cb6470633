import { and, asc, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { pageFields, toOffset, toPageEnd } from '../inputs/page.js';
import { id, parseInput, time } from '../inputs/scalars.js';
import { requireTask } from '../store/generic-task-rows.js';
import { taskEvents } from '../store/schema.js';
import type { TasksContext } from '../tasks-context.js';

export const getTaskEventsInput = z.strictObject({
  task_id: id,
  since: time.optional(),
  ...pageFields,
});

/** Who changed what, when and why, oldest first. */
export async function getTaskEvents({ db, workspace }: TasksContext, input: unknown): Promise<JsonObject> {
  const { task_id: taskId, since, limit, ...page } = parseInput(getTaskEventsInput, input);
  const offset = toOffset(page);
  await requireTask(db.database, workspace, taskId);
  const which = and(
    eq(taskEvents.workspace, workspace),
    eq(taskEvents.taskId, taskId),
    since === undefined ? undefined : gt(taskEvents.at, since),
  );
  const [rows, total] = await Promise.all([
    db.database.select().from(taskEvents).where(which).orderBy(asc(taskEvents.id)).limit(limit).offset(offset),
    db.database.$count(taskEvents, which),
  ]);
  return {
    task_id: taskId,
    events: rows.map(({ type, actor, before, after, reason, at }) => ({
      event_type: type,
      actor,
      previous_value: before,
      new_value: after,
      reason,
      created_at: new Date(at).toISOString(),
    })),
    ...toPageEnd(total, { offset, size: rows.length }),
  };
}
