import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { JsonObject } from '../../domain/json.js';
import { toArtifactView } from '../artifacts/artifact-view.js';
import { listArtifactsOf } from '../artifacts/list-artifacts.js';
import { toDependencyView } from '../dependency-view.js';
import { gatedStep } from '../model/gates.js';
import { groupBy } from '../model/group-by.js';
import type { GenericTask } from '../model/generic-task.js';
import { readGates } from '../read-gates.js';
import { readByIds, readTasks } from '../store/generic-task-rows.js';
import { genericTasks } from '../store/schema.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';

/** What a page was asked to tell besides its tasks. */
export interface Extras {
  readonly include_hierarchy: boolean;
  readonly include_dependencies: boolean;
  readonly include_dependency_status: boolean;
  readonly include_children: boolean;
  readonly include_artifacts: boolean;
}

/** By task, a fixed number of queries whatever the size of the page. */
export async function readExtras(
  context: TasksContext,
  tasks: readonly GenericTask[],
  wanted: Extras,
): Promise<(task: GenericTask) => JsonObject> {
  const nothing = (): JsonObject => ({});
  const parts = await Promise.all([
    wanted.include_hierarchy ? readPlaces(context, tasks) : nothing,
    wanted.include_dependencies || wanted.include_dependency_status ? readNeeds(context, tasks, wanted) : nothing,
    wanted.include_children ? readBelow(context, tasks) : nothing,
    wanted.include_artifacts ? readArtifacts(context, tasks) : nothing,
  ]);
  return (task) => Object.assign({}, ...parts.map((part) => part(task)));
}

async function readPlaces({ db, workspace }: TasksContext, tasks: readonly GenericTask[]) {
  const ids = tasks.map(({ taskId }) => taskId);
  const above = [...new Set(tasks.flatMap(({ hierarchyPath }) => hierarchyPath.split('/').slice(1, -1)))];
  const [ancestors, counts] = await Promise.all([
    readByIds(db.database, workspace, above),
    db.database
      .select({ parentId: genericTasks.parentId, total: sql<number>`count(*)::int` })
      .from(genericTasks)
      .where(
        and(eq(genericTasks.workspace, workspace), inArray(genericTasks.parentId, ids), isNull(genericTasks.deletedAt)),
      )
      .groupBy(genericTasks.parentId),
  ]);
  const byId = new Map(ancestors.map((task) => [task.taskId, task]));
  const childCounts = new Map(counts.map(({ parentId, total }) => [parentId, total]));
  return ({ taskId, hierarchyPath }: GenericTask): JsonObject => ({
    ancestors: hierarchyPath
      .split('/')
      .slice(1, -1)
      .flatMap((one) => byId.get(one) ?? [])
      .map((one) => ({ task_id: one.taskId, task_type: one.taskType, title: one.title, status: one.status })),
    children_count: childCounts.get(taskId) ?? 0,
  });
}

async function readNeeds({ db, workspace }: TasksContext, tasks: readonly GenericTask[], wanted: Extras) {
  const ids = tasks.map(({ taskId }) => taskId);
  const gates = await readGates(db.database, workspace, ids);
  return ({ taskId }: GenericTask): JsonObject => {
    const own = gates.get(taskId) ?? [];
    if (!wanted.include_dependency_status)
      return {
        dependencies: own.map((gate) => {
          const { status: _, satisfied: __, reason: ___, ...view } = toDependencyView(gate);
          return view;
        }),
      };
    const unmet = own.filter(({ isSatisfied, dependency }) => !isSatisfied && gatedStep(dependency) !== null);
    return { dependencies: own.map(toDependencyView), dependencies_satisfied: unmet.length === 0 };
  };
}

async function readBelow({ db, workspace, uiUrl }: TasksContext, tasks: readonly GenericTask[]) {
  const ids = tasks.map(({ taskId }) => taskId);
  const children = ids.length === 0 ? [] : await readTasks(db.database, workspace, inArray(genericTasks.parentId, ids));
  const byParent = groupBy(children, ({ parentId }) => parentId);
  return ({ taskId }: GenericTask): JsonObject => ({
    children: (byParent.get(taskId) ?? []).map((child) => toTaskView(child, uiUrl)),
  });
}

async function readArtifacts({ db, workspace }: TasksContext, tasks: readonly GenericTask[]) {
  const ids = tasks.map(({ taskId }) => taskId);
  const byTask = groupBy(await listArtifactsOf(db.database, workspace, ids), ({ taskId }) => taskId);
  return ({ taskId }: GenericTask): JsonObject => ({ artifacts: (byTask.get(taskId) ?? []).map(toArtifactView) });
}
