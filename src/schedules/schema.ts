import { sql } from 'drizzle-orm';
import { boolean, index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ErrorRecord } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';
import { instant, jsonText, keyText } from '../store/postgres/columns.js';
import { taskwright } from '../store/postgres/schema.js';
import type { ScheduleSpec, ScheduleSubject } from './schedule.js';

/** What starts by itself. Temporal has the times; a firing reads here what it starts. */
export const schedules = taskwright.table(
  'schedules',
  {
    workspace: keyText('workspace').notNull(),
    subject: text('subject').$type<ScheduleSubject>().notNull(),
    /** Of a definition its id, with its place where there are several; of a template what it was called. */
    id: keyText('id').notNull(),
    /** The definition or the template. */
    target: keyText('target').notNull(),
    /** Of the definition. */
    version: text('version'),
    spec: jsonText<ScheduleSpec>('spec').notNull(),
    /** Of the run, or the parameters of the template. */
    input: jsonText<JsonObject>('input').notNull(),
    taskQueue: text('task_queue').notNull(),
    /** Counts what Temporal has to be told. */
    revision: integer('revision').notNull(),
    /** What Temporal was told last; 0 for nothing yet. */
    appliedRevision: integer('applied_revision').notNull().default(0),
    /** Temporal may still have it; it starts nothing any more. */
    isRemoved: boolean('is_removed').notNull().default(false),
    lastRunId: text('last_run_id'),
    lastFiredAt: instant('last_fired_at'),
    lastError: jsonText<ErrorRecord>('last_error'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.subject, table.id] }),
    index('schedules_by_target').on(table.workspace, table.subject, table.target),
    index('schedules_to_apply')
      .on(table.changedAt)
      .where(sql`applied_revision <> revision`),
  ],
);
