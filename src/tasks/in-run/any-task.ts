import { and, eq } from 'drizzle-orm';
import { TaskwrightError } from '../../domain/errors.js';
import { tasks } from '../../store/postgres/schema.js';
import { findTask, requireTask, type Reader } from '../store/generic-task-rows.js';

/** A generic task with the key of its tree, or one of a run of a definition, which has none. Throws not_found. */
export async function requireAnyTask(
  db: Reader,
  workspace: string,
  taskId: string,
): Promise<{ readonly treeKey: string | null }> {
  const generic = await findTask(db, workspace, taskId);
  if (generic !== null) return { treeKey: generic.runKey };
  const [ofRun] = await db
    .select({ taskId: tasks.taskId })
    .from(tasks)
    .where(and(eq(tasks.workspace, workspace), eq(tasks.taskId, taskId)))
    .limit(1);
  if (ofRun === undefined) await requireTask(db, workspace, taskId);
  return { treeKey: null };
}

/** What the generic verb answers, else what is answered for the task of a run that has this id. */
export async function eitherTask<Found, Answer>(
  askGeneric: () => Promise<Answer>,
  findInRun: () => Promise<Found>,
  askRun: (found: Found) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await askGeneric();
  } catch (thrown) {
    if (!(thrown instanceof TaskwrightError) || !['not_found', 'invalid_input'].includes(thrown.code)) throw thrown;
    const found = await findInRun().catch(() => null);
    // What the generic verb said is the better answer then.
    if (found === null) throw thrown;
    return askRun(found);
  }
}
