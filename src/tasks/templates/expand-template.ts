import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { MAX_TASKS_AT_ONCE } from '../insert-tasks.js';
import { MAX_DEPTH } from '../place-tasks.js';
import { fillList, fillObject, fillText, type Scope } from './fill.js';
import type { LoadedTemplate } from './load-template.js';
import { applyParameters, toScope } from './parameters.js';
import { holdsPlaceholder } from './placeholder.js';
import { findSiblings, toNames, type SiblingGroup } from './sibling-names.js';
import type { Repeat, Template, TemplateNode } from './template.js';

/** A task of a template with its values put in. */
export interface ExpandedTask {
  readonly name: string | null;
  readonly taskId: string | null;
  readonly taskType: string;
  readonly parent: ExpandedTask | null;
  /** The other fields of a new task. */
  readonly fields: JsonObject;
  readonly dependencies: readonly ExpandedDependency[];
  /** In the template, for messages. */
  readonly place: string;
}

export interface ExpandedDependency {
  readonly on: ExpandedTask;
  /** Besides the task. */
  readonly rest: JsonObject;
}

/**
 * Every task that the template makes with these parameters, parents before children. Throws invalid_input: parameters
 * that do not fit, a placeholder that stands for nothing, a sibling that is not there or named twice.
 */
export function expandTemplate(
  { template, included }: LoadedTemplate,
  parameters: JsonObject,
): { readonly tasks: readonly ExpandedTask[]; readonly parameters: JsonObject } {
  const applied = applyParameters(template, parameters);
  const tasks: Mutable[] = [];
  const context: Context = {
    included,
    add(task) {
      if (tasks.length === MAX_TASKS_AT_ONCE) {
        throw new TaskwrightError('invalid_input', `"${template.id}" makes more than ${MAX_TASKS_AT_ONCE} tasks.`);
      }
      tasks.push(task);
    },
  };
  addTree(context, prepare(context, template.root, toScope(template, applied), 'root_task'), {
    parent: null,
    level: 0,
  });
  return { tasks, parameters: applied };
}

interface Context {
  readonly included: ReadonlyMap<string, Template>;
  add(task: Mutable): void;
}

interface Mutable extends ExpandedTask {
  readonly dependencies: ExpandedDependency[];
}

/** A node with its own values; what stands below it still has to be expanded. */
interface Prepared {
  readonly name: string | null;
  readonly taskId: string | null;
  readonly taskType: string;
  readonly fields: JsonObject;
  readonly dependencies: readonly JsonValue[];
  /** Children, and what their placeholders stand for: those of an included template have its parameters. */
  readonly below: readonly { readonly nodes: readonly TemplateNode[]; readonly scope: Scope; readonly place: string }[];
  readonly place: string;
}

function prepare(context: Context, node: TemplateNode, scope: Scope, place: string): Prepared {
  const own = fillNode(node, scope, place);
  const below = { nodes: node.children, scope, place };
  if (node.include === null) {
    if (own.taskType === null) throw new TaskwrightError('invalid_input', `${place}: "task_type" is missing.`);
    return { ...own, taskType: own.taskType, below: [below], place };
  }
  const { templateId, parameters } = node.include;
  const included = context.included.get(templateId);
  if (!included) throw new TaskwrightError('not_found', `There is no template "${templateId}".`);
  const applied = applyParameters(included, fillObject(parameters, scope, `${place}.include.parameters`));
  const root = prepare(context, included.root, toScope(included, applied), `${place} (${templateId}: root_task)`);
  return {
    name: own.name ?? root.name,
    taskId: own.taskId ?? root.taskId,
    taskType: own.taskType ?? root.taskType,
    fields: {
      ...root.fields,
      ...own.fields,
      attributes: { ...toObject(root.fields['attributes']), ...toObject(own.fields['attributes']) },
    },
    dependencies: own.dependencies,
    below: [...root.below, below],
    place,
  };
}

function fillNode(node: TemplateNode, scope: Scope, place: string) {
  return {
    name: fillWord(node.name, scope, `${place}.name`),
    taskId: fillWord(node.taskId, scope, `${place}.task_id`),
    taskType: fillWord(node.taskType, scope, `${place}.task_type`),
    fields: fillObject(node.fields, scope, place),
    dependencies: fillList(node.dependencies, scope, `${place}.dependencies`),
  };
}

