import type { ParsedNeed } from '../orchestrators/task-fields.js';
import { ancestorsOf, type DefinitionTree, type TaskNode, toFinding } from './definition-tree.js';
import { findTarget } from './find-target.js';
import { checkNeedFields, isItem, type NeedComplaint, whyImpossible } from './need-rules.js';
import type { NeedEdge, Ordering } from './ordering.js';
import type { Finding } from './problem.js';

export interface CheckedNeeds {
  readonly edges: readonly NeedEdge[];
  readonly findings: readonly Finding[];
}

/** Resolves the needs within the definition. One that can never be met is a finding, and no edge. */
export function checkNeeds(tree: DefinitionTree): CheckedNeeds {
  const edges: NeedEdge[] = [];
  const findings: Finding[] = [];
  for (const node of tree.nodes) {
    node.task.needs?.forEach((need, index) => {
      const checked = checkNeed(tree, node, need);
      const field = ['needs', index];
      if (checked === null) return;
      if ('message' in checked) {
        findings.push(toFinding(tree, node, { ...checked, field: [...field, ...(checked.field ?? [])] }));
      } else edges.push({ ...checked, field, writtenAt: node });
    });
  }
  return { edges, findings };
}

/** Null where nothing has to wait, or where it waits for another run. */
function checkNeed(
  tree: DefinitionTree,
  node: TaskNode,
  need: ParsedNeed,
): Pick<NeedEdge, 'dependent' | 'target' | 'gates'> | NeedComplaint | null {
  const complaint = checkNeedFields(need);
  if (complaint !== null) return complaint;
  if (need.run !== undefined) return null;
  const found = findTarget(tree, node, need.task);
  if ('message' in found) return found;
  if (found.target === null) return null;
  const blocks = need.type === 'blocks';
  const [dependent, target] = blocks ? [found.target, node] : [node, found.target];
  const impossible =
    (blocks ? whyUnblockable(node, found.target) : null) ?? whyImpossible(dependent, target, need.task);
  if (impossible !== null || need.type === 'related') return impossible;
  return { dependent, target, gates: need.type === 'prerequisite' ? 'end' : 'start' };
}

/** A `blocks` becomes a need of the other task, which could not name one item. */
function whyUnblockable(node: TaskNode, blocked: TaskNode): NeedComplaint | null {
  const around = new Set(ancestorsOf(blocked));
  if ([node, ...ancestorsOf(node)].every((one) => !isItem(one) || around.has(one))) return null;
  return {
    message: 'An item of a collection cannot block a task outside.',
    hint: 'Let the collection block it.',
  };
}

/** Needs that wait for each other, each knot once, with the circle spelled out. */
export function checkCycles(tree: DefinitionTree, { cycles }: Pick<Ordering, 'cycles'>): Finding[] {
  return cycles.map(({ tasks, edge }) => {
    const areSiblings = tasks.every(({ parent }) => parent === tasks[0]?.parent);
    const names = tasks.map((node) => (areSiblings ? (node.part?.segment ?? node.path) : node.path));
    return toFinding(tree, edge.writtenAt, {
      field: edge.field,
      message: `These tasks wait for each other: ${names.join(' → ')}.`,
      hint: 'Take one of the needs away.',
    });
  });
}
