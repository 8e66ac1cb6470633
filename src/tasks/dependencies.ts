import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { TaskwrightError } from '../domain/errors.js';
import { findCycle } from './model/find-cycle.js';
import { gatedStep } from './model/gates.js';
import type { Dependency } from './model/generic-task.js';
import { genericTasks, taskDependencies } from './store/schema.js';
import type { Transaction, TreeChange } from './tree-change.js';

export type NewDependency = Pick<Dependency, 'taskId' | 'prerequisiteId' | 'type'> & Partial<Dependency>;

/**
 * Writes edges; those that stand are replaced, and of one that is said twice the last counts. Throws conflict for a cycle,
 * spelled out; then nothing has changed.
 */
export async function addDependencies(change: TreeChange, added: readonly NewDependency[]): Promise<void> {
  if (added.length === 0) return;
  const { tx, context, now } = change;
  const { workspace, actor } = context;
  // Two writers, in whatever trees, could each add half of a cycle.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`taskwright dependencies ${workspace}`}, 0))`);
  const byEdge = new Map(added.map((one) => [`${one.taskId} ${one.prerequisiteId} ${one.type}`, one]));
  const rows = [...byEdge.values()].map((one): Dependency => ({
    isMandatory: true,
    description: null,
    criticality: null,
    output: null,
    inputName: null,
    roles: [],
    users: [],
    quorum: 1,
    waivedBy: null,
    waivedReason: null,
    waivedAt: null,
    createdBy: actor.name,
    createdAt: now,
    ...one,
    workspace,
  }));
  for (let from = 0; from < rows.length; from += 500) {
    await tx
      .insert(taskDependencies)
      .values(rows.slice(from, from + 500))
      .onConflictDoUpdate({
        target: [
          taskDependencies.workspace,
          taskDependencies.taskId,
          taskDependencies.prerequisiteId,
          taskDependencies.type,
        ],
        set: {
          isMandatory: sql`excluded.is_mandatory`,
          description: sql`excluded.description`,
          criticality: sql`excluded.criticality`,
          output: sql`excluded.output`,
          inputName: sql`excluded.input_name`,
          roles: sql`excluded.roles`,
          users: sql`excluded.users`,
          quorum: sql`excluded.quorum`,
        },
      });
  }
  await assertNoCycle(tx, workspace, [...new Set(rows.map(({ taskId }) => taskId))]);
}

/** Throws conflict when one of these tasks waits for itself, through dependencies and containers. */
export async function assertNoCycle(tx: Transaction, workspace: string, taskIds: readonly string[]): Promise<void> {
  const requirements = await readRequirements(tx, workspace, taskIds);
  const cycle = findCycle(requirements, taskIds);
  if (cycle === null) return;
  throw new TaskwrightError('conflict', `The dependencies form a cycle: ${cycle.join(' → ')}.`, {
    hint: 'A task cannot wait for itself, for what is below it, or for a container that it is part of.',
  });
}

/**
 * A task ends after what it depends on, after what the containers above it depend on, and after its children. Whole
 * trees are read at once, and those that they depend on.
 */
async function readRequirements(
  tx: Transaction,
  workspace: string,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const requirements = new Map<string, string[]>();
  const readRuns = new Set<string>();
  let wanted = [...taskIds];
  while (wanted.length > 0) {
    const found = await tx
      .selectDistinct({ runKey: genericTasks.runKey })
      .from(genericTasks)
      .where(and(eq(genericTasks.workspace, workspace), inArray(genericTasks.taskId, wanted)));
    const runKeys = found.map(({ runKey }) => runKey).filter((runKey) => !readRuns.has(runKey));
    if (runKeys.length === 0) break;
    for (const runKey of runKeys) readRuns.add(runKey);
    const tasks = await tx
      .select({ taskId: genericTasks.taskId, parentId: genericTasks.parentId, path: genericTasks.hierarchyPath })
      .from(genericTasks)
      .where(
        and(
          eq(genericTasks.workspace, workspace),
          inArray(genericTasks.runKey, runKeys),
          isNull(genericTasks.deletedAt),
        ),
      );
    const edges = await tx
      .select({
        taskId: taskDependencies.taskId,
        prerequisiteId: taskDependencies.prerequisiteId,
        type: taskDependencies.type,
        isMandatory: taskDependencies.isMandatory,
        waivedAt: taskDependencies.waivedAt,
      })
      .from(taskDependencies)
      .innerJoin(
        genericTasks,
        and(eq(genericTasks.workspace, taskDependencies.workspace), eq(genericTasks.taskId, taskDependencies.taskId)),
      )
      .where(and(eq(taskDependencies.workspace, workspace), inArray(genericTasks.runKey, runKeys)));
    collect(requirements, tasks, edges);
    wanted = [...new Set(edges.map(({ prerequisiteId }) => prerequisiteId))].filter((id) => !requirements.has(id));
  }
  return requirements;
}

function collect(
  requirements: Map<string, string[]>,
  tasks: readonly { readonly taskId: string; readonly parentId: string | null; readonly path: string }[],
  edges: readonly Pick<Dependency, 'taskId' | 'prerequisiteId' | 'type' | 'isMandatory' | 'waivedAt'>[],
): void {
  const starts = new Map<string, string[]>();
  for (const { taskId } of tasks) requirements.set(taskId, []);
  for (const edge of edges) {
    const step = gatedStep(edge);
    if (step === 'start') starts.set(edge.taskId, [...(starts.get(edge.taskId) ?? []), edge.prerequisiteId]);
    else if (step === 'completion') requirements.get(edge.taskId)?.push(edge.prerequisiteId);
  }
  for (const { taskId, parentId, path } of tasks) {
    if (parentId !== null) requirements.get(parentId)?.push(taskId);
    for (const above of path.split('/').slice(1)) requirements.get(taskId)?.push(...(starts.get(above) ?? []));
  }
}
