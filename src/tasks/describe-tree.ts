import { asc, eq } from 'drizzle-orm';
import { STATUS_MARKS } from '../domain/status-marks.js';
import { genericTasks } from './store/schema.js';
import type { Reader } from './store/generic-task-rows.js';

const MAX_LINES = 60;

/** The tree as Markdown, for Temporal's Web UI. */
export async function describeTree(db: Reader, runKey: string): Promise<string> {
  const tasks = await db
    .select({
      title: genericTasks.title,
      taskType: genericTasks.taskType,
      status: genericTasks.status,
      level: genericTasks.level,
    })
    .from(genericTasks)
    .where(eq(genericTasks.runKey, runKey))
    .orderBy(asc(genericTasks.hierarchyPath))
    .limit(MAX_LINES + 1);
  const lines = tasks
    .slice(0, MAX_LINES)
    .map(
      ({ title, taskType, status, level }) =>
        `${'  '.repeat(level)}- ${STATUS_MARKS[status]} ${title.slice(0, 80)} (${taskType}): ${status}`,
    );
  return [...lines, ...(tasks.length > MAX_LINES ? ['- …'] : [])].join('\n');
}
