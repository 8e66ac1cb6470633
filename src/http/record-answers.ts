import { z } from 'zod';
import type { Receipt } from '../client/answer-task.js';
import type { AuditEntry } from '../client/list-audit.js';
import type { AuditReport } from '../client/verify-audit.js';
import type { DefinitionView, PushedDefinition } from '../client/definitions.js';
import type { OpenApproval } from '../client/list-approvals.js';
import { WORDS } from '../domain/approval-words.js';
import type { JsonValue } from '../domain/json.js';
import { DELIVERY_STATUSES } from '../inbox/delivery.js';
import type { InboxEntry } from '../inbox/inbox.js';
import type { NotificationView } from '../notifications/notification-log.js';
import { NOTIFICATION_STATUSES } from '../notifications/status.js';
import { approvalFields, error } from './answers.js';

// What is answered about decisions, definitions and what came in and went out, as /openapi.json says it.

const json: z.ZodType<JsonValue> = z.json();
const time = z.iso.datetime();

export const runIdAnswer = z.object({ runId: z.string() });

export const taskOfRunAnswer = z.object({ runId: z.string(), path: z.string() });

export const decisionReceipt: z.ZodType<Receipt> = z
  .object({
    id: z.string(),
    runId: z.string(),
    path: z.string(),
    result: z.enum([...WORDS, 'completed', 'failed']),
    by: z.string(),
    at: time,
  })
  .meta({ id: 'AnswerReceipt' });

const openApproval: z.ZodType<Omit<OpenApproval, 'waiting'> & OpenApproval['waiting']> = z
  .object({
    runId: z.string(),
    path: z.string(),
    taskId: z.string(),
    title: z.string().nullable(),
    since: time.nullable(),
    deadlineAt: time.nullable(),
    for: z.literal('approval'),
    ...approvalFields,
  })
  .meta({ id: 'OpenApproval' });

export const approvalsAnswer = z.object({ approvals: z.array(openApproval) });

const auditEntry: z.ZodType<AuditEntry> = z
  .object({
    number: z.int(),
    at: time,
    path: z.string(),
    visit: z.int(),
    type: z.string(),
    actor: z.string(),
    how: z.string().nullable(),
    before: json,
    after: json,
    reason: z.string().nullable(),
    previousHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });

export const auditAnswer = z.object({ entries: z.array(auditEntry), nextAfter: z.int().nullable() });

export const auditReportAnswer: z.ZodType<AuditReport> = z
  .object({
    isWhole: z.boolean(),
    runs: z.int(),
    entries: z.int(),
    broken: z.array(z.object({ runId: z.string(), number: z.int().nullable(), problem: z.string() })),
    head: z.object({ number: z.int(), hash: z.string() }).nullable(),
  })
  .meta({ id: 'AuditReport' });

const schedule = z
  .object({
    id: z.string(),
    cron: z.array(z.string()),
    interval: z.string().nullable(),
    timezone: z.string(),
    overlap: z.string(),
    catchUp: z.string(),
    nextAt: time.nullable(),
    lastFiredAt: time.nullable(),
    lastRunId: z.string().nullable(),
    lastError: error.nullable(),
  })
  .meta({ id: 'Schedule' });

const definition: z.ZodType<DefinitionView> = z
  .object({
    id: z.string(),
    version: z.string(),
    hash: z.string(),
    createdAt: time,
    schedules: z.array(schedule).exactOptional(),
  })
  .meta({ id: 'Definition' });

export const definitionAnswer = z.object({
  id: z.string(),
  version: z.string(),
  hash: z.string(),
  definition: z.record(z.string(), json).describe('As it was pushed.'),
});

export const definitionsAnswer = z.object({ definitions: z.array(definition) });

export const pushedAnswer: z.ZodType<PushedDefinition> = z
  .object({ id: z.string(), version: z.string(), hash: z.string(), isNew: z.boolean() })
  .meta({ id: 'PushedDefinition' });

const inboxEntry: z.ZodType<InboxEntry> = z
  .object({
    id: z.string(),
    source: z.string(),
    status: z.enum([...DELIVERY_STATUSES, 'kept']),
    sender: z.string(),
    reached: z.int(),
    content: json,
    error: error.nullable(),
    receivedAt: time,
  })
  .meta({ id: 'Delivery' });

export const inboxAnswer = z.object({ deliveries: z.array(inboxEntry) });

const notification: z.ZodType<NotificationView> = z
  .object({
    id: z.string(),
    channel: z.string(),
    address: z.string().nullable(),
    event: z.string(),
    runId: z.string(),
    path: z.string(),
    status: z.enum(NOTIFICATION_STATUSES),
    attempts: z.int(),
    error: z.string().nullable(),
    createdAt: time,
    dueAt: time.nullable(),
  })
  .meta({ id: 'Notification' });

export const notificationsAnswer = z.object({ notifications: z.array(notification) });

export const workersAnswer = z.object({ hasWorker: z.boolean() });
