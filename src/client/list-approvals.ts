import { toIso } from '../domain/iso-time.js';
import {
  describeMissing,
  describeStanding,
  judgeApproval,
  NOTHING_SAID,
  type ApprovalRule,
} from '../domain/approval.js';
import { takeWord, WORDS } from '../domain/approval-words.js';
import { isJsonObject } from '../domain/json.js';
import type { WaitingForApproval } from '../domain/waiting.js';
import type { RunRecord } from '../store/store.js';
import type { ClientContext } from './client-context.js';
import { listEvents, type EventView } from './list-events.js';
import { listOpenRuns, summarize, toWaiting, type WaitingTask } from './list-waiting.js';
import { readOutline } from './read-outline.js';

/** A task that people have to decide on: an approval, or one that has completed and whose approval another waits for. */
export type OpenApproval = Omit<WaitingTask, 'waiting'> & { readonly waiting: WaitingForApproval };

type Row = Awaited<ReturnType<typeof summarize>>[number];

/** Of one run, or of the newest 200 runs of the workspace that have not ended. */
export async function listApprovals(context: ClientContext, runId?: string): Promise<readonly OpenApproval[]> {
  const found: OpenApproval[] = [];
  for (const run of await listOpenRuns(context, runId)) {
    const rows = await summarize(context, run);
    for (const { waiting, ...task } of toWaiting(run, rows))
      if (waiting.for === 'approval') found.push({ ...task, waiting });
    found.push(...(await listAskedFor(context, run, rows)));
  }
  return found;
}

/** Each task once for every rule under which others need its approval. */
async function listAskedFor(
  context: ClientContext,
  run: RunRecord,
  rows: readonly Row[],
): Promise<readonly OpenApproval[]> {
  const { runId } = run;
  const blocked = rows.filter(({ status }) => status === 'blocked').map(({ path }) => path);
  if (blocked.length === 0) return [];
  const found = new Map<string, OpenApproval>();
  for (const need of (await readOutline(context, { runId, paths: blocked })).flatMap(({ needs }) => needs)) {
    const row = rows.find(({ path, status }) => path === need.path && status === 'completed');
    const key = JSON.stringify([need.path, need.asks]);
    if (need.asks === null || row === undefined || found.has(key)) continue;
    const waiting = toWaitingFor(need.asks, (await listEvents(context, { runId, path: row.path })).filter(isOf(row)));
    if (waiting === null) continue;
    const since = toIso(row.endedAt);
    found.set(key, { runId, path: row.path, taskId: row.taskId, title: row.title, waiting, since, deadlineAt: null });
  }
  return [...found.values()];
}

/** What was said of an earlier visit does not count. */
function isOf({ visit }: Row): (event: EventView) => boolean {
  return (event) => event.visit === visit;
}

/** Null where it has been decided: the one that needs it waits for something else. */
function toWaitingFor(rule: ApprovalRule, events: readonly EventView[]): WaitingForApproval | null {
  const { decisions, delegations } = events.reduce((standing, { id, type, actor, after, at }) => {
    const word = WORDS.find((one) => type === `decision.${one}`);
    if (word === undefined || !isJsonObject(after)) return standing;
    const by = typeof after['by'] === 'string' ? after['by'] : actor;
    const roles = Array.isArray(after['roles']) ? after['roles'].map(String) : [];
    const to = typeof after['to'] === 'string' ? after['to'] : null;
    return takeWord(standing, { id, by, roles, word, to, at: Date.parse(at) });
  }, NOTHING_SAID);
  if (judgeApproval(rule, decisions) !== 'open') return null;
  const { roles, users, quorum } = rule;
  return {
    ...{ for: 'approval', roles, users, quorum, timeoutAt: null },
    stillNeeded: describeMissing(rule, decisions, delegations),
    ...describeStanding({ decisions, delegations }),
  };
}
