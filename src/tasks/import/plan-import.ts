import { createHash } from 'node:crypto';
import { isValidId } from '../../domain/ids.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import { groupBy } from '../model/group-by.js';
import type { DualModel, OldBreakdown, OldSubtask } from './read-dual-model.js';

/** Written among the attributes of every task that was imported. */
export const IMPORTED_FROM = 'dual_model';

/** A breakdown with its subtasks, in the words of `batchCreate`. */
export interface PlannedTree {
  readonly rootId: string;
  readonly tasks: readonly (JsonObject & { readonly task_id: string })[];
}

export interface ImportPlan {
  readonly trees: readonly PlannedTree[];
  /** By task, what it depends on in its own tree or in another. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  /** By task, the status that it has to come to; those that are to be done are left out. */
  readonly statuses: ReadonlyMap<string, string>;
  readonly problems: readonly ImportProblem[];
}

export interface ImportProblem {
  readonly task_id: string;
  readonly problem: string;
}

const STATUSES: Readonly<Record<string, string>> = {
  active: 'in_progress',
  in_progress: 'in_progress',
  blocked: 'blocked',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  archived: 'cancelled',
};

/** The same for the same tables: an import that is done again finds what it made. */
export function planImport({ breakdowns, subtasks }: DualModel): ImportPlan {
  const problems: ImportProblem[] = [];
  const below = groupBy(inOrder(subtasks), ({ parent_task_id: parent }) => parent);
  const known = new Set(breakdowns.map(({ parent_task_id: id }) => id));
  for (const { task_id: id, parent_task_id: parent } of subtasks)
    if (!known.has(parent)) problems.push({ task_id: toTaskId(id), problem: `Its breakdown "${parent}" is missing.` });
  const kept = subtasks.filter(({ parent_task_id: parent }) => known.has(parent));
  const ids = new Set([...known, ...kept.map(({ task_id: id }) => id)]);
  const dependencies = new Map<string, readonly string[]>();
  const statuses = new Map<string, string>();
  for (const subtask of kept) {
    const taskId = toTaskId(subtask.task_id);
    const found = toNames(subtask.dependencies).flatMap((name) => {
      const other = findNamed(name, ids, below.get(subtask.parent_task_id) ?? []);
      if (other === null) problems.push({ task_id: taskId, problem: `It depends on "${name}", which is missing.` });
      return other ?? [];
    });
    if (found.length > 0) dependencies.set(taskId, [...new Set(found)]);
    const old = subtask.status?.toLowerCase() ?? 'pending';
    const status = STATUSES[old];
    if (status !== undefined) statuses.set(taskId, status);
    else if (old !== 'pending') problems.push({ task_id: taskId, problem: `Its status "${old}" is not known.` });
  }
  const trees = breakdowns.map((breakdown) => toTree(breakdown, below.get(breakdown.parent_task_id) ?? []));
  return { trees, dependencies, statuses, problems };
}

/** As they were made. */
function inOrder(subtasks: readonly OldSubtask[]): readonly OldSubtask[] {
  const key = ({ created_at: at, task_id: id }: OldSubtask) => `${at ?? ''} ${id}`;
  return subtasks.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

function toTree(breakdown: OldBreakdown, subtasks: readonly OldSubtask[]): PlannedTree {
  const { parent_task_id: old, description, complexity, context = null, created_at: createdAt } = breakdown;
  const rootId = toTaskId(old);
  const root = {
    task_id: rootId,
    task_type: 'breakdown',
    title: toTitle(description) ?? old,
    // The old model completed a breakdown with its subtasks.
    auto_complete: true,
    attributes: withoutNull({
      ...{ description, complexity, context, created_at: createdAt },
      ...{ imported_from: IMPORTED_FROM, imported_id: old },
    }),
  };
  return { rootId, tasks: [root, ...subtasks.map((subtask) => toChild(rootId, subtask))] };
}

function toChild(rootId: string, subtask: OldSubtask): JsonObject & { readonly task_id: string } {
  const { task_id: old, title, description, specialist_type: specialist, dependencies = null } = subtask;
  const { estimated_effort: effort, status, created_at: createdAt } = subtask;
  return {
    task_id: toTaskId(old),
    task_type: 'specialist_task',
    parent_task_id: rootId,
    title: toTitle(title) ?? old,
    attributes: withoutNull({
      ...{ title, description, specialist_type: specialist, dependencies, estimated_effort: effort },
      ...{ status, created_at: createdAt, imported_from: IMPORTED_FROM, imported_id: old },
    }),
  };
}

/** The old id where it can be one, else one that follows from it. */
function toTaskId(old: string): string {
  return isValidId(old) ? old : `imported_${createHash('sha256').update(old).digest('hex').slice(0, 24)}`;
}

function toTitle(text: string | null): string | null {
  const line = text?.split('\n')[0]?.trim().slice(0, 200);
  return line ? line : null;
}

/** An array, or the JSON text of one; a text that is none names one task. */
function toNames(value: JsonValue | undefined): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string' || value.trim() === '') return [];
  try {
    const parsed: unknown = JSON.parse(value);
    return Array.isArray(parsed) ? parsed.map(String) : [value];
  } catch {
    return [value];
  }
}

/** By its id, or by the title of one sibling alone. */
function findNamed(name: string, ids: ReadonlySet<string>, siblings: readonly OldSubtask[]): string | null {
  if (ids.has(name)) return toTaskId(name);
  const [found, ...others] = siblings.filter(({ title }) => title === name);
  return found && others.length === 0 ? toTaskId(found.task_id) : null;
}

function withoutNull(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
