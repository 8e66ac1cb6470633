import type { TaskDefinition } from '../domain/definition.js';
import { isJsonObject, type JsonObject } from '../domain/json.js';
import { ATTACHED_IDS } from '../domain/path.js';
import type { ChildSlot } from '../orchestrators/child-task.js';
import type { FieldPath } from '../orchestrators/kind.js';
import { taskFields } from '../orchestrators/task-fields.js';
import type { DefinitionKinds } from './definition-kind.js';
import { type FieldProblem, withoutEchoes } from './field-problems.js';
import { fillSlots } from './fill-slots.js';
import { findKind } from './find-kind.js';
import { parseFields } from './parse-fields.js';
import { divideKeys, findKeysOfNoKind, findUnknownKeys } from './task-keys.js';

const MAX_TASKS = 10_000;
const MAX_DEPTH = 50;

/** What is known of a task besides what it says. */
export interface ParsedTask {
  readonly parent: TaskDefinition | null;
  /** Where it stands in the document. */
  readonly source: FieldPath;
  /** It was written as a list; its `tasks` stand where it stands. */
  readonly isList: boolean;
  /** Something that its schema demands is missing, so nothing more can be said of it. */
  readonly isBroken: boolean;
  /** Some field is wrong, so rules between fields would only repeat it. */
  readonly hasProblems: boolean;
}

export interface TaskProblem extends FieldProblem {
  readonly task: TaskDefinition;
}

/** The tasks of one definition as they were parsed, with their problems; `field` of these begins at the document. */
export interface ParsedTasks {
  readonly root: TaskDefinition;
  readonly byTask: ReadonlyMap<TaskDefinition, ParsedTask>;
  readonly problems: readonly TaskProblem[];
  /** There are too many, or they stand too deep; not all of them were looked at. */
  readonly isTooLarge: boolean;
}

type Place = 'root' | ChildSlot['place'] | 'list';

interface Spot {
  readonly source: FieldPath;
  readonly parent: TaskDefinition | null;
  readonly depth: number;
}

