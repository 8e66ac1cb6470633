import { and, asc, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import { describeMissing, describeStanding } from '../domain/approval.js';
import { readStanding, toRule } from '../domain/approval-log.js';
import type { JsonObject } from '../domain/json.js';
import type { WaitingFor } from '../domain/waiting.js';
import { toWebUiUrl } from '../client/web-ui-url.js';
import { runs, tasks } from '../store/postgres/schema.js';
import { groupBy } from './model/group-by.js';
import { readDecisions, readTasks } from './store/generic-task-rows.js';
import { genericTasks } from './store/schema.js';
import { toIso } from '../domain/iso-time.js';
import type { TasksContext } from './tasks-context.js';

const SHOWN = 200;

interface Wait {
  readonly runKey: string;
  readonly runId: string;
  readonly definition: string;
  readonly wait: JsonObject;
}

/** Runs of definitions and trees of tasks in which something waits now, and for what; 200 waits at most. */
export async function readWaitingRuns(context: TasksContext): Promise<readonly JsonObject[]> {
  const waits = [...(await readWaitsOfRuns(context)), ...(await readWaitsOfTrees(context))].slice(0, SHOWN);
  return [...groupBy(waits, ({ runKey }) => runKey)].flatMap(([runKey, own]) =>
    own.slice(0, 1).map(({ runId, definition }) => ({
      run_id: runId,
      definition,
      ui_url: toWebUiUrl(context.uiUrl, { runKey, temporalRunId: null }),
      waiting_for: own.map(({ wait }) => wait),
    })),
  );
}

async function readWaitsOfRuns({ db, workspace }: TasksContext): Promise<readonly Wait[]> {
  const rows = await db.database
    .select({
      runKey: runs.runKey,
      runId: runs.runId,
      definition: runs.definitionId,
      path: tasks.path,
      title: tasks.title,
      waiting: tasks.waiting,
      startedAt: tasks.startedAt,
      deadlineAt: tasks.deadlineAt,
    })
    .from(runs)
    .innerJoin(tasks, eq(tasks.listKey, runs.runKey))
    .where(
      and(eq(runs.workspace, workspace), isNull(runs.endedAt), eq(tasks.status, 'waiting'), isNotNull(tasks.waiting)),
    )
    .orderBy(desc(runs.createdAt), asc(runs.runKey), asc(tasks.ordinal))
    .limit(SHOWN);
  return rows.flatMap(({ runKey, runId, definition, path, title, waiting, startedAt, deadlineAt }) =>
    waiting === null
      ? []
      : [
          {
            ...{ runKey, runId, definition },
            wait: {
              ...{ path, kind: waiting.for, title, since: toIso(startedAt), deadline: toDeadline(deadlineAt, waiting) },
              who_is_needed: whoIsNeeded(waiting),
              ...whatWasSaid(waiting),
            },
          },
        ],
  );
}

function whoIsNeeded(waiting: WaitingFor): string | null {
  if (waiting.for === 'approval') return waiting.stillNeeded;
  return waiting.for === 'external' ? waiting.specialist : null;
}

function whatWasSaid(waiting: WaitingFor): JsonObject {
  if (waiting.for !== 'approval') return {};
  const { decisions = [], delegations = [] } = waiting;
  return { decisions, delegations };
}

/** Whatever ends it first. */
function toDeadline(deadlineAt: number | null, waiting: WaitingFor): string | null {
  const timeoutAt = waiting.for === 'approval' ? (waiting.timeoutAt ?? null) : null;
  if (timeoutAt === null) return toIso(deadlineAt);
  return toIso(Math.min(deadlineAt ?? Number.POSITIVE_INFINITY, Date.parse(timeoutAt)));
}

/** Approvals among generic tasks. */
async function readWaitsOfTrees({ db, workspace }: TasksContext): Promise<readonly Wait[]> {
  const gates = (
    await readTasks(db.database, workspace, and(eq(genericTasks.status, 'waiting'), eq(genericTasks.kind, 'wait')))
  ).slice(0, SHOWN);
  const decisions = groupBy(
    await readDecisions(
      db.database,
      workspace,
      gates.map(({ taskId }) => taskId),
    ),
    ({ taskId }) => taskId,
  );
  return gates.map((gate) => {
    const rule = toRule(gate.approval);
    const standing = readStanding(rule, decisions.get(gate.taskId) ?? [], []);
    const deadline = gate.approvalDueAt ?? gate.dueAt;
    return {
      runKey: gate.runKey,
      runId: gate.rootId,
      definition: gate.taskType,
      wait: {
        ...{ path: gate.hierarchyPath, task_id: gate.taskId, kind: 'approval', title: gate.title },
        ...{ since: toIso(gate.startedAt ?? gate.createdAt), deadline: toIso(deadline) },
        who_is_needed: describeMissing(rule, standing.decisions, standing.delegations),
        ...describeStanding(standing),
      },
    };
  });
}
