import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonValue } from '../../domain/json.js';
import { findCycle } from '../model/find-cycle.js';
import { assertDeclared } from './fill.js';
import type { LoadedTemplate } from './load-template.js';
import { listParameters } from './parameters.js';
import { holdsPlaceholder } from './placeholder.js';
import { findSiblings, toNames, type SiblingGroup } from './sibling-names.js';
import type { TemplateNode } from './template.js';

/**
 * What can be said before there are parameters: every placeholder names one, every dependency without a placeholder
 * names one sibling, and no siblings wait for each other. Throws invalid_input.
 */
export function checkTemplate({ template, included }: LoadedTemplate): void {
  const groupOf = (node: TemplateNode): SiblingGroup<TemplateNode> => {
    const root = node.include === null ? null : included.get(node.include.templateId)?.root;
    const own = toNames(node);
    return { copies: [{ names: own.length > 0 || !root ? own : toNames(root), copy: node }], emptyNames: [] };
  };
  checkNode(template.root, new Set(listParameters(template)), 'root_task', groupOf);
}

type GroupOf = (node: TemplateNode) => SiblingGroup<TemplateNode>;

function checkNode(node: TemplateNode, outer: ReadonlySet<string>, place: string, groupOf: GroupOf): void {
  const { repeat, include } = node;
  if (repeat !== null) assertDeclared(toPlaceholder(repeat.forEach), outer, `${place}.repeat.for_each`);
  const declared = repeat === null ? outer : new Set([...outer, repeat.as, repeat.indexAs]);
  const words = { name: node.name, task_id: node.taskId, task_type: node.taskType };
  assertDeclared({ ...words, ...node.fields, dependencies: node.dependencies }, declared, place);
  if (include !== null) assertDeclared(include.parameters, declared, `${place}.include.parameters`);
  const groups = node.children.map(groupOf);
  const edges = new Map<TemplateNode, readonly TemplateNode[]>();
  for (const [index, child] of node.children.entries()) {
    const at = `${place}.children[${index}]`;
    const named = child.dependencies.map(toFixedName).filter((name) => name !== null);
    const known = named.filter((name) => !mayBeMadeLater(name, node.children));
    edges.set(
      child,
      known.flatMap((name) => findSiblings(name, groups, `${at}.dependencies`)),
    );
    checkNode(child, declared, at, groupOf);
  }
  assertNoCycle(node.children, edges, place);
}

function toPlaceholder(forEach: string | readonly JsonValue[]): JsonValue {
  return typeof forEach === 'string' && !holdsPlaceholder(forEach) ? `{${forEach}}` : forEach;
}

/** Null for a name that values decide, and for an edge that is written from the other side or never gates. */
function toFixedName(dependency: JsonValue): string | null {
  const { dependency_task_id, prerequisite_task_id, dependency_type } = isJsonObject(dependency)
    ? dependency
    : { dependency_task_id: dependency };
  const name = dependency_task_id ?? prerequisite_task_id;
  if (typeof name !== 'string' || holdsPlaceholder(name)) return null;
  return dependency_type === 'blocks' || dependency_type === 'related' ? null : name;
}

/** Some name holds a placeholder: with its value it may be this one. */
function mayBeMadeLater(name: string, siblings: readonly TemplateNode[]): boolean {
  const names = siblings.flatMap(toNames);
  return !names.includes(name) && names.some(holdsPlaceholder);
}

function assertNoCycle(
  siblings: readonly TemplateNode[],
  edges: ReadonlyMap<TemplateNode, readonly TemplateNode[]>,
  place: string,
): void {
  const keys = new Map(siblings.map((node, index) => [node, String(index)]));
  const requirements = new Map(
    [...edges].map(([node, on]) => [keys.get(node) ?? '', on.map((one) => keys.get(one) ?? '')] as const),
  );
  const cycle = findCycle(requirements, requirements.keys());
  if (cycle === null) return;
  const path = cycle.map((key) => toNames(siblings[Number(key)] ?? EMPTY)[0] ?? key).join(' → ');
  throw new TaskwrightError('invalid_input', `${place}.children: the dependencies form a cycle: ${path}.`);
}

const EMPTY = { name: null, taskId: null, taskType: null };