/** Parses a task and all tasks in it, each by the schema of its kind. `headKeys` are taken care of elsewhere. */
export function parseTasks(body: JsonObject, kinds: DefinitionKinds, headKeys: readonly string[]): ParsedTasks {
  const byTask = new Map<TaskDefinition, ParsedTask>();
  const problems: TaskProblem[] = [];
  let written = 0;
  let isTooLarge = false;
  const root = parseBody(body, 'root', { source: [], parent: null, depth: 0 });
  return { root, byTask, problems, isTooLarge };

  function parseSlot({ authored, place }: ChildSlot, spot: Spot): TaskDefinition {
    if (isTooLarge) return toBroken(spot, null);
    if (spot.depth > MAX_DEPTH) return refuseSize(spot, TOO_DEEP);
    if (place === 'single-or-list' && Array.isArray(authored)) {
      return parseBody({ kind: 'composite', tasks: authored }, 'list', spot);
    }
    written += 1;
    if (written > MAX_TASKS) return refuseSize(spot, TOO_MANY);
    return isJsonObject(authored) ? parseBody(authored, place, spot) : toBroken(spot, NO_OBJECT);
  }

  function parseBody(authored: JsonObject, place: Place, spot: Spot): TaskDefinition {
    const found = findKind(authored, kinds);
    const heads = place === 'root' ? headKeys : [];
    if ('message' in found) return toKindless(spot, found, { authored, place, heads });
    const { base, own } = divideKeys(authored, found.kind, heads);
    const parsedBase = parseFields(taskFields, base);
    const parsedOwn = parseFields(found.kind.schema, own);
    const unknown = findUnknownKeys(authored, found, heads, kinds);
    const wrong = [...parsedBase.problems, ...parsedOwn.problems, ...(place === 'listed' ? checkListedId(base) : [])];
    const { id: _id, kind: _kind, ...rest } = parsedBase.fields;
    const task: TaskDefinition = { id: toId(base), kind: found.name, ...rest, ...parsedOwn.fields };
    const fieldProblems = withoutEchoes([...unknown, ...wrong]);
    note(task, spot, { isList: place === 'list', isBroken: parsedOwn.isIncomplete, fieldProblems });
    fillSlots(task, (slot, field) => {
      const source = [...spot.source, ...(place === 'list' ? field.slice(1) : field)];
      return parseSlot(slot, { source, parent: task, depth: spot.depth + 1 });
    });
    return task;
  }

  /** What every task has is looked at all the same; what it holds cannot be found. */
  function toKindless(
    spot: Spot,
    complaint: Complaint,
    given: { readonly authored: JsonObject; readonly place: Place; readonly heads: readonly string[] },
  ): TaskDefinition {
    const { authored, place, heads } = given;
    const base = Object.fromEntries(
      Object.entries(authored).filter(([key]) => Object.hasOwn(taskFields.shape, key) && !heads.includes(key)),
    );
    const { fields, problems: wrong } = parseFields(taskFields, { ...base, kind: 'basic' });
    const { id: _id, kind: _kind, ...rest } = fields;
    const task: TaskDefinition = { id: toId(authored), kind: '', ...rest };
    const unknown = findKeysOfNoKind(authored, heads, kinds);
    const listed = place === 'listed' ? checkListedId(base) : [];
    const fieldProblems = withoutEchoes([toProblem(complaint), ...unknown, ...wrong, ...listed]);
    note(task, spot, { isList: false, isBroken: true, fieldProblems });
    return task;
  }

  function refuseSize(spot: Spot, complaint: Complaint): TaskDefinition {
    isTooLarge = true;
    return toBroken(spot, complaint);
  }

  /** Stands for a task that cannot be parsed at all. */
  function toBroken(spot: Spot, complaint: Complaint | null): TaskDefinition {
    const task = { id: '', kind: '' };
    const fieldProblems = complaint === null ? [] : [toProblem(complaint)];
    note(task, spot, { isList: false, isBroken: true, fieldProblems });
    return task;
  }

  function note(
    task: TaskDefinition,
    { source, parent }: Spot,
    { isList, isBroken, fieldProblems }: Pick<ParsedTask, 'isList' | 'isBroken'> & { fieldProblems: FieldProblem[] },
  ): void {
    byTask.set(task, { source, parent, isList, isBroken, hasProblems: isBroken || fieldProblems.length > 0 });
    for (const problem of fieldProblems) problems.push({ ...problem, field: [...source, ...problem.field], task });
  }
}

interface Complaint {
  readonly message: string;
  readonly hint: string;
  readonly field?: FieldPath;
}

function toProblem(complaint: Complaint): FieldProblem {
  return { at: 'value', reason: 'other', field: [], ...complaint };
}

const TOO_DEEP: Complaint = {
  message: `Tasks may stand ${MAX_DEPTH} deep at most.`,
  hint: 'Move the inner part to a definition of its own and start it with the action "run".',
};

const TOO_MANY: Complaint = {
  message: `A definition has ${MAX_TASKS} tasks at most.`,
  hint: 'Split it and start the parts with the action "run".',
};

const NO_OBJECT: Complaint = {
  message: 'A task must be an object.',
  hint: 'Write it as in "{ id: build, action: http, with: { url: … } }".',
};

/** Also an id that is refused: what refers to it shall not be a problem as well. */
function toId({ id }: JsonObject): string {
  return typeof id === 'string' ? id : '';
}

function checkListedId(authored: JsonObject): FieldProblem[] {
  const { id } = authored;
  if (id === undefined) {
    const hint = 'Add "id", unique among its siblings: it names the task in paths and expressions.';
    return [{ field: ['id'], at: 'value', reason: 'missing', message: '"id" is missing.', hint }];
  }
  if (!ATTACHED_IDS.some((attached) => attached === id)) return [];
  return [
    {
      field: ['id'],
      at: 'value',
      reason: 'other',
      message: `A task may not be called "${String(id)}": its path would be that of a task attached to its parent.`,
      hint: 'Choose another id.',
    },
  ];
}
