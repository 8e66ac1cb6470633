import { z } from 'zod';
import type { EventView } from '../client/list-events.js';
import type { RunPage } from '../client/read-run.js';
import type { RunSummary, RunView, TaskView } from '../client/run-view.js';
import type { SentSignal } from '../client/send-signal.js';
import { DELIVERY_STATUSES } from '../inbox/delivery.js';
import type { InboxReceipt } from '../inbox/inbox.js';
import { ERROR_CODES, type ErrorRecord } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import { END_REASONS, TASK_STATUSES } from '../domain/status.js';

// What is answered about runs, as /openapi.json says it: generated clients have types of these names.

const json: z.ZodType<JsonValue> = z.json();
const time = z.iso.datetime();

export const error: z.ZodType<ErrorRecord> = z
  .object({ code: z.enum(toKeys(ERROR_CODES)), message: z.string(), path: z.string().nullable() })
  .meta({ id: 'RunError' });

export const approvalFields = {
  roles: z.array(z.string()),
  users: z.array(z.string()),
  quorum: z.int(),
  stillNeeded: z.string().describe('One sentence.'),
  decisions: z
    .array(
      z.object({
        by: z.string(),
        decision: z.enum(['approve', 'reject', 'request_changes']),
        at: time,
        for: z.array(z.string()).exactOptional(),
      }),
    )
    .exactOptional(),
  delegations: z.array(z.object({ by: z.string(), to: z.string(), at: time })).exactOptional(),
  timeoutAt: time.nullable().exactOptional(),
  escalatedTo: z.string().exactOptional(),
  criteria: json.exactOptional(),
};

const approval = z
  .object(approvalFields)
  .describe('Only while it waits for people to decide.')
  .meta({ id: 'Approval' });

/** A task of a run. */
export const task = z
  .object({
    path: z.string(),
    taskId: z.string(),
    kind: z.string(),
    type: z.string().nullable(),
    action: z.string().nullable(),
    status: z.enum(TASK_STATUSES),
    visit: z.int(),
    attempt: z.int().describe('0 for a task that never started.'),
    reason: z.enum(END_REASONS).nullable(),
    output: json,
    error: error.nullable(),
    startedAt: time.nullable(),
    endedAt: time.nullable(),
    approval: approval.exactOptional(),
  })
  .meta({ id: 'Task' }) satisfies z.ZodType<TaskView>;

const about = {
  runId: z.string(),
  temporalRunId: z.string().nullable(),
  definition: z.string(),
  version: z.string(),
  status: z.enum([...TASK_STATUSES, 'terminated', 'lost']),
  error: error.nullable(),
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  uiUrl: z.string().nullable(),
};

export const runAnswer: z.ZodType<RunView> = z
  .object({ ...about, input: json, output: json, tasks: z.array(task) })
  .meta({ id: 'Run' });

const summary: z.ZodType<RunSummary> = z
  .object({ ...about, startedBy: z.string(), createdAt: time })
  .meta({ id: 'RunSummary' });

export const runPageAnswer: z.ZodType<RunPage> = z.object({
  runs: z.array(summary),
  nextCursor: z.string().nullable(),
});

export const tasksAnswer = z.object({ tasks: z.array(task) });

const event: z.ZodType<EventView> = z
  .object({
    id: z.string(),
    path: z.string(),
    visit: z.int(),
    type: z.string(),
    actor: z.string(),
    before: json,
    after: json,
    reason: z.string().nullable(),
    at: time,
  })
  .meta({ id: 'Event' });

export const eventsAnswer = z.object({ events: z.array(event), nextAfter: z.string().nullable() });

export const signalAnswer: z.ZodType<SentSignal> = z
  .object({ deliveryId: z.string(), reached: z.int() })
  .meta({ id: 'SentSignal' });

export const receiptAnswer: z.ZodType<InboxReceipt> = z
  .object({ deliveryId: z.string(), status: z.enum(DELIVERY_STATUSES), reached: z.int() })
  .meta({ id: 'Receipt' });

function toKeys<Key extends string>(table: Readonly<Record<Key, unknown>>): Record<Key, Key> {
  return Object.fromEntries(Object.keys(table).map((key) => [key, key])) as Record<Key, Key>;
}
