import { ITEM_SEGMENT } from '../orchestrators/task-parts.js';
import type { ExpressionPart } from '../orchestrators/kind.js';
import type { DefinitionTree, TaskNode } from './definition-tree.js';
import { didYouMeanOneOf } from './nearest.js';
import type { Ordering } from './ordering.js';

export interface ReferenceComplaint {
  readonly message: string;
  readonly hint: string;
}

export interface ReferenceCheck {
  readonly tree: DefinitionTree;
  readonly ordering: Ordering;
  readonly node: TaskNode;
  /** What `tasks` means in the expression. */
  readonly tasks: ExpressionPart['tasks'];
}

/** Why an expression of a task may not say `tasks.<id>`; null where it may. */
export function whyNotVisible(check: ReferenceCheck, id: string): ReferenceComplaint | null {
  return check.tasks === 'children' ? whyNoChild(check.node, id) : whyNoSibling(check, id);
}

function whyNoChild({ childBySegment }: TaskNode, id: string): ReferenceComplaint | null {
  const message = `There is no child "${id}"; "tasks" means the children here.`;
  if (childBySegment.has(ITEM_SEGMENT)) {
    return /^\d+$/.test(id) ? null : { message, hint: 'Items are named by their positions, as in tasks["0"].' };
  }
  if (childBySegment.has(id)) return null;
  const hint = didYouMeanOneOf(id, childBySegment.keys(), { listed: 'Its children are', none: 'It has no children.' });
  return { message, hint };
}

function whyNoSibling(check: ReferenceCheck, id: string): ReferenceComplaint | null {
  const levels = levelsOf(check.node);
  for (const level of levels) {
    const named = level.siblings.get(id);
    if (named !== undefined) return whyNotEnded(check, level, named);
  }
  const elsewhere = check.tree.findAnywhere(id);
  if (elsewhere !== undefined && elsewhere.part?.attached === undefined) {
    return {
      message: `The task ${elsewhere.path} cannot be seen from here.`,
      hint: 'An expression sees siblings and siblings of ancestors; pass values on with "outputs".',
    };
  }
  const hint = didYouMeanOneOf(id, visibleIds(levels), {
    listed: 'To be seen:',
    none: 'There is none to be seen from here.',
  });
  return { message: `There is no task "${id}".`, hint };
}

function* visibleIds(levels: readonly Level[]): Iterable<string> {
  for (const { node, siblings } of levels) {
    for (const [id, sibling] of siblings) if (sibling !== node) yield id;
  }
}

interface Level {
  /** The task itself or an ancestor. */
  readonly node: TaskNode;
  readonly siblings: ReadonlyMap<string, TaskNode>;
  /** Whether the expression belongs to a task that runs when `node` has ended: its `on_error`, its `compensate`. */
  readonly isAfterwards: boolean;
}

/** From the inside to the outside. */
function levelsOf(node: TaskNode): Level[] {
  const levels: Level[] = [];
  let isAfterwards = false;
  for (let at = node; at.parent !== null; at = at.parent) {
    const attached = at.part?.attached;
    if (attached === undefined && at.part?.sees !== 'none') {
      levels.push({ node: at, siblings: at.parent.childBySegment, isAfterwards });
    }
    isAfterwards = attached !== undefined && attached !== 'process';
  }
  return levels;
}

function whyNotEnded({ ordering, node }: ReferenceCheck, level: Level, named: TaskNode): ReferenceComplaint | null {
  const id = named.part?.segment ?? '';
  if (named === level.node) {
    if (level.isAfterwards) return null;
    return level.node === node
      ? { message: 'A task cannot read itself.', hint: 'Name another task, or use "output" where it is offered.' }
      : { message: `"${id}" contains this task and has not ended yet.`, hint: 'Name a task that has ended before.' };
  }
  if (named.part?.sees === 'earlier') {
    if (named.position < level.node.position) return null;
    return { message: `"${id}" comes after this task and has not ended yet.`, hint: 'Put it before this task.' };
  }
  if (ordering.hasEndedBefore(named, node)) return null;
  const where = level.node === node ? '"needs"' : `"needs" of ${level.node.path}`;
  return {
    message: `"${id}" runs beside this task and may not have ended yet.`,
    hint: `Add it to ${where}.`,
  };
}
