import type { TaskwrightClient } from '../../client/create-client.js';
import type { FoundTask } from '../../client/find-task.js';
import type { WaitingFor } from '../../domain/waiting.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import type { TasksClient } from '../create-tasks.js';
import { parseInput } from '../inputs/scalars.js';
import { completeTaskInput } from '../verbs/complete-task.js';
import { executeTaskInput } from '../verbs/execute-task.js';
import { toRunTaskView } from './run-task-view.js';

export interface RunWork {
  readonly client: Pick<TaskwrightClient, 'complete' | 'listWaiting'>;
  readonly tasks: TasksClient;
  /** The same for each repeat of a request. */
  readonly requestToken: string | undefined;
}

export async function getInRun({ client }: Pick<RunWork, 'client'>, found: FoundTask): Promise<JsonObject> {
  const waiting = await findWaiting(client, found);
  return toRunTaskView(found, waiting?.specialist ?? null);
}

/**
 * What the specialist of an external task has to know. Nobody holds it by that: whoever hands in first has done it. Throws
 * conflict for a task that does not wait for work from outside.
 */
export async function executeInRun({ client, tasks }: RunWork, found: FoundTask, input: unknown): Promise<JsonObject> {
  parseInput(executeTaskInput, input);
  const { specialist, inputs } = await requireWaiting(client, found);
  const view = toRunTaskView(found, specialist);
  const { description, attributes } = found;
  return {
    ...view,
    ...(await tasks.brief({ specialist, title: view['title'], description, attributes, inputs })),
    lease_expires_at: null,
  };
}

/**
 * Hands in the work of an external task: it is kept as an artifact first. The task puts out the outputs, or else the summary
 * with the work. Throws conflict for a task that does not wait for work from outside, and for what it cannot become.
 */
export async function completeInRun(work: RunWork, found: FoundTask, input: unknown): Promise<JsonObject> {
  const { client, tasks, requestToken: id } = work;
  const request = parseInput(completeTaskInput, input);
  const { summary, detailed_work, outputs, next_action } = request;
  if (next_action === 'needs_revision' || next_action === 'blocked') {
    throw new TaskwrightError('conflict', `"${found.taskId}" belongs to a run: it can be completed or failed alone.`, {
      hint: 'Hand it in with next_action "complete" or "failed".',
    });
  }
  const { specialist } = await requireWaiting(client, found);
  const kept = await tasks.keepWork(request);
  const address = { runId: found.runId, path: found.path, by: tasks.actor.name, id };
  const said = next_action === 'failed' ? { failure: summary } : { output: outputs ?? { summary, detailed_work } };
  const { result: status, at } = await client.complete({ ...address, ...said });
  const ended = status === 'failed' ? 'failed' : 'completed';
  const output = 'output' in said ? said.output : null;
  return {
    ...toRunTaskView({ ...found, status: ended, output, endedAt: at }, specialist),
    ...kept,
    next_action,
    completion_time: at,
    parent_task_progress: null,
    next_recommended_task: null,
  };
}

type External = Extract<WaitingFor, { readonly for: 'external' }>;

async function findWaiting(client: RunWork['client'], { runId, path }: FoundTask): Promise<External | null> {
  const found = (await client.listWaiting(runId)).find((one) => one.path === path)?.waiting;
  return found?.for === 'external' ? found : null;
}

async function requireWaiting(client: RunWork['client'], found: FoundTask): Promise<External> {
  const waiting = await findWaiting(client, found);
  if (waiting !== null) return waiting;
  const { taskId, path, runId, status } = found;
  throw new TaskwrightError('conflict', `"${taskId}" (${path} of the run "${runId}") is ${status} and takes no work.`, {
    hint: 'What waits for work from outside is listed by list_waiting.',
  });
}
