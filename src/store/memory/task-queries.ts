import type { JsonObject } from '../../domain/json.js';
import { compareOrdinals, FIRST_ATTACHED_POSITION } from '../ordinal.js';
import { runNotFound, taskNotFound } from '../refusals.js';
import { assertStorableAttributes, assertStorableText } from '../../domain/storable.js';
import type { ScopeQuery, TaskRecord, TaskScope, TaskStore } from '../store.js';
import { keepJson } from './keep-json.js';
import { attemptsOf, signalsOf, tasksOf, type Rows, type TaskRow } from './rows.js';

type TaskQueries = Omit<TaskStore, 'write'>;

export function createTaskQueries(rows: Rows): TaskQueries {
  return {
    async read(runKey, path) {
      const task = tasksOf(rows, runKey).get(path);
      return task ? toRecord(task) : null;
    },

    async describe(runKey, path, { title, description, attributes }) {
      const task = tasksOf(rows, runKey).get(path);
      if (!task) throw taskNotFound(path);
      assertStorableText(title ?? '', 'title');
      assertStorableText(description ?? '', 'description');
      assertStorableAttributes(attributes ?? {});
      task.title = title ?? task.title;
      task.description = description ?? task.description;
      task.attributes = attributes === undefined ? task.attributes : keepJson(attributes);
    },

    async writeLocals(runKey, path, locals) {
      const task = tasksOf(rows, runKey).get(path);
      if (!task) throw taskNotFound(path);
      task.locals = { ...task.locals, ...keepJson(locals) };
    },

    async readById(workspace, taskId) {
      for (const tasks of rows.tasks.values()) {
        for (const task of tasks.values()) {
          if (task.workspace === workspace && task.taskId === taskId) return toRecord(task);
        }
      }
      return null;
    },

    async list(runKey, page) {
      const after = page?.after;
      return inOrder(rows, runKey)
        .filter((task) => after === undefined || compareOrdinals(task.ordinal, after) > 0)
        .slice(0, page?.limit)
        .map(toRecord);
    },

    async summarize(runKey) {
      return inOrder(rows, runKey).map((task) => {
        const { output: _, locals: __, attributes: ___, ...summary } = toRecord(task);
        return summary;
      });
    },

    async readLastVisits(runKey) {
      const tasks = tasksOf(rows, runKey);
      const generations = [...tasks.values()].flatMap(({ version, attemptVersion, resetVersion }) =>
        [version, attemptVersion, resetVersion].map((text) => Number(text.split('.')[0])),
      );
      const done = [
        ...attemptsOf(rows, runKey),
        ...signalsOf(rows, runKey).flatMap((signal) => [...signal.consumptions]),
      ];
      const visits = new Map<string, number>();
      for (const { path, visit } of done) {
        const known = Math.max(visits.get(path) ?? 0, tasks.get(path)?.visit ?? 0);
        if (visit > known) visits.set(path, visit);
      }
      return { generation: Math.max(0, ...generations), visits };
    },

    async countByStatus(runKey) {
      const counts: Partial<Record<TaskRecord['status'], number>> = {};
      for (const { status } of tasksOf(rows, runKey).values()) counts[status] = (counts[status] ?? 0) + 1;
      return counts;
    },

    async listChildren(runKey, path) {
      return childrenOf(rows, { runKey, path }).map(toRecord);
    },

    readScope: async (asked) => readScope(rows, asked),

    async readChildren(runKey, path) {
      return new Map(childrenOf(rows, { runKey, path }).map((child) => [child.segment, toResult(child)]));
    },

    async findWaiting({ workspace, signal, correlation }) {
      const found: { runKey: string; path: string }[] = [];
      for (const tasks of rows.tasks.values()) {
        for (const { status, waiting, runKey, path, workspace: ownWorkspace } of tasks.values()) {
          if (ownWorkspace !== workspace || status !== 'waiting' || waiting?.for !== 'signal') continue;
          if (waiting.name === signal && waiting.correlation === correlation) found.push({ runKey, path });
        }
      }
      return found;
    },
  };
}

/** What expressions see. */
export function readScope(
  rows: Rows,
  { runKey, needsInput, outputsOf, localsOf, attributesOf }: ScopeQuery,
): TaskScope {
  const run = rows.runs.get(runKey);
  if (!run) throw runNotFound();
  const { runId, workspace, definitionId, version, startedAt, createdAt, parent, startedBy } = run;
  const byPath = tasksOf(rows, runKey);
  const present = (paths: readonly string[]) => paths.flatMap((path) => byPath.get(path) ?? []);
  return {
    run: { runId, workspace, definitionId, version, startedAt, createdAt, parent, startedBy },
    input: needsInput ? run.input : null,
    tasks: new Map(present(outputsOf).map((task) => [task.path, toResult(task)])),
    locals: new Map(present(localsOf).flatMap((task) => (isEmpty(task.locals) ? [] : [[task.path, task.locals]]))),
    attributes: new Map(present(attributesOf).map((task) => [task.path, task.attributes])),
  };
}

/** In order, without attached tasks. */
export function childrenOf(rows: Rows, parent: { readonly runKey: string; readonly path: string }): TaskRow[] {
  return [...tasksOf(rows, parent.runKey).values()]
    .filter((task) => task.parentPath === parent.path && task.position < FIRST_ATTACHED_POSITION)
    .sort((a, b) => a.position - b.position);
}

function inOrder(rows: Rows, runKey: string): TaskRow[] {
  return [...tasksOf(rows, runKey).values()].sort((a, b) => compareOrdinals(a.ordinal, b.ordinal));
}

function toResult({ status, output, error }: TaskRow): Pick<TaskRow, 'status' | 'output' | 'error'> {
  return { status, output, error };
}

function isEmpty(value: JsonObject): boolean {
  return Object.keys(value).length === 0;
}

/** A task that never started has attempt 0; one that has no attempts of its own (a container) has one. */
function toRecord(task: TaskRow): TaskRecord {
  return {
    runKey: task.runKey,
    path: task.path,
    taskId: task.taskId,
    kind: task.kind,
    type: task.type,
    action: task.action,
    title: task.title,
    description: task.description,
    status: task.status,
    visit: task.visit,
    attempt: task.startedAt === null ? 0 : Math.max(task.attempt, 1),
    reason: task.reason,
    output: task.output,
    error: task.error,
    attributes: task.attributes,
    locals: task.locals,
    waiting: task.waiting,
    ordinal: task.ordinal,
    startedAt: task.startedAt,
    endedAt: task.endedAt,
    deadlineAt: task.deadlineAt,
    createdAt: task.createdAt,
    updatedAt: task.updatedAt,
  };
}
