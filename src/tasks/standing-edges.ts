import { and, eq, or, type SQL } from 'drizzle-orm';
import { TaskwrightError } from '../domain/errors.js';
import type { NewDependency } from './dependencies.js';
import type { DependencyInput } from './inputs/new-task.js';
import type { Dependency, GenericTask } from './model/generic-task.js';
import { readDependencies } from './store/generic-task-rows.js';
import { taskDependencies } from './store/schema.js';
import { toDependency } from './to-new-task.js';
import type { Transaction } from './tree-change.js';

/** An edge that stands is named by its two ends; its type is said where there are several between them. */
export interface NamedEdge {
  readonly edge: NewDependency;
  readonly isTypeSaid: boolean;
}

export function toNamedEdge(taskId: string, input: string | DependencyInput): NamedEdge {
  const isTypeSaid = typeof input !== 'string' && input.dependency_type !== undefined;
  return { edge: toDependency(taskId, input), isTypeSaid };
}

/** Those that each name means, of any type unless it is said. Throws not_found for a name that means none. */
export async function findEdges(
  tx: Transaction,
  task: GenericTask,
  named: readonly NamedEdge[],
): Promise<readonly Dependency[]> {
  const dependents = [...new Set(named.map(({ edge }) => edge.taskId))];
  const standing = await readDependencies(tx, task.workspace, dependents);
  const found = named.map((one) => standing.filter((edge) => isMeant(one, edge)));
  const missing = named.filter((_, index) => found[index]?.length === 0);
  if (missing.length > 0) throw noSuchEdge(task, missing);
  return [...new Set(found.flat())];
}

/**
 * Each as it stands, with what is said of it changed; its type as well, where it is the only one between the two. Throws
 * not_found for one that does not stand, conflict where it is not plain which one is meant.
 */
export async function findUpdates(
  tx: Transaction,
  task: GenericTask,
  named: readonly NamedEdge[],
): Promise<readonly { readonly before: Dependency; readonly after: Dependency }[]> {
  const all = await findEdges(
    tx,
    task,
    named.map(({ edge }) => ({ edge, isTypeSaid: false })),
  );
  return named.map((one) => {
    const { type, ...said } = one.edge;
    const between = all.filter((edge) => isMeant({ ...one, isTypeSaid: false }, edge));
    const before = between.find((edge) => one.isTypeSaid && edge.type === type) ?? between[0];
    if (before === undefined) throw noSuchEdge(task, [one]);
    const isPlain = between.length === 1 || (one.isTypeSaid && before.type === type);
    if (!isPlain) throw severalEdges(task, between);
    return { before, after: { ...before, ...said, ...(one.isTypeSaid ? { type } : {}) } };
  });
}

export function whereEdges(edges: readonly Dependency[]): SQL | undefined {
  return or(
    ...edges.map(({ workspace, taskId, prerequisiteId, type }) =>
      and(
        eq(taskDependencies.workspace, workspace),
        eq(taskDependencies.taskId, taskId),
        eq(taskDependencies.prerequisiteId, prerequisiteId),
        eq(taskDependencies.type, type),
      ),
    ),
  );
}

function isMeant({ edge, isTypeSaid }: NamedEdge, { taskId, prerequisiteId, type }: Dependency): boolean {
  return edge.taskId === taskId && edge.prerequisiteId === prerequisiteId && (!isTypeSaid || edge.type === type);
}

function noSuchEdge({ taskId }: GenericTask, named: readonly NamedEdge[]): TaskwrightError {
  const sentences = named.map(({ edge, isTypeSaid }) => {
    const how = isTypeSaid ? ` by ${edge.type}` : '';
    return `"${edge.taskId}" does not depend on "${edge.prerequisiteId}"${how}.`;
  });
  return new TaskwrightError('not_found', sentences.join(' '), {
    hint: `Read what "${taskId}" depends on with get_dependencies.`,
  });
}

function severalEdges({ taskId }: GenericTask, between: readonly Dependency[]): TaskwrightError {
  const types = between.map(({ type }) => type).join(', ');
  const on = between[0]?.prerequisiteId ?? '';
  return new TaskwrightError('conflict', `"${taskId}" depends on "${on}" in several ways: ${types}.`, {
    hint: 'Say with "dependency_type" which one is meant.',
  });
}
