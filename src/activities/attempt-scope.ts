import type { TaskDefinition } from '../domain/definition.js';
import { templateReferences } from '../expressions/check-templates.js';
import { parseExpression } from '../expressions/expression.js';
import { mergeReferences, type References } from '../expressions/references.js';
import type { DefinitionTree } from '../factory/definition-tree.js';
import type { ExpressionPart } from '../orchestrators/kind.js';
import { toScopeWishes, type ScopeWishes } from './task-variables.js';

const known = new WeakMap<TaskDefinition, References>();

/** What the expressions read that are evaluated before the action; it comes from the store as the attempt begins. */
export function toAttemptWishes(
  tree: DefinitionTree,
  { path, task }: { readonly path: string; readonly task: TaskDefinition },
): ScopeWishes | null {
  let references = known.get(task);
  if (!references) {
    references = mergeReferences(tree.partsOf(task).expressions.filter(isOfBeginning).map(toReferences));
    known.set(task, references);
  }
  return toScopeWishes({ tree, path }, references);
}

/** What sees names of its own, such as `output`, comes later. */
function isOfBeginning({ tasks, variables }: ExpressionPart): boolean {
  return tasks === 'siblings' && variables.length === 0;
}

function toReferences({ value, isBare }: ExpressionPart): References {
  return isBare && typeof value === 'string' ? parseExpression(value).references : templateReferences(value);
}
