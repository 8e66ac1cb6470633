import type { OpenApproval } from '../client/list-approvals.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { ROOT_PATH } from '../domain/path.js';
import type { RouteContext } from './route.js';

type Context = Pick<RouteContext, 'client' | 'tasks'>;

/** What waits for a decision: in runs of definitions and in trees of tasks; the oldest first. */
export async function listOpenApprovals(context: Context): Promise<readonly OpenApproval[]> {
  const [waits, asked] = await Promise.all([context.client.listApprovals(), listAskedInTrees(context)]);
  const known = new Set(waits.map(({ taskId }) => taskId));
  return [...waits, ...asked.filter(({ taskId }) => !known.has(taskId))].toSorted((one, other) =>
    (one.since ?? '').localeCompare(other.since ?? ''),
  );
}

/** Generic tasks whose approval others wait for: they are no approvals themselves. */
async function listAskedInTrees({ tasks }: Context): Promise<readonly OpenApproval[]> {
  const { blocked_tasks: blocked } = await tasks.getStatus({});
  const found = new Map<string, OpenApproval>();
  for (const task of listOf(blocked).filter(isBlockedByApproval)) {
    const { dependencies } = await tasks.getDependencies({ task_id: task['task_id'] });
    for (const { dependency_task_id: id, dependency_type: type, satisfied, reason, ...rule } of listOf(dependencies)) {
      if (type !== 'approval' || satisfied !== false || typeof id !== 'string') continue;
      const roles = textsOf(rule['roles']);
      const users = textsOf(rule['users']);
      const key = JSON.stringify([id, roles, users, rule['quorum'] ?? 1]);
      if (found.has(key)) continue;
      const asked = await tasks.get({ task_id: id });
      const runId = textOf(asked['run_id']) ?? id;
      const whole = textOf(asked['hierarchy_path']) ?? '';
      found.set(key, {
        ...{ taskId: id, runId, path: asked['parent_task_id'] === null ? ROOT_PATH : whole.slice(runId.length + 1) },
        title: textOf(asked['title']),
        since: textOf(task['created_at']),
        deadlineAt: textOf(asked['due_date']),
        waiting: {
          ...{ for: 'approval', roles, users, quorum: Number(rule['quorum'] ?? 1), timeoutAt: null },
          ...{ stillNeeded: textOf(reason) ?? '', decisions: [], delegations: [] },
        },
      });
    }
  }
  return [...found.values()];
}

function isBlockedByApproval(task: JsonObject): boolean {
  return listOf(task['blockers']).some(({ type }) => type === 'approval');
}

export function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

export function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
