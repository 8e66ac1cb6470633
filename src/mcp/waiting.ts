import type { WaitingTask } from '../client/list-waiting.js';
import type { JsonObject } from '../domain/json.js';
import type { WaitingFor } from '../domain/waiting.js';
import type { ToolContext } from './tool.js';

/** What somebody has to do something for, in the words of the tools. */
export const WAITING_KINDS = ['approval', 'signal', 'external'] as const;

export type WaitingView = JsonObject & { readonly run_id: string; readonly path: string; readonly kind: string };

/** What waits for somebody, of one run or of the workspace: of definitions, and of trees of generic tasks. */
export async function listEverythingWaiting(context: ToolContext, runId?: string): Promise<WaitingView[]> {
  const approvals = (await context.client.listApprovals(runId)).map((task) => toWaitingView(task, context));
  const others = await listWaitingOfRun(context, runId);
  return [
    ...approvals,
    ...others.filter(({ kind }) => kind !== 'approval' && WAITING_KINDS.some((one) => one === kind)),
  ];
}

/** Also what only time or another run will end. */
export async function listWaitingOfRun(context: ToolContext, runId?: string): Promise<WaitingView[]> {
  return (await context.client.listWaiting(runId)).map((task) => toWaitingView(task, context));
}

function toWaitingView(task: WaitingTask, { decideUrl }: ToolContext): WaitingView {
  const { runId, path, taskId, title, since, deadlineAt, waiting } = task;
  return {
    run_id: runId,
    path,
    task_id: taskId,
    kind: waiting.for,
    title,
    since,
    deadline: deadlineAt,
    who_is_needed: toWhoIsNeeded(waiting),
    decide_url: waiting.for === 'approval' ? decideUrl(taskId) : null,
    ...toDetails(waiting),
  };
}

function toWhoIsNeeded(waiting: WaitingFor): string | null {
  switch (waiting.for) {
    case 'approval':
      return waiting.stillNeeded;
    case 'signal':
      return `whoever sends the signal ${waiting.name}`;
    case 'external':
      return waiting.specialist ?? 'anyone';
    case 'time':
    case 'run':
      return null;
  }
}

function toDetails(waiting: WaitingFor): JsonObject {
  switch (waiting.for) {
    case 'approval':
      return {
        ...{ roles: waiting.roles, users: waiting.users, quorum: waiting.quorum },
        ...{ decisions: waiting.decisions ?? [], delegations: waiting.delegations ?? [] },
        ...(waiting.criteria === undefined ? {} : { criteria: waiting.criteria }),
      };
    case 'signal':
      return { signal: waiting.name, correlation: waiting.correlation };
    case 'external':
      return { inputs: waiting.inputs };
    case 'time':
      return { until: new Date(waiting.until).toISOString() };
    case 'run':
      return { waits_for_run: waiting.runId };
  }
}
