import type { Definition } from '../domain/definition.js';
import type { JsonObject } from '../domain/json.js';
import { checkExpressions } from './check-expressions.js';
import { checkCycles, checkNeeds } from './check-needs.js';
import { checkTexts } from './check-texts.js';
import { checkTriggers } from './check-triggers.js';
import type { CheckContext, DefinitionKinds } from './definition-kind.js';
import { type DefinitionTree, type TaskNode, toDefinitionTree, toFinding } from './definition-tree.js';
import { findSchemaDefect } from './json-schema.js';
import type { KnownActions } from './known-actions.js';
import { toOrdering } from './ordering.js';
import type { DefinitionHead } from './parse-head.js';
import type { ParsedTasks } from './parse-task.js';
import type { Finding } from './problem.js';
import { writeOutBlocks } from './write-out-blocks.js';

export interface CheckInput {
  readonly authored: JsonObject;
  readonly definition: Definition;
  readonly head: DefinitionHead;
  readonly tasks: ParsedTasks;
  readonly kinds: DefinitionKinds;
  readonly actions: KnownActions;
}

/** Everything that is wrong with a definition. Where nothing is, its `blocks` have been written out at the other task. */
export function checkDefinition({ authored, definition, head, tasks, kinds, actions }: CheckInput): Finding[] {
  const tree = toDefinitionTree(tasks, kinds);
  const texts = checkTexts(authored, tasks, tree);
  if (texts.length > 0) return texts;
  const shape = [
    ...head.problems.map(({ field, at, message, hint }) => ({ field, at, message, hint, path: '/' })),
    ...tasks.problems.map(({ field, at, message, hint, task }) => ({
      field,
      at,
      message,
      hint,
      path: tree.toPath(task),
    })),
  ];
  if (tasks.isTooLarge) return shape;
  const { edges, findings } = checkNeeds(tree);
  const ordering = toOrdering(tree.nodes, edges);
  const inputSchema = checkInputSchema(head);
  const all = [
    ...shape,
    ...inputSchema,
    ...(head.head.on === undefined
      ? []
      : checkTriggers(head.head.on, inputSchema.length === 0 ? definition.input : null)),
    ...tree.nodes.flatMap((node) => checkSiblingIds(tree, node)),
    ...findings,
    ...checkCycles(tree, ordering),
    ...checkKinds(tree, kinds, { inputSchema: definition.input, actions, findSchemaDefect }),
    ...tree.nodes.flatMap((node) => checkExpressions(tree, ordering, node)),
  ];
  if (all.length === 0) writeOutBlocks(edges);
  return all;
}

function checkInputSchema({ head: { input } }: DefinitionHead): Finding[] {
  const defect = input === undefined ? null : findSchemaDefect(input);
  if (defect === null) return [];
  const message = `"input" is not a JSON Schema: ${defect.reason}.`;
  return [{ field: ['input', ...defect.field], at: 'value', message, hint: defect.hint, path: '/' }];
}

function checkSiblingIds(tree: DefinitionTree, { children }: TaskNode): Finding[] {
  const first = new Map<string, TaskNode>();
  return children.flatMap((node) => {
    const id = node.part?.segment ?? '';
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, node);
    if (earlier === undefined || id === '') return [];
    const message = `Two tasks beside each other have the id "${id}".`;
    return [toFinding(tree, node, { field: ['id'], message, hint: 'Give one of them another id.' })];
  });
}

/** What the kinds themselves find. A task with a wrong field is left alone: rules between fields would only repeat it. */
function checkKinds(tree: DefinitionTree, kinds: DefinitionKinds, context: CheckContext): Finding[] {
  return tree.nodes.flatMap((node) => {
    const problems = node.hasProblems ? [] : (kinds.get(node.task.kind)?.check?.(node.task, context) ?? []);
    return problems.map((problem) => toFinding(tree, node, problem));
  });
}
