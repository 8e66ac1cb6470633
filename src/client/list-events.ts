import { TaskwrightError } from '../domain/errors.js';
import type { EventRecord } from '../store/store.js';
import { type ClientContext, readRunRecord } from './client-context.js';

const PAGE = 1_000;

export interface EventQuery {
  readonly runId: string;
  /** Only of this task; of the whole run unless said. */
  readonly path?: string | undefined;
  /** The id of the last event that is known. */
  readonly after?: string | undefined;
  /** All unless said. */
  readonly limit?: number | undefined;
}

/** Who changed what, when, from what to what, and why. */
export type EventView = Omit<EventRecord, 'runKey' | 'at'> & {
  /** ISO 8601, UTC. */
  readonly at: string;
};

/** In the order they happened. Throws not_found for a run or task that does not exist. */
export async function listEvents(context: ClientContext, query: EventQuery): Promise<readonly EventView[]> {
  const { runId, path, limit = Number.POSITIVE_INFINITY } = query;
  const { runKey } = await readRunRecord(context, runId);
  if (path !== undefined && (await context.store.tasks.read(runKey, path)) === null) {
    throw new TaskwrightError('not_found', `The run "${runId}" has no task ${path}.`, {
      path,
      hint: `See its tasks with "taskwright show ${runId}".`,
    });
  }
  const found: EventView[] = [];
  let { after } = query;
  for (;;) {
    const page = await context.store.events.list({
      runKey,
      limit: Math.min(PAGE, limit - found.length),
      ...(path !== undefined && { path }),
      ...(after !== undefined && { after }),
    });
    found.push(...page.map(toEventView));
    after = page.at(-1)?.id;
    if (page.length < PAGE || found.length >= limit) return found;
  }
}

function toEventView({ runKey: _, at, ...event }: EventRecord): EventView {
  return { ...event, at: new Date(at).toISOString() };
}
