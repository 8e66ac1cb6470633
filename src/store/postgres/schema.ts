import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgSchema, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { ErrorRecord } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { EndReason, RunStatus, TaskStatus } from '../../domain/status.js';
import type { WaitingFor } from '../../domain/waiting.js';
import type { AttemptResult, AuditRecord, Notice, SignalRecord } from '../store.js';
import { instant, jsonText, keyText } from './columns.js';

/**
 * What Taskwright keeps in Postgres, in a schema of its own. Change it here, then run `drizzle-kit generate`: the
 * migrations in `drizzle/` are committed and never edited.
 */
export const taskwright = pgSchema('taskwright');

export const definitionBodies = taskwright.table(
  'definition_bodies',
  {
    hash: keyText('hash').primaryKey(),
    body: text('body').notNull(),
  },
  // Workers ask at their start which may have schedules, and are not to read all bodies for it.
  (table) => [
    index('definition_bodies_scheduled')
      .on(table.hash)
      .where(sql`body like '%"schedule"%'`),
  ],
);

export const definitions = taskwright.table(
  'definitions',
  {
    workspace: keyText('workspace').notNull(),
    id: keyText('id').notNull(),
    version: keyText('version').notNull(),
    hash: keyText('hash')
      .notNull()
      .references(() => definitionBodies.hash),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.id, table.version] })],
);

export const runs = taskwright.table(
  'runs',
  {
    runKey: keyText('run_key').primaryKey(),
    workspace: keyText('workspace').notNull(),
    runId: keyText('run_id').notNull(),
    temporalRunId: text('temporal_run_id'),
    definitionId: keyText('definition_id').notNull(),
    version: text('version').notNull(),
    definitionHash: keyText('definition_hash')
      .notNull()
      .references(() => definitionBodies.hash),
    status: text('status').$type<RunStatus>().notNull().default('pending'),
    input: jsonText<JsonValue>('input'),
    output: jsonText<JsonValue>('output'),
    error: jsonText<ErrorRecord>('error'),
    startedBy: text('started_by').notNull(),
    parentRunKey: keyText('parent_run_key'),
    parentPath: keyText('parent_path'),
    parentVisit: integer('parent_visit'),
    requestToken: text('request_token').notNull(),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    /** Decisions up to this time are dropped: the run was ended by someone else then. */
    endedOutsideAt: instant('ended_outside_at'),
    lastLookedAt: instant('last_looked_at').notNull().default(0),
  },
  (table) => [
    uniqueIndex('runs_by_id').on(table.workspace, table.runId),
    index('runs_by_age').on(table.workspace, table.createdAt, table.runKey),
    index('runs_unfinished')
      .on(table.lastLookedAt, table.createdAt)
      .where(sql`ended_at is null`),
  ],
);

