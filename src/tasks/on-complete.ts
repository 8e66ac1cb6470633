import { createHash } from 'node:crypto';
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { ClientContext } from '../client/client-context.js';
import { startRun } from '../client/start-run.js';
import { TaskwrightError } from '../domain/errors.js';
import { toWorkflowId } from '../domain/ids.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { isTerminal } from '../domain/status.js';
import { renderValue } from '../expressions/render.js';
import type { GenericTask } from './model/generic-task.js';
import { findTask, readTasks, type Reader } from './store/generic-task-rows.js';
import { genericTasks, taskEvents } from './store/schema.js';
import type { TasksContext } from './tasks-context.js';
import { toTaskView } from './task-view.js';
import { instantiateTemplate } from './templates/instantiate-template.js';
import { changeTree } from './tree-change.js';

const STARTED = 'on_complete.started';
const FAILED = 'on_complete.failed';

/** Completed tasks of a tree whose `on_complete` nobody has started yet. */
export async function readUnstarted(db: Reader, workspace: string, runKey: string): Promise<GenericTask[]> {
  return readTasks(
    db,
    workspace,
    and(
      eq(genericTasks.runKey, runKey),
      eq(genericTasks.status, 'completed'),
      isNotNull(genericTasks.onComplete),
      sql`not exists (select 1 from ${taskEvents} where ${taskEvents.workspace} = ${genericTasks.workspace}
        and ${taskEvents.taskId} = ${genericTasks.taskId} and ${taskEvents.type} in (${STARTED}, ${FAILED}))`,
    ),
  );
}

/**
 * Starts what the completed tasks of a tree ask for, each once: a repeat finds what was started by its id. What can
 * never be started is an event of the task; an outage is thrown, to be tried again.
 */
export async function startOnComplete(context: TasksContext, client: ClientContext, runKey: string): Promise<void> {
  for (const task of await readUnstarted(context.db.database, context.workspace, runKey)) {
    const note = await start(context, client, task);
    await changeTree(context, [runKey], async (change) => change.note(task, note));
  }
}

async function start(context: TasksContext, client: ClientContext, task: GenericTask) {
  try {
    const after = await startOnce(context, client, task);
    return { type: STARTED, after };
  } catch (thrown) {
    if (!(thrown instanceof TaskwrightError) || thrown.traits.isRetried || thrown.code === 'internal') throw thrown;
    return { type: FAILED, after: { ...thrown.toRecord() } };
  }
}

async function startOnce(context: TasksContext, client: ClientContext, task: GenericTask): Promise<JsonObject> {
  const { template, definition, parameters = {}, input = {} } = task.onComplete ?? {};
  const render = (value: JsonValue): JsonObject => {
    const variables = { task: toTaskView(task, null), outputs: task.outputs, attributes: task.attributes };
    const rendered = renderValue(value, { variables, place: `${task.taskId}: on_complete` });
    return isJsonObject(rendered) ? rendered : {};
  };
  const runId = toNextId(task.taskId);
  if (typeof template === 'string') {
    await instantiateOnce(context, template, { runId, parameters: render(parameters) });
    return { template, run_id: runId };
  }
  const [id = '', version] = String(definition).split('@');
  const { workspace } = context;
  await startRun(
    { ...client, workspace },
    { definition: { id, version }, input: render(input), runId, startedBy: context.actor.name, requestToken: runId },
  );
  return { definition: String(definition), run_id: runId };
}

async function instantiateOnce(
  context: TasksContext,
  templateId: string,
  { runId, parameters }: { readonly runId: string; readonly parameters: JsonObject },
): Promise<void> {
  const found = await findTask(context.db.database, context.workspace, runId);
  if (found === null) {
    await instantiateTemplate(context, templateId, { parameters, prefix: runId, rootTaskId: runId });
  } else if (found.templateId !== templateId) {
    throw new TaskwrightError('conflict', `The task id "${runId}" is taken.`);
  } else if (!isTerminal(found.status)) {
    // Its tasks were stored, and perhaps its workflow was not started any more.
    const { taskType: type, title } = found;
    await context.trees.start({ runKey: toWorkflowId(context.workspace, runId), type, title });
  }
}

/** Of what comes after a task: the same at every attempt. */
function toNextId(taskId: string): string {
  if (taskId.length <= 70) return `${taskId}_next`;
  return `${taskId.slice(0, 60)}_${createHash('sha256').update(taskId).digest('hex').slice(0, 8)}_next`;
}
