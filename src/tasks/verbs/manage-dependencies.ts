import { and, eq, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { addDependencies, type NewDependency } from '../dependencies.js';
import { dependencyList } from '../inputs/new-task.js';
import { id, longText, parseInput } from '../inputs/scalars.js';
import type { GenericTask } from '../model/generic-task.js';
import { readGates } from '../read-gates.js';
import { settleTasks } from '../settle.js';
import { findEdges, findUpdates, toNamedEdge, whereEdges, type NamedEdge } from '../standing-edges.js';
import { readByIds, requireTask } from '../store/generic-task-rows.js';
import { taskDependencies } from '../store/schema.js';
import { assertLocked, changeTree, type TreeChange } from '../tree-change.js';
import { toDependencyView } from '../dependency-view.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';

export const manageDependenciesInput = z.strictObject({
  task_id: id,
  dependencies: dependencyList.optional(),
  dependency_ids: z.array(id).max(1_000).optional(),
  operation: z.enum(['add', 'remove', 'replace', 'update', 'waive']).default('add'),
  reason: longText.optional(),
});

type Request = z.output<typeof manageDependenciesInput>;

/**
 * What a task depends on, added, removed, replaced, updated or waived. Throws not_found for a task that does not exist and
 * for a dependency to be changed that is none, conflict for a cycle; nothing has changed then.
 */
export async function manageDependencies(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { db, workspace } = context;
  const request = parseInput(manageDependenciesInput, input);
  const found = await requireTask(db.database, workspace, request.task_id);
  const task = await changeTree(context, [found.runKey], async (change) => {
    const current = await requireTask(change.tx, workspace, request.task_id);
    assertLocked(change, [current]);
    await apply(change, current, request);
    return requireTask(change.tx, workspace, request.task_id);
  });
  const gates = (await readGates(db.database, workspace, [task.taskId])).get(task.taskId) ?? [];
  return {
    ...toTaskView(task, context.uiUrl),
    dependencies: gates.map(toDependencyView),
    dependency_validation: {
      cycles_detected: false,
      all_dependencies_valid: gates.every((gate) => gate.prerequisite !== null),
    },
  };
}

async function apply(change: TreeChange, task: GenericTask, request: Request): Promise<void> {
  const named = [...(request.dependencies ?? []), ...(request.dependency_ids ?? [])].map((one) =>
    toNamedEdge(task.taskId, one),
  );
  if (named.length === 0 && request.operation !== 'replace') {
    throw new TaskwrightError('invalid_input', `"${request.operation}" needs "dependencies" or "dependency_ids".`);
  }
  const given = named.map(({ edge }) => edge);
  const changed = await changeEdges(change, task, { named, given, request });
  const after = changed.map(({ prerequisiteId, taskId, type }) => ({
    task_id: taskId,
    dependency_task_id: prerequisiteId,
    dependency_type: type,
  }));
  change.note(task, { type: `dependencies.${request.operation}`, after, reason: request.reason ?? null });
  await settleTasks(change, [...new Set([task.taskId, ...given.map(({ taskId }) => taskId)])]);
}

interface Asked {
  readonly named: readonly NamedEdge[];
  readonly given: readonly NewDependency[];
  readonly request: Request;
}

/** Answers the edges that were written, taken away or waived. */
async function changeEdges(
  change: TreeChange,
  task: GenericTask,
  { named, given, request }: Asked,
): Promise<readonly NewDependency[]> {
  switch (request.operation) {
    case 'add':
      await add(change, task, given);
      return given;
    case 'replace':
      await remove(change, eq(taskDependencies.taskId, task.taskId));
      await add(change, task, given);
      return given;
    case 'update': {
      const updates = await findUpdates(change.tx, task, named);
      await remove(change, whereEdges(updates.map(({ before }) => before)));
      const after = updates.map((one) => one.after);
      await addDependencies(change, after);
      return after;
    }
    case 'remove': {
      const edges = await findEdges(change.tx, task, named);
      await remove(change, whereEdges(edges));
      return edges;
    }
    case 'waive': {
      const edges = await findEdges(change.tx, task, named);
      await waive(change, whereEdges(edges), request.reason ?? null);
      return edges;
    }
  }
}

async function add(change: TreeChange, task: GenericTask, given: readonly NewDependency[]): Promise<void> {
  const ids = [...new Set(given.flatMap(({ taskId, prerequisiteId }) => [taskId, prerequisiteId]))];
  const found = new Set((await readByIds(change.tx, task.workspace, ids)).map(({ taskId }) => taskId));
  const missing = ids.filter((one) => !found.has(one));
  if (missing.length > 0) {
    throw new TaskwrightError(
      'not_found',
      `There is no task ${missing.map((one) => `"${one}"`).join(', ')} to depend on.`,
      {
        hint: 'List tasks with query_tasks.',
      },
    );
  }
  await addDependencies(change, given);
}

async function remove(change: TreeChange, which: SQL | undefined): Promise<void> {
  await change.tx.delete(taskDependencies).where(and(eq(taskDependencies.workspace, change.context.workspace), which));
}

async function waive(change: TreeChange, which: SQL | undefined, reason: string | null): Promise<void> {
  const { context, now } = change;
  await change.tx
    .update(taskDependencies)
    .set({ waivedAt: now, waivedBy: context.actor.name, waivedReason: reason })
    .where(and(eq(taskDependencies.workspace, context.workspace), which));
}
