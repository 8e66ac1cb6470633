import { ROOT_PATH, toLastSegment } from '../../domain/path.js';
import { listOpenApprovals } from '../open-approvals.js';
import type { RouteContext } from '../route.js';
import { isFor, ownWordOf, type Approval } from './approval.js';

/** What waits for a decision, as whoever looks at it has to see it; the oldest first. */
export async function listApprovals(
  context: Pick<RouteContext, 'caller' | 'client' | 'tasks'>,
): Promise<readonly Approval[]> {
  const { actor } = context.caller;
  return (await listOpenApprovals(context)).map(({ waiting, title, path, ...task }) => ({
    ...task,
    path,
    title: title ?? (path === ROOT_PATH ? task.runId : toLastSegment(path)),
    deadlineAt: waiting.timeoutAt ?? task.deadlineAt,
    stillNeeded: waiting.stillNeeded,
    decisions: waiting.decisions ?? [],
    isForViewer: isFor(waiting, actor) && ownWordOf(waiting, actor) === null,
  }));
}
