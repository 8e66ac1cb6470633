import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { analyzeTree, hoursOf, type TreeAnalysis } from '../analysis/analyze-tree.js';
import type { Edge } from '../analysis/leaf-graph.js';
import { savedHours, toRegroupings, type Regrouping } from '../analysis/regrouping.js';
import { toDot, toMermaid } from '../analysis/to-diagram.js';
import { id, parseInput } from '../inputs/scalars.js';
import { insertInto } from '../insert-tasks.js';
import { gatedStep } from '../model/gates.js';
import type { GenericTask } from '../model/generic-task.js';
import { toHundredths } from '../query/task-metrics.js';
import { readBelow, readDependencies, requireTask, type Reader } from '../store/generic-task-rows.js';
import { generateTaskId, toNewTask, type NewTaskContext } from '../to-new-task.js';
import { changeTree, type TreeChange } from '../tree-change.js';
import { loadTypes } from '../types/list-task-types.js';
import type { TasksContext } from '../tasks-context.js';
import { moveBelow } from './move-task.js';

export const analyzeDependenciesInput = z.strictObject({
  root_task_id: id,
  /** Shows how the tree would be regrouped. */
  optimize: z.boolean().default(false),
  /** Regroups it: all or nothing. */
  apply: z.boolean().default(false),
  format: z.enum(['json', 'mermaid', 'dot']).default('json'),
});

interface Tree {
  readonly root: GenericTask;
  readonly below: readonly GenericTask[];
  readonly edges: readonly Edge[];
  readonly analysis: TreeAnalysis;
}

/**
 * What of a tree may be done side by side, what decides how long it takes, and what that saves. Tasks without children are
 * counted; efforts are working hours. `apply` puts tasks of one parent that may run side by side into a
 * `parallel_execution` container, which completes by itself; dependencies stay.
 */
export async function analyzeDependencies(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(analyzeDependenciesInput, input);
  const { db, workspace } = context;
  const found = await requireTask(db.database, workspace, request.root_task_id);
  const before = await readTree(db.database, context, request.root_task_id);
  const types = await loadTypes(context);
  const made = request.apply
    ? await changeTree(context, [found.runKey], async (change) =>
        regroup(change, await readTree(change.tx, context, request.root_task_id), types),
      )
    : [];
  const tree = request.apply ? await readTree(db.database, context, request.root_task_id) : before;
  return {
    ...toReport(tree),
    ...(request.optimize || request.apply ? { plan: toPlan(before, made) } : {}),
    ...(request.format === 'json' ? {} : { format: request.format, diagram: draw(tree, request.format) }),
  };
}

async function readTree(db: Reader, { workspace }: TasksContext, rootId: string): Promise<Tree> {
  const root = await requireTask(db, workspace, rootId);
  const below = await readBelow(db, root);
  const dependencies = await readDependencies(
    db,
    workspace,
    below.map(({ taskId }) => taskId),
  );
  const edges = dependencies.filter((one) => gatedStep(one) === 'start' && one.waivedAt === null);
  return { root, below, edges, analysis: analyzeTree(below, edges) };
}

function toReport({ root, analysis }: Tree): JsonObject {
  const { groups, criticalPath, bottlenecks } = analysis;
  const parallel = groups.filter((group) => group.length > 1);
  const count = (of: typeof groups) => of.reduce((total, group) => total + group.length, 0);
  return {
    root_task_id: root.taskId,
    critical_path: criticalPath.map((task) => ({
      task_id: task.taskId,
      title: task.title,
      effort_hours: hoursOf(task),
    })),
    bottlenecks: bottlenecks.map(({ task, dependents }) => ({
      ...{ task_id: task.taskId, title: task.title, dependent_count: dependents, effort_hours: hoursOf(task) },
    })),
    parallel_groups: parallel.map((group) => group.map(({ taskId }) => taskId)),
    execution_order: groups.map((group) => group.map(({ taskId }) => taskId)),
    estimated_hours: {
      sequential: toHundredths(analysis.totalHours),
      parallel: toHundredths(analysis.criticalHours),
    },
    estimated_time_savings: toHundredths(analysis.totalHours - analysis.criticalHours),
    total_tasks: count(groups),
    sequential_tasks: count(groups) - count(parallel),
    parallel_tasks: count(parallel),
    unparsed_efforts: analysis.unparsedEfforts.map(({ taskId, estimatedEffort }) => ({
      task_id: taskId,
      estimated_effort: estimatedEffort,
    })),
  };
}

function listRegroupings({ root, below, analysis }: Tree): readonly Regrouping[] {
  const grouped = new Set(
    [root, ...below].filter(({ taskType }) => taskType === 'parallel_execution').map(({ taskId }) => taskId),
  );
  return toRegroupings(analysis, (parentId) => grouped.has(parentId));
}

/** What is regrouped, as the tree stood before; `task_id` once the container is made. */
function toPlan(tree: Tree, made: readonly GenericTask[]): JsonObject {
  const regroupings = listRegroupings(tree);
  const original = tree.analysis.groups.reduce((total, group) => total + group.length, 0);
  const grouped = regroupings.reduce((total, { tasks }) => total + tasks.length, 0);
  return {
    applied: made.length > 0,
    original_tasks: original,
    optimized_tasks: original - grouped + regroupings.length,
    parallel_groups: regroupings.length,
    estimated_time_savings: toHundredths(regroupings.reduce((total, one) => total + one.savedHours, 0)),
    groups: regroupings.map(({ parentId, tasks }, index) => ({
      task_id: made[index]?.taskId ?? null,
      parent_task_id: parentId,
      parallel_tasks: tasks.map(({ taskId }) => taskId),
      estimated_time_savings: toHundredths(savedHours(tasks)),
    })),
  };
}

/** The containers that were made. */
async function regroup(
  change: TreeChange,
  tree: Tree,
  types: NewTaskContext['findType'],
): Promise<readonly GenericTask[]> {
  const { context, now, tx } = change;
  const containers: GenericTask[] = [];
  for (const { parentId, tasks } of listRegroupings(tree)) {
    const container = toNewTask(
      {
        task_id: `parallel_group_${generateTaskId()}`,
        task_type: 'parallel_execution',
        parent_task_id: parentId,
        attributes: {
          title: 'Parallel Execution Group',
          parallel_tasks: tasks.map(({ taskId }) => taskId),
          execution_strategy: 'parallel',
          estimated_time_savings: toHundredths(savedHours(tasks)),
        },
        auto_complete: true,
      },
      { now, findType: types },
    );
    const [parent] = await insertInto(change, [container]);
    if (!parent) continue;
    for (const { taskId } of tasks)
      await moveBelow(change, { task: await requireTask(tx, context.workspace, taskId), parent });
    containers.push(parent);
  }
  return containers;
}

function draw({ root, below, edges, analysis }: Tree, format: 'mermaid' | 'dot'): string {
  const diagram = { tasks: [root, ...below], edges, criticalPath: analysis.criticalPath };
  return format === 'mermaid' ? toMermaid(diagram) : toDot(diagram);
}