export const tasks = taskwright.table(
  'tasks',
  {
    runKey: keyText('run_key').notNull(),
    path: keyText('path').notNull(),
    parentPath: keyText('parent_path'),
    /**
     * The run once more, and the run with the parent: each leads one index, for lists and for children. No other index
     * than the one that is meant fits a lookup then. While the table is small all that fit look the same to the planner,
     * and its choice stays.
     */
    listKey: keyText('list_key')
      .notNull()
      .generatedAlwaysAs(sql`run_key`),
    siblingsKey: keyText('siblings_key').generatedAlwaysAs(sql`run_key || ' ' || parent_path`),
    /** The last segment of the path. */
    segment: keyText('segment').notNull(),
    workspace: keyText('workspace').notNull(),
    taskId: keyText('task_id').notNull(),
    kind: text('kind').notNull(),
    type: text('type'),
    action: text('action'),
    title: text('title'),
    description: text('description'),
    /** No index may name it, or any column that changes often: such updates stay within their page then. */
    status: text('status').$type<TaskStatus>().notNull(),
    visit: integer('visit').notNull(),
    /** The last number given out in this visit, also while the task shows none. */
    attempt: integer('attempt').notNull().default(0),
    /** Who has the open attempt, if there is one. */
    openCaller: text('open_caller'),
    /** Executions up to this visit are given up. */
    fencedVisit: integer('fenced_visit').notNull().default(0),
    /** A task of another run waits for it, and has to be told when it ends. */
    isWatched: boolean('is_watched').notNull().default(false),
    /** For those who need it, where that is not its status. */
    countsAs: text('counts_as').$type<'completed'>(),
    reason: text('reason').$type<EndReason>(),
    output: jsonText<JsonValue>('output'),
    error: jsonText<ErrorRecord>('error'),
    attributes: jsonb('attributes').$type<JsonObject>().notNull().default({}),
    locals: jsonText<JsonObject>('locals'),
    waiting: jsonText<WaitingFor>('waiting'),
    waitingSignal: text('waiting_signal'),
    waitingCorrelation: text('waiting_correlation'),
    ordinal: integer('ordinal').array().notNull(),
    position: integer('position').notNull(),
    /** Of the last transition. */
    version: keyText('version').notNull().default(''),
    /** Of the last attempt that was begun in this visit. */
    attemptVersion: keyText('attempt_version').notNull().default(''),
    /** Of the last reset of what is below. */
    resetVersion: keyText('reset_version').notNull().default(''),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    deadlineAt: instant('deadline_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runKey, table.path] }),
    uniqueIndex('tasks_by_id').on(table.workspace, table.taskId),
    index('tasks_children').on(table.siblingsKey, table.position),
    index('tasks_depth_first').on(table.listKey, table.ordinal),
    index('tasks_waiting')
      .on(table.workspace, table.waitingSignal, table.waitingCorrelation)
      .where(sql`waiting_signal is not null`),
  ],
);

/** The number of an attempt is its fence. Rows outlive those of their tasks, so that a number is never given twice. */
export const attempts = taskwright.table(
  'attempts',
  {
    runKey: keyText('run_key').notNull(),
    path: keyText('path').notNull(),
    visit: integer('visit').notNull(),
    attempt: integer('attempt').notNull(),
    caller: text('caller').notNull(),
    status: text('status').$type<'open' | 'lost' | 'given_up' | AttemptResult['status']>().notNull(),
    error: jsonText<ErrorRecord>('error'),
    retryInMs: bigint('retry_in_ms', { mode: 'number' }),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [primaryKey({ columns: [table.runKey, table.path, table.visit, table.attempt] })],
);

export const signals = taskwright.table(
  'signals',
  {
    runKey: keyText('run_key')
      .notNull()
      .references(() => runs.runKey),
    id: keyText('id').notNull(),
    /** Orders what was received in the same millisecond. */
    arrival: bigint('arrival', { mode: 'number' }).generatedAlwaysAsIdentity(),
    name: text('name').notNull(),
    payload: jsonText<JsonValue>('payload'),
    sender: text('sender').notNull(),
    receivedAt: instant('received_at').notNull(),
    path: keyText('path'),
    status: text('status').$type<SignalRecord['status']>().notNull().default('received'),
  },
  (table) => [primaryKey({ columns: [table.runKey, table.id] })],
);

export const consumptions = taskwright.table(
  'consumptions',
  {
    runKey: keyText('run_key').notNull(),
    path: keyText('path').notNull(),
    visit: integer('visit').notNull(),
    signalId: keyText('signal_id').notNull(),
    distinctKey: text('distinct_key'),
  },
  (table) => [
    primaryKey({ columns: [table.runKey, table.path, table.visit, table.signalId] }),
    index('consumptions_by_signal').on(table.runKey, table.signalId),
  ],
);

export const payloads = taskwright.table(
  'payloads',
  {
    runKey: keyText('run_key')
      .notNull()
      .references(() => runs.runKey),
    id: keyText('id').notNull(),
    value: jsonText<JsonValue>('value'),
    actor: text('actor').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runKey, table.id] })],
);

export const answers = taskwright.table(
  'answers',
  {
    runKey: keyText('run_key')
      .notNull()
      .references(() => runs.runKey),
    id: keyText('id').notNull(),
    answer: jsonText<JsonValue>('answer'),
  },
  (table) => [primaryKey({ columns: [table.runKey, table.id] })],
);

