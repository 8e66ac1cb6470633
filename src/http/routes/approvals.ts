import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import type { TaskwrightClient } from '../../client/create-client.js';
import type { TasksClient } from '../../tasks/create-tasks.js';
import { defineRoute, type Route } from '../route.js';

export const approvalRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/approvals',
    tag: 'approvals',
    summary: 'What waits for a decision, and of whom.',
    scope: 'read',
    handle: async ({ client, tasks }) => ({
      approvals: [...(await listInRuns(client)), ...(await listInTrees(tasks))],
    }),
  }),
];

async function listInRuns(client: TaskwrightClient): Promise<readonly JsonObject[]> {
  return (await client.listWaiting()).flatMap(({ waiting, ...task }) =>
    waiting.for === 'approval' ? [{ ...task, ...waiting }] : [],
  );
}

async function listInTrees(tasks: TasksClient): Promise<readonly JsonObject[]> {
  const { active_tasks: active } = await tasks.getStatus({});
  if (!Array.isArray(active)) return [];
  return active.filter(isJsonObject).filter(isWaiting).map(toApproval);
}

function isWaiting(task: JsonObject): boolean {
  return task['status'] === 'waiting';
}

function toApproval(task: JsonObject): JsonObject {
  const get = (key: string): JsonValue => task[key] ?? null;
  return {
    runId: get('run_id'),
    path: get('hierarchy_path'),
    taskId: get('task_id'),
    title: get('title'),
    since: get('started_at'),
    deadlineAt: get('due_date'),
    for: 'approval',
  };
}
