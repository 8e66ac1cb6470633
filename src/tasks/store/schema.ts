import { sql } from 'drizzle-orm';
import { bigint, boolean, customType, index, integer, jsonb, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { ErrorRecord } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { TaskStatus } from '../../domain/status.js';
import { instant, jsonText, keyText } from '../../store/postgres/columns.js';
import { taskwright } from '../../store/postgres/schema.js';
import type { Dependency, GenericKind, TaskDecision } from '../model/generic-task.js';
import type { LifecycleStage } from '../model/lifecycle.js';

const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const searchVector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** Tasks that people and agents plan, claim and hand in, one row each. */
export const genericTasks = taskwright.table(
  'generic_tasks',
  {
    workspace: keyText('workspace').notNull(),
    taskId: keyText('task_id').notNull(),
    runKey: keyText('run_key').notNull(),
    rootId: keyText('root_id').notNull(),
    parentId: keyText('parent_id'),
    level: integer('level').notNull(),
    hierarchyPath: keyText('hierarchy_path').notNull(),
    position: integer('position').notNull(),
    taskType: text('task_type').notNull(),
    kind: text('kind').$type<GenericKind>().notNull(),
    title: text('title').notNull(),
    description: text('description'),
    status: text('status').$type<TaskStatus>().notNull(),
    stage: text('stage').$type<LifecycleStage>().notNull(),
    attributes: jsonb('attributes').$type<JsonObject>().notNull().default({}),
    context: jsonText<JsonObject>('context'),
    complexity: text('complexity'),
    specialistType: text('specialist_type'),
    assignee: text('assignee'),
    team: text('team'),
    estimatedEffort: text('estimated_effort'),
    dueAt: instant('due_at'),
    startAfterAt: instant('start_after_at'),
    isOverdueNoted: boolean('is_overdue_noted').notNull().default(false),
    escalationContacts: jsonb('escalation_contacts').$type<readonly string[]>().notNull().default([]),
    approval: jsonText<JsonObject>('approval'),
    /** Of an approval that waits: when it times out or is escalated, and when it is said again who is needed. */
    approvalDueAt: instant('approval_due_at'),
    remindAt: instant('remind_at'),
    autoComplete: boolean('auto_complete').notNull().default(false),
    onComplete: jsonText<JsonObject>('on_complete'),
    gates: jsonb('gates').$type<readonly JsonObject[]>().notNull().default([]),
    templateId: text('template_id'),
    supersededBy: keyText('superseded_by'),
    /** Why its stage is blocked: for dependencies, which lifts itself, or because somebody said so. */
    blockedBy: text('blocked_by').$type<'dependency' | 'person'>(),
    leaseExpiresAt: instant('lease_expires_at'),
    outputs: jsonText<JsonValue>('outputs'),
    summary: text('summary'),
    error: jsonText<ErrorRecord>('error'),
    version: integer('version').notNull().default(1),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    deletedAt: instant('deleted_at'),
    search: searchVector('search').generatedAlwaysAs(
      sql`to_tsvector('simple', left(title, 10000) || ' ' || left(coalesce(description, ''), 100000))`,
    ),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.taskId] }),
    index('generic_tasks_of_run').on(table.runKey),
    index('generic_tasks_children').on(table.workspace, table.parentId, table.position),
    index('generic_tasks_by_path').on(table.workspace, table.hierarchyPath),
    index('generic_tasks_by_status').on(table.workspace, table.status, table.createdAt),
    index('generic_tasks_by_stage').on(table.workspace, table.stage, table.createdAt),
    index('generic_tasks_by_type').on(table.workspace, table.taskType, table.createdAt),
    index('generic_tasks_by_age').on(table.workspace, table.createdAt, table.taskId),
    index('generic_tasks_by_change').on(table.workspace, table.updatedAt),
    index('generic_tasks_by_assignee').on(table.workspace, table.assignee),
    // Counting by what is filtered most reads it alone and not the wide rows. An entry has room for four long names.
    index('generic_tasks_counted')
      .on(
        table.workspace,
        table.status,
        table.taskType,
        table.stage,
        table.team,
        table.assignee,
        table.specialistType,
        table.createdAt,
      )
      .where(sql`deleted_at is null`),
    index('generic_tasks_by_attributes').using('gin', sql`${table.attributes} jsonb_path_ops`),
    index('generic_tasks_by_words').using('gin', table.search),
  ],
);