export const outbox = taskwright.table(
  'outbox',
  {
    id: keyText('id').primaryKey(),
    fromRunKey: keyText('from_run_key'),
    toRunKey: keyText('to_run_key').notNull(),
    notice: jsonText<Notice>('notice').notNull(),
    createdAt: instant('created_at').notNull(),
    isDelivered: boolean('is_delivered').notNull().default(false),
  },
  (table) => [
    index('outbox_undelivered_of_run')
      .on(table.fromRunKey)
      .where(sql`not is_delivered`),
    index('outbox_undelivered')
      .on(table.createdAt)
      .where(sql`not is_delivered`),
  ],
);

export const dependencies = taskwright.table(
  'dependencies',
  {
    id: keyText('id').primaryKey(),
    dependentRunKey: keyText('dependent_run_key').notNull(),
    dependentPath: keyText('dependent_path').notNull(),
    prerequisiteRunKey: keyText('prerequisite_run_key').notNull(),
    prerequisitePath: keyText('prerequisite_path').notNull(),
    createdAt: instant('created_at').notNull(),
    /** It had ended when it was registered, and needs no notice. */
    isAnswered: boolean('is_answered').notNull(),
  },
  (table) => [index('dependencies_by_prerequisite').on(table.prerequisiteRunKey, table.prerequisitePath)],
);

/** Who shares the limit of a key, in the order they came. Who has ended is not in the line any more. */
export const concurrencyEntries = taskwright.table(
  'concurrency_entries',
  {
    runKey: keyText('run_key').notNull(),
    path: keyText('path').notNull(),
    visit: integer('visit').notNull(),
    workspace: keyText('workspace').notNull(),
    key: keyText('key').notNull(),
    number: bigint('number', { mode: 'number' }).generatedAlwaysAsIdentity(),
  },
  (table) => [
    primaryKey({ columns: [table.runKey, table.path, table.visit] }),
    index('concurrency_entries_in_line').on(table.workspace, table.key, table.number),
  ],
);

/** Append-only: a trigger refuses everything else. */
export const events = taskwright.table(
  'events',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity(),
    runKey: keyText('run_key').notNull(),
    path: keyText('path').notNull(),
    visit: integer('visit').notNull(),
    type: text('type').notNull(),
    actor: text('actor').notNull(),
    before: jsonText<JsonValue>('before'),
    after: jsonText<JsonValue>('after'),
    reason: text('reason'),
    at: instant('at').notNull(),
    /** Of an event that a workflow has written, so that it stands here once. */
    noteId: keyText('note_id'),
  },
  (table) => [
    primaryKey({ columns: [table.runKey, table.id] }),
    uniqueIndex('events_by_note')
      .on(table.runKey, table.noteId)
      .where(sql`note_id is not null`),
  ],
);

/**
 * What people did and decided, each entry chained to the one before in its run. Triggers of `events` and `task_events`
 * write it in the transaction of the event, and others refuse every change: see docs/decisions/0011-audit.md.
 */
export const audit = taskwright.table(
  'audit',
  {
    runKey: keyText('run_key').notNull(),
    /** Within the run, from 1, without gaps. */
    number: bigint('number', { mode: 'number' }).notNull(),
    at: instant('at').notNull(),
    path: keyText('path').notNull(),
    visit: integer('visit').notNull(),
    type: text('type').notNull(),
    actor: text('actor').notNull(),
    /** JSON as it was written, byte for byte: it is hashed. */
    before: text('before'),
    after: text('after'),
    reason: text('reason'),
    source: text('source').$type<AuditRecord['source']>().notNull(),
    sourceId: bigint('source_id', { mode: 'number' }).notNull(),
    /** Hex; of the first entry 64 zeros. */
    previousHash: text('previous_hash').notNull(),
    /** SHA-256 of all of the above, hex. */
    hash: text('hash').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.runKey, table.number] }),
    uniqueIndex('audit_by_source').on(table.runKey, table.source, table.sourceId),
  ],
);
