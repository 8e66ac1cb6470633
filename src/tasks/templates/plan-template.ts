import { TaskwrightError } from '../../domain/errors.js';
import { ID_RULE, isValidId } from '../../domain/ids.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import { newTaskInput } from '../inputs/new-task.js';
import { parseInput } from '../inputs/scalars.js';
import type { TaskToInsert } from '../place-tasks.js';
import { findCycle } from '../model/find-cycle.js';
import { gatedStep } from '../model/gates.js';
import { generateTaskId, toNewTask, type NewTaskContext } from '../to-new-task.js';
import { expandTemplate, type ExpandedTask } from './expand-template.js';
import type { LoadedTemplate } from './load-template.js';

export interface TemplateRequest {
  readonly parameters: JsonObject;
  readonly parentTaskId?: string | undefined;
  /** Every id then begins with it, and is the same each time. */
  readonly prefix?: string | undefined;
  /** Of the first task, whatever the template says. */
  readonly rootTaskId?: string | undefined;
}

export interface TemplatePlan {
  /** Parents before children; the first is the root. */
  readonly tasks: readonly TaskToInsert[];
  /** With defaults. */
  readonly parameters: JsonObject;
}

/** What a template would make; stores nothing. Throws invalid_input. */
export function planTemplate(
  loaded: LoadedTemplate,
  { parameters, parentTaskId, prefix, rootTaskId }: TemplateRequest,
  context: Pick<NewTaskContext, 'now' | 'findType' | 'nextId'>,
): TemplatePlan {
  const expanded = expandTemplate(loaded, parameters);
  const ids = assignIds(expanded.tasks, { prefix, rootTaskId, nextId: context.nextId ?? generateTaskId });
  const idOf = (task: ExpandedTask): string => ids.get(task) ?? '';
  const tasks = expanded.tasks.map((task) => {
    const parentId = task.parent === null ? parentTaskId : idOf(task.parent);
    const request = {
      ...task.fields,
      ...titleOf(task),
      task_type: task.taskType,
      task_id: idOf(task),
      template_id: loaded.template.id,
      ...(parentId === undefined ? {} : { parent_task_id: parentId }),
      dependencies: task.dependencies.map(({ on, rest }) => ({ ...rest, dependency_task_id: idOf(on) })),
    };
    return toNewTask(parseInput(newTaskInput, request, task.place), context);
  });
  assertNoCycle(tasks, new Map(expanded.tasks.map((task) => [idOf(task), nameOf(task)])));
  return { tasks, parameters: expanded.parameters };
}

function titleOf({ name, fields }: ExpandedTask): JsonObject {
  const { title, attributes } = fields;
  const isTitled = title !== undefined || (isJsonObject(attributes) && typeof attributes['title'] === 'string');
  return name === null || isTitled ? {} : { title: name };
}

function nameOf({ name, taskId, taskType }: ExpandedTask): string {
  return name ?? taskId ?? taskType;
}

function assignIds(
  tasks: readonly ExpandedTask[],
  given: Pick<TemplateRequest, 'prefix' | 'rootTaskId'> & { readonly nextId: () => string },
): ReadonlyMap<ExpandedTask, string> {
  const { prefix, rootTaskId, nextId } = given;
  const taken = new Set<string>();
  const ids = new Map<ExpandedTask, string>();
  for (const task of tasks) {
    const asked = task.parent === null ? rootTaskId : undefined;
    const own = asked ?? (task.taskId === null ? null : withPrefix(prefix, toIdPart(task.taskId)));
    const id = own ?? (prefix === undefined ? nextId() : numbered(withPrefix(prefix, toIdPart(nameOf(task))), taken));
    if (!isValidId(id)) {
      throw new TaskwrightError('invalid_input', `${task.place}: "${id.slice(0, 200)}" cannot be a task's id.`, {
        hint: ID_RULE,
      });
    }
    if (taken.has(id)) throw new TaskwrightError('invalid_input', `${task.place}: two tasks have the id "${id}".`);
    taken.add(id);
    ids.set(task, id);
  }
  return ids;
}

function withPrefix(prefix: string | undefined, id: string): string {
  if (prefix === undefined) return id;
  return /[_-]$/.test(prefix) ? `${prefix}${id}` : `${prefix}_${id}`;
}

/** A version such as 1.2.0 is part of many an id. */
function toIdPart(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]+/g, '_');
}

function numbered(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  let number = 2;
  while (taken.has(`${id}_${number}`)) number += 1;
  return `${id}_${number}`;
}

function assertNoCycle(tasks: readonly TaskToInsert[], names: ReadonlyMap<string, string>): void {
  const requirements = new Map<string, string[]>();
  for (const { taskId, prerequisiteId, type, isMandatory = true } of tasks.flatMap(
    ({ dependencies }) => dependencies,
  )) {
    if (gatedStep({ type, isMandatory }) === null) continue;
    requirements.set(taskId, [...(requirements.get(taskId) ?? []), prerequisiteId]);
  }
  const cycle = findCycle(requirements, requirements.keys());
  if (cycle === null) return;
  const path = cycle.map((id) => names.get(id) ?? id).join(' → ');
  throw new TaskwrightError('invalid_input', `The dependencies of the template form a cycle: ${path}.`);
}