/** `task_id` depends on `prerequisite_id`. */
export const taskDependencies = taskwright.table(
  'task_dependencies',
  {
    workspace: keyText('workspace').notNull(),
    taskId: keyText('task_id').notNull(),
    prerequisiteId: keyText('prerequisite_id').notNull(),
    type: text('type').$type<Dependency['type']>().notNull(),
    isMandatory: boolean('is_mandatory').notNull().default(true),
    description: text('description'),
    criticality: text('criticality'),
    output: text('output'),
    inputName: text('input_name'),
    roles: jsonb('roles').$type<readonly string[]>().notNull().default([]),
    users: jsonb('users').$type<readonly string[]>().notNull().default([]),
    quorum: integer('quorum').notNull().default(1),
    waivedBy: text('waived_by'),
    waivedReason: text('waived_reason'),
    waivedAt: instant('waived_at'),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.taskId, table.prerequisiteId, table.type] }),
    index('task_dependencies_by_prerequisite').on(table.workspace, table.prerequisiteId),
  ],
);

/** Append-only, as `task_events`: a trigger refuses everything else. */
export const taskDecisions = taskwright.table(
  'task_decisions',
  {
    workspace: keyText('workspace').notNull(),
    taskId: keyText('task_id').notNull(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity(),
    by: text('by').notNull(),
    roles: jsonb('roles').$type<readonly string[]>().notNull(),
    decision: text('decision').$type<TaskDecision['decision']>().notNull(),
    comment: text('comment'),
    /** Of `delegate`: who decides instead. */
    delegatedTo: text('delegated_to'),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.taskId, table.id] })],
);

export const taskEvents = taskwright.table(
  'task_events',
  {
    workspace: keyText('workspace').notNull(),
    taskId: keyText('task_id').notNull(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity(),
    runKey: keyText('run_key').notNull(),
    type: text('type').notNull(),
    actor: text('actor').notNull(),
    before: jsonText<JsonValue>('before'),
    after: jsonText<JsonValue>('after'),
    reason: text('reason'),
    at: instant('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.taskId, table.id] }),
    index('task_events_of_run').on(table.runKey, table.id),
  ],
);

/** Handed-in work. The content lies in `artifact_chunks`, or, where `file_path` is set, with whoever handed it in. */
export const artifacts = taskwright.table(
  'artifacts',
  {
    workspace: keyText('workspace').notNull(),
    id: keyText('id').notNull(),
    taskId: keyText('task_id').notNull(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    mediaType: text('media_type').notNull(),
    version: integer('version').notNull(),
    previousId: keyText('previous_id'),
    filePath: text('file_path'),
    size: bigint('size', { mode: 'number' }).notNull(),
    /** Hex. */
    sha256: text('sha256').notNull(),
    /** False until the last chunk is there. */
    isComplete: boolean('is_complete').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    uniqueIndex('artifacts_by_name').on(table.workspace, table.taskId, table.name, table.version),
  ],
);

export const artifactChunks = taskwright.table(
  'artifact_chunks',
  {
    workspace: keyText('workspace').notNull(),
    artifactId: keyText('artifact_id').notNull(),
    index: integer('index').notNull(),
    bytes: bytes('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.artifactId, table.index] })],
);

export const templates = taskwright.table(
  'templates',
  {
    workspace: keyText('workspace').notNull(),
    id: keyText('id').notNull(),
    version: text('version').notNull(),
    category: text('category'),
    body: jsonText<JsonObject>('body').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.id] })],
);

/** Types and specialists that were registered through the API; those of files need no row. */
export const registrations = taskwright.table(
  'registrations',
  {
    workspace: keyText('workspace').notNull(),
    sort: text('sort').$type<'task_type' | 'specialist'>().notNull(),
    name: keyText('name').notNull(),
    body: jsonText<JsonObject>('body').notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.sort, table.name] })],
);

/** What a request with a key was answered: its repeat gets the same. */
export const answeredRequests = taskwright.table(
  'answered_requests',
  {
    workspace: keyText('workspace').notNull(),
    /** Who asked and what, so that two callers never share a key. */
    scope: keyText('scope').notNull(),
    key: keyText('key').notNull(),
    /** SHA-256 of the request, hex: another request under the same key is refused. */
    requestHash: text('request_hash').notNull(),
    /** Null while it is being answered. */
    answer: jsonText<JsonValue>('answer'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.scope, table.key] }),
    index('answered_requests_by_age').on(table.createdAt),
  ],
);
