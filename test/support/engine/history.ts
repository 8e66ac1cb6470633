import type { Client } from '@temporalio/client';
import protos from '@temporalio/proto';

type Event = protos.temporal.api.history.v1.IHistoryEvent;

/** The name of an event, as in the Web UI. */
export type EventName = keyof typeof protos.temporal.api.enums.v1.EventType;

export interface RunHistory {
  readonly temporalRunId: string;
  readonly events: readonly Event[];
  /** How many events of these names there are. */
  count(...names: readonly EventName[]): number;
}

/** Every Temporal run of a workflow id, in the order they followed each other. */
export async function readHistory(client: Client, workflowId: string): Promise<readonly RunHistory[]> {
  const found: RunHistory[] = [];
  let runId = (await client.workflow.getHandle(workflowId).describe()).raw.workflowExecutionInfo?.firstRunId;
  while (runId) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const history = toRunHistory(runId, events ?? []);
    found.push(history);
    runId = history.events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return found;
}

function toRunHistory(temporalRunId: string, events: readonly Event[]): RunHistory {
  return {
    temporalRunId,
    events,
    count: (...names) => {
      const types = names.map((name) => protos.temporal.api.enums.v1.EventType[name]);
      return events.filter(({ eventType }) => types.some((type) => type === eventType)).length;
    },
  };
}