function fillWord(word: string | null, scope: Scope, place: string): string | null {
  const filled = word === null ? null : fillText(word, scope, place);
  if (filled === null || typeof filled === 'string') return filled;
  return typeof filled === 'number'
    ? String(filled)
    : refuse(`${place}: a text is wanted, not ${JSON.stringify(filled)}.`);
}

function addTree(
  context: Context,
  prepared: Prepared,
  { parent, level }: { readonly parent: ExpandedTask | null; readonly level: number },
): Mutable {
  if (level > MAX_DEPTH) refuse(`${prepared.place} is ${level} levels deep; at most ${MAX_DEPTH} are taken.`);
  const { name, taskId, taskType, fields, place } = prepared;
  const task: Mutable = { name, taskId, taskType, fields, place, parent, dependencies: [] };
  context.add(task);
  const groups = prepared.below.flatMap(({ nodes, scope, place: above }) =>
    nodes.map((node, index) => addCopies(context, { node, scope, place: `${above}.children[${index}]` }, task, level)),
  );
  for (const { copies, isChained } of groups) {
    for (const [index, { copy, dependencies }] of copies.entries()) {
      const at = `${copy.place}.dependencies`;
      for (const dependency of dependencies) copy.dependencies.push(...toDependencies(dependency, groups, at));
      const before = isChained ? copies[index - 1] : undefined;
      if (before) copy.dependencies.push({ on: before.copy, rest: {} });
    }
  }
  return task;
}

interface Group extends SiblingGroup<Mutable> {
  readonly copies: readonly {
    readonly names: readonly string[];
    readonly copy: Mutable;
    readonly dependencies: readonly JsonValue[];
  }[];
  readonly isChained: boolean;
}

function addCopies(
  context: Context,
  { node, scope, place }: { readonly node: TemplateNode; readonly scope: Scope; readonly place: string },
  parent: ExpandedTask,
  level: number,
): Group {
  const scopes = node.repeat === null ? [scope] : repeatScopes(node.repeat, scope, place);
  const copies = scopes.map((own, index) => {
    const prepared = prepare(context, node, own, node.repeat === null ? place : `${place}(${index})`);
    const copy = addTree(context, prepared, { parent, level: level + 1 });
    return { names: toNames(prepared), copy, dependencies: prepared.dependencies };
  });
  const emptyNames = copies.length > 0 ? [] : toNames(node).filter((name) => !holdsPlaceholder(name));
  return { copies, emptyNames, isChained: node.repeat?.isChained ?? false };
}

/** One for each item of the list. */
function repeatScopes({ forEach, as, indexAs }: Repeat, scope: Scope, place: string): readonly Scope[] {
  const at = `${place}.repeat.for_each`;
  const declared = new Set([...scope.declared, as, indexAs]);
  return readList(forEach, scope, at).map((item, index) => ({
    declared,
    values: new Map([...scope.values, [as, item], [indexAs, index]]),
  }));
}

function readList(forEach: string | readonly JsonValue[], scope: Scope, at: string): readonly JsonValue[] {
  if (typeof forEach !== 'string') return fillList(forEach, scope, at);
  const list = fillText(holdsPlaceholder(forEach) ? forEach : `{${forEach}}`, scope, at);
  if (Array.isArray(list)) return list;
  return list === null ? [] : refuse(`${at}: "${forEach}" is no list.`);
}

function toDependencies(dependency: JsonValue, groups: readonly Group[], place: string): ExpandedDependency[] {
  const { dependency_task_id, prerequisite_task_id, ...rest } = isJsonObject(dependency)
    ? dependency
    : { dependency_task_id: dependency };
  const said = dependency_task_id ?? prerequisite_task_id;
  const name = typeof said === 'number' ? String(said) : said;
  if (typeof name !== 'string')
    return refuse(`${place}: a dependency names a sibling, not ${JSON.stringify(said ?? null)}.`);
  return findSiblings(name, groups, place).map((on) => ({ on, rest }));
}

function toObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function refuse(message: string): never {
  throw new TaskwrightError('invalid_input', message);
}
