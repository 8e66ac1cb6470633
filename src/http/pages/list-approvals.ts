import type { JsonObject } from '../../domain/json.js';
import { ROOT_PATH, toLastSegment } from '../../domain/path.js';
import type { RouteContext } from '../route.js';
import { isFor, listOf, ownWordOf, textOf, textsOf, type Approval } from './approval.js';

type Context = Pick<RouteContext, 'caller' | 'client' | 'tasks'>;

/** What waits for a decision: in runs of definitions and in trees of tasks; the oldest first. */
export async function listApprovals(context: Context): Promise<readonly Approval[]> {
  const [waits, asked] = await Promise.all([listWaits(context), listAskedFor(context)]);
  const known = new Set(waits.map(({ taskId }) => taskId));
  return [...waits, ...asked.filter(({ taskId }) => !known.has(taskId))].toSorted((one, other) =>
    (one.since ?? '').localeCompare(other.since ?? ''),
  );
}

async function listWaits({ client, caller }: Context): Promise<readonly Approval[]> {
  return (await client.listWaiting()).flatMap(({ waiting, title, path, ...task }) =>
    waiting.for !== 'approval'
      ? []
      : [
          {
            ...task,
            path,
            title: title ?? (path === ROOT_PATH ? task.runId : toLastSegment(path)),
            deadlineAt: waiting.timeoutAt ?? task.deadlineAt,
            stillNeeded: waiting.stillNeeded,
            decisions: waiting.decisions ?? [],
            isForViewer: isFor(waiting, caller.actor) && ownWordOf(waiting, caller.actor) === null,
          },
        ],
  );
}

/** Generic tasks whose approval others wait for: they are no approvals themselves. */
async function listAskedFor({ tasks, caller }: Context): Promise<readonly Approval[]> {
  const { blocked_tasks: blocked } = await tasks.getStatus({});
  const found = new Map<string, Approval>();
  for (const task of listOf(blocked).filter(isBlockedByApproval)) {
    const { dependencies } = await tasks.getDependencies({ task_id: task['task_id'] });
    for (const { dependency_task_id: id, dependency_type: type, satisfied, reason, ...rule } of listOf(dependencies)) {
      if (type !== 'approval' || satisfied !== false || typeof id !== 'string') continue;
      const asked = await tasks.get({ task_id: id });
      const isForViewer = isFor({ roles: textsOf(rule['roles']), users: textsOf(rule['users']) }, caller.actor);
      found.set(id, {
        taskId: id,
        runId: textOf(asked['run_id']) ?? '',
        path: textOf(asked['hierarchy_path']) ?? '',
        title: textOf(asked['title']) ?? id,
        since: textOf(task['created_at']),
        deadlineAt: textOf(asked['due_date']),
        stillNeeded: textOf(reason) ?? '',
        decisions: [],
        isForViewer: isForViewer || found.get(id)?.isForViewer === true,
      });
    }
  }
  return [...found.values()];
}

function isBlockedByApproval(task: JsonObject): boolean {
  return listOf(task['blockers']).some(({ type }) => type === 'approval');
}
