import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import type { WaitingFor } from '../../domain/waiting.js';
import { defineTool } from '../define-tool.js';
import type { ToolContext } from '../tool.js';

const input = z.strictObject({
  run_id: z.string(),
  task_path: z.string().min(1),
  decision: z.enum(['approve', 'reject', 'request_changes', 'delegate', 'withdraw']),
  to: z.string().min(1).max(200).optional().describe('With delegate: who decides instead.'),
  comment: z.string().max(10_000).optional(),
});

type Request = z.output<typeof input>;

export const decideTool = defineTool({
  name: 'decide',
  title: 'Decide an approval',
  description:
    'Decide what waits for approval, in the name of whom this server acts for. Only when a person asked for it; the own work is never decided.',
  input,
  toolset: 'runs',
  scope: 'decide',
  isReadOnly: false,
  isRepeatable: true,
  async handler(context, request) {
    const taskId = await findGenericTask(context, request);
    if (taskId === null) return decideInRun(context, request);
    const { decision, to, comment } = request;
    const more = { ...(to === undefined ? {} : { to }), ...(comment === undefined ? {} : { comment }) };
    return context.tasks.decide({ task_id: taskId, decision, ...more });
  },
});

/** A tree of generic tasks is called after its root, and its paths are ids from the root on. */
async function findGenericTask({ tasks }: ToolContext, request: Request): Promise<string | null> {
  // The path "/" is the root, and a tree is called after it.
  const taskId = request.task_path.split('/').at(-1) || request.run_id;
  try {
    const task = await tasks.get({ task_id: taskId });
    return task['run_id'] === request.run_id ? taskId : null;
  } catch (thrown) {
    if (thrown instanceof TaskwrightError && (thrown.code === 'not_found' || thrown.code === 'invalid_input')) {
      return null;
    }
    throw thrown;
  }
}

async function decideInRun(context: ToolContext, request: Request): Promise<JsonObject> {
  const { client, tasks, requestToken, assertedBy } = context;
  const { run_id: runId, task_path: path, decision, to, comment } = request;
  const { name: by, roles, proof } = tasks.actor;
  const said = { runId, path, decision, to, comment, by, roles, assertedBy, proof, id: requestToken };
  const receipt = await client.decide(said);
  const task = (await client.read(runId)).tasks.find((one) => one.path === path);
  const waiting = (await client.listWaiting(runId)).find((one) => one.path === path)?.waiting;
  const own = { by, decision, comment: comment ?? null, at: receipt.at };
  return {
    run_id: runId,
    task_path: path,
    status: task?.status ?? 'waiting',
    decision,
    decisions: readDecisions(task?.output) ?? listSoFar(waiting, own),
    ...(waiting?.for === 'approval' && waiting.delegations?.length ? { delegations: waiting.delegations } : {}),
    still_needed: waiting?.for === 'approval' ? waiting.stillNeeded : 'nobody',
  };
}

/** While others are still needed; comments of theirs are shown when it has ended. */
function listSoFar(waiting: WaitingFor | undefined, own: JsonObject): JsonValue {
  const others = (waiting?.for === 'approval' ? (waiting.decisions ?? []) : []).filter(({ by }) => by !== own['by']);
  // A right that is handed on is no decision, nor is one that is taken back.
  return own['decision'] === 'delegate' || own['decision'] === 'withdraw' ? others : [...others, own];
}

/** They stand in the output of an approval that has ended. */
function readDecisions(output: JsonValue | undefined): JsonValue | null {
  return (isJsonObject(output) ? output['decisions'] : null) ?? null;
}
