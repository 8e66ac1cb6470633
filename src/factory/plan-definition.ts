import type { Need, TaskDefinition } from '../domain/definition.js';
import { tryParseDuration } from '../domain/duration.js';
import { hasTemplate } from '../expressions/template.js';
import type { JsonValue } from '../domain/json.js';
import type { AttachedId } from '../domain/path.js';
import type { PlannedNeed, TaskPlan } from '../domain/plan.js';
import type { AuthorClock, ChildPart } from '../orchestrators/kind.js';
import { ITEM_SEGMENT } from '../orchestrators/task-parts.js';
import type { DefinitionTree } from './definition-tree.js';
import { collectGuarded, toGuards, toPreviousId } from './guarded-tasks.js';
import type { KindRegistry } from './kinds.js';

/** What a task gets from where it stands. */
interface Place {
  readonly id: string;
  readonly queue: string | undefined;
  readonly priority: number | undefined;
  readonly isGuarded: boolean;
  /** The sibling that has ended before it starts. */
  readonly before: string | null;
}

/** What the workflow gets to know of a definition. The same definition and clock always give the same plan. */
export function planDefinition(tree: DefinitionTree, kinds: KindRegistry, clock: AuthorClock): TaskPlan {
  const { root } = tree.definition;
  const guarded = collectGuarded(tree, (task) => kinds.get(task.kind).plan(task, clock).isApproval === true);
  return planTask(root, { id: '', queue: root.queue, priority: root.priority, isGuarded: false, before: null });

  function planTask(task: TaskDefinition, place: Place): TaskPlan {
    const kindPlan = kinds.get(task.kind).plan(task, clock);
    const parts = tree.partsOf(task).children;
    const queue = task.queue ?? place.queue;
    const priority = task.priority ?? place.priority;
    const isGuarded = place.isGuarded || guarded.has(task);
    const planPart = (part: ChildPart, id: string, before: string | null): TaskPlan =>
      planTask(part.task, { id, queue, priority, isGuarded, before });
    const listed = parts.filter((part) => !part.attached && part.segment !== ITEM_SEGMENT);
    const children = listed.map((part, index) => planPart(part, part.segment, toPreviousId(listed, index)));
    const itemPart = parts.find((part) => part.segment === ITEM_SEGMENT);
    const item = itemPart && planPart(itemPart, '', null);
    const attached: Partial<Record<AttachedId, TaskPlan>> = {};
    for (const part of parts) if (part.attached) attached[part.attached] = planPart(part, part.attached, null);
    const hasAttached = Object.keys(attached).length > 0;
    const deadlineMs = task.deadline === undefined ? null : tryParseDuration(task.deadline);
    const prepares = kindPlan.prepares === true || needsState(task, deadlineMs, kindPlan.ownsOutputs === true);
    const compensates =
      attached.compensate !== undefined || item?.compensates === true || children.some((child) => child.compensates);
    const { timeoutMs, attemptTimeoutMs, isInstant, action, repeats, keepsDeadline, control } = kindPlan;
    return {
      id: place.id,
      kind: task.kind,
      ...(task.needs && task.needs.length > 0 ? { needs: task.needs.map(toPlannedNeed) } : {}),
      ...(prepares ? { prepares: true as const } : {}),
      ...(task.outputs !== undefined && !kindPlan.ownsOutputs ? { outputs: true as const } : {}),
      ...(task.on_error === 'continue' ? { onError: 'continue' as const } : {}),
      ...(attached.on_error ? { onError: 'handle' as const } : {}),
      ...(hasAttached ? { attached } : {}),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(deadlineMs === null ? {} : { deadlineMs: clock.toMs(task.deadline ?? '') }),
      ...(children.length > 0 ? { children } : {}),
      ...(item ? { item } : {}),
      ...(action === undefined ? {} : { action }),
      ...(queue === undefined ? {} : { queue }),
      ...(priority === undefined ? {} : { priority }),
      ...(attemptTimeoutMs === undefined ? {} : { attemptTimeoutMs }),
      ...(isInstant ? { isInstant } : {}),
      ...(control === undefined ? {} : { control }),
      ...(repeats ? { repeats } : {}),
      ...(keepsDeadline ? { keepsDeadline } : {}),
      ...(kindPlan.isApproval ? { guards: toGuards(task, place.before) } : {}),
      ...(isGuarded ? { isGuarded: true as const } : {}),
      ...(compensates ? { compensates: true as const } : {}),
    };
  }
}

/**
 * Whether there is something to evaluate before the task starts. Leaves that run an activity evaluate their `when` in
 * it, which costs nothing more.
 */
function needsState(task: TaskDefinition, deadlineMs: number | null, isLeaf: boolean): boolean {
  const hasLateDeadline = task.deadline !== undefined && deadlineMs === null;
  const needsOutput = (task.needs ?? []).some((need) => need.type === 'data' && need.output !== undefined);
  const isLimited = task.concurrency !== undefined;
  return isLimited || hasLateDeadline || needsOutput || hasTemplatedTexts(task) || (task.when !== undefined && !isLeaf);
}

/** Titles and attributes that people are shown with their values. */
export function hasTemplatedTexts(task: TaskDefinition): boolean {
  const { title, description, attributes } = task;
  return [title ?? null, description ?? null, attributes ?? null].some(holdsTemplate);
}

function holdsTemplate(value: JsonValue): boolean {
  if (typeof value === 'string') return hasTemplate(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsTemplate);
}

function toPlannedNeed(need: Need): PlannedNeed {
  const { task, run, type, output, roles, users, quorum } = need;
  return {
    task,
    type,
    ...(run === undefined ? {} : { run }),
    ...(output === undefined ? {} : { output }),
    ...(roles === undefined ? {} : { roles }),
    ...(users === undefined ? {} : { users }),
    ...(quorum === undefined ? {} : { quorum }),
  };
}
