import { isWithin } from '../domain/path.js';
import type { FieldPath } from '../orchestrators/kind.js';
import type { ParsedNeed } from '../orchestrators/task-fields.js';
import { ITEM_SEGMENT } from '../orchestrators/task-parts.js';
import { ancestorsOf, type TaskNode } from './definition-tree.js';

export interface NeedComplaint {
  readonly message: string;
  readonly hint: string;
  /** Within the need. */
  readonly field?: FieldPath;
}

/** What is wrong with a need wherever it stands. */
export function checkNeedFields(need: ParsedNeed): NeedComplaint | null {
  if (need.output !== undefined && need.type !== 'data') return toStray('output', 'data', need.type);
  const approval = (['roles', 'users', 'quorum'] as const).find((field) => need[field] !== undefined);
  if (approval !== undefined && need.type !== 'approval') return toStray(approval, 'approval', need.type);
  if (need.type !== 'blocks' || need.run === undefined) return null;
  return {
    field: ['run'],
    message: 'A task of a definition cannot block a task of another run.',
    hint: 'Write the need in the definition of the other run.',
  };
}

function toStray(field: string, owner: string, type: string): NeedComplaint {
  return {
    field: [field],
    message: `"${field}" belongs to a need of the type ${owner}, not ${type}.`,
    hint: `Write "type: ${owner}", or leave it out.`,
  };
}

/** Why one task can never wait for the other one, which it calls `name`. */
export function whyImpossible(dependent: TaskNode, target: TaskNode, name: string): NeedComplaint | null {
  if (dependent === target) return { message: 'A task cannot need itself.', hint: 'Leave it out.' };
  if (name.startsWith('/') && haveItemInCommon(dependent, target)) {
    return {
      message: 'Two items of a collection never see each other.',
      hint: 'Within an item name a sibling by its id; what joins the items belongs behind the collection.',
    };
  }
  if (isWithin(dependent.path, target.path)) {
    return {
      message: `${target.path} contains ${dependent.path}, so neither would ever end.`,
      hint: 'Need a task beside it instead.',
    };
  }
  if (isWithin(target.path, dependent.path)) {
    return {
      message: `${target.path} is a part of ${dependent.path} and cannot come before it.`,
      hint: 'Leave it out: a task waits for its children anyway.',
    };
  }
  return whyImpossibleApart(dependent, target);
}

function whyImpossibleApart(dependent: TaskNode, target: TaskNode): NeedComplaint | null {
  const [own, other, ...line] = branchesOf(dependent, target);
  if (line.some(({ part }) => part?.attached !== undefined)) {
    return {
      message: `${target.path} runs only in certain cases, so nothing can wait for it.`,
      hint: 'Need the task that it is attached to.',
    };
  }
  if (own.part?.sees !== 'earlier' || other.part?.sees !== 'earlier' || other.position < own.position) return null;
  return {
    message: `${other.path} comes after ${own.path}, which would wait for ever.`,
    hint: 'Put it before, or use a parallel.',
  };
}

/** The two children of the innermost common ancestor that lead to the tasks, and those from there down to the target. */
function branchesOf(dependent: TaskNode, target: TaskNode): [own: TaskNode, other: TaskNode, ...line: TaskNode[]] {
  const above = new Map<TaskNode | null, TaskNode>();
  for (const node of [dependent, ...ancestorsOf(dependent)]) above.set(node.parent, node);
  const line: TaskNode[] = [];
  for (const node of [target, ...ancestorsOf(target)]) {
    line.push(node);
    const own = above.get(node.parent);
    if (own !== undefined) return [own, node, ...line];
  }
  return [dependent, target, ...line];
}

function haveItemInCommon(dependent: TaskNode, target: TaskNode): boolean {
  const items = new Set([target, ...ancestorsOf(target)].filter(isItem));
  return [...ancestorsOf(dependent)].some((ancestor) => items.has(ancestor));
}

export function isItem({ part }: TaskNode): boolean {
  return part?.segment === ITEM_SEGMENT;
}
