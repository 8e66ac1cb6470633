import type { RunSnapshot } from '../../client/follow-run.js';
import type { TaskOutline } from '../../client/read-outline.js';
import { ROOT_PATH, toLastSegment } from '../../domain/path.js';
import type { WaitingForApproval } from '../../domain/waiting.js';
import { isFor, ownWordOf, toSaid } from './approval.js';
import type { DecisionView, DependencyView } from './decision.js';
import type { DecisionContext } from './read-decision.js';

type Row = RunSnapshot['tasks'][number];

/** A task of a run of a definition. Throws not_found. */
export async function readRunDecision(context: DecisionContext, taskId: string): Promise<DecisionView> {
  const { client, caller } = context;
  const found = await client.findTask(taskId);
  const { runId, path, title, description, type, status, attributes, output, error } = found;
  const [{ tasks }, [outline], events] = await Promise.all([
    client.snapshot(runId),
    client.outline({ runId, paths: [path] }),
    client.listEvents({ runId, path }),
  ]);
  const rows = new Map(tasks.map((row) => [row.path, row]));
  const row = rows.get(path);
  const own = row?.waiting?.for === 'approval' ? row.waiting : null;
  const waiting = own ?? (await findAsked(context, { runId, path }));
  const endsAt = row?.deadlineAt == null ? null : new Date(row.deadlineAt).toISOString();
  return {
    ...{ taskId: found.taskId, runId, path, description, type, status, attributes, output },
    title: title ?? (path === ROOT_PATH ? runId : toLastSegment(path)),
    since: found.startedAt,
    deadlineAt: waiting?.timeoutAt ?? endsAt,
    criteria: waiting?.criteria ?? null,
    error: error?.message ?? null,
    stillNeeded: waiting?.stillNeeded ?? null,
    isForViewer: waiting === null || isFor(waiting, caller.actor),
    ownWord: waiting === null ? null : ownWordOf(waiting, caller.actor),
    decisions: toSaid(events),
    dependencies: await listDependencies(context, outline, rows),
    artifacts: [],
  };
}

/** Others may need the approval of a task that is no approval itself: what the viewer may say something on, if anything. */
async function findAsked(
  { client, caller }: DecisionContext,
  { runId, path }: { readonly runId: string; readonly path: string },
): Promise<WaitingForApproval | null> {
  const asked = (await client.listApprovals(runId)).filter((one) => one.path === path).map(({ waiting }) => waiting);
  return asked.find((waiting) => isFor(waiting, caller.actor)) ?? asked[0] ?? null;
}

async function listDependencies(
  { client }: DecisionContext,
  outline: TaskOutline | undefined,
  rows: ReadonlyMap<string, Row>,
): Promise<readonly DependencyView[]> {
  if (outline === undefined) return [];
  const { needs, follows } = outline;
  const all = [
    ...(follows === null ? [] : [{ path: follows, run: null, type: 'the task before' }]),
    ...needs.filter(({ type }) => type !== 'related'),
  ];
  return Promise.all(
    all.map(async ({ path, run, type }): Promise<DependencyView> => {
      const row = run === null ? rows.get(path) : undefined;
      if (row === undefined) {
        return { taskId: null, title: run === null ? path : `${path} of ${run}`, type, status: null, output: null };
      }
      const { taskId, status, title, output } = await client.findTask(row.taskId);
      return { taskId, title: title ?? toLastSegment(path), type, status, output };
    }),
  );
}
