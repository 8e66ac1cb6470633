import type { Need, TaskDefinition } from '../domain/definition.js';
import type { ParsedNeed } from '../orchestrators/task-fields.js';
import type { TaskNode } from './definition-tree.js';
import type { NeedEdge } from './ordering.js';

/**
 * Turns each `blocks` round: the other task gets a need of the type completion. Changes the parsed tasks, before anyone
 * else has seen them.
 */
export function writeOutBlocks(edges: readonly NeedEdge[]): void {
  for (const { dependent, target, writtenAt, field } of edges) {
    if (dependent === writtenAt) continue;
    const needs: readonly ParsedNeed[] = target.task.needs ?? [];
    const need = needs[Number(field.at(-1))];
    setNeeds(dependent.task, [
      ...(dependent.task.needs ?? []),
      {
        task: nameFor(dependent, target),
        type: 'completion',
        ...(need?.description === undefined ? {} : { description: need.description }),
      },
    ]);
  }
  for (const { writtenAt } of edges) {
    const needs: readonly ParsedNeed[] = writtenAt.task.needs ?? [];
    if (needs.some(isBlocking)) setNeeds(writtenAt.task, needs.filter(isWaiting));
  }
}

function isBlocking({ type }: ParsedNeed): boolean {
  return type === 'blocks';
}

function isWaiting(need: ParsedNeed): need is Need {
  return need.type !== 'blocks';
}

function nameFor(dependent: TaskNode, target: TaskNode): string {
  return dependent.parent === target.parent && target.part !== null ? target.part.segment : target.path;
}

const BEFORE_NEEDS: ReadonlySet<string> = new Set(['id', 'kind', 'type', 'title', 'description']);

/** Where they stand when an author writes them: the order of the fields is part of what is hashed. */
function setNeeds(task: TaskDefinition, needs: readonly Need[]): void {
  const behind = Object.entries(task).filter(([key]) => key !== 'needs' && !BEFORE_NEEDS.has(key));
  for (const [key] of behind) Reflect.deleteProperty(task, key);
  Object.assign(task, { needs }, Object.fromEntries(behind));
}
