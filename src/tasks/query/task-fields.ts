import type { PgColumn } from 'drizzle-orm/pg-core';
import { genericTasks } from '../store/schema.js';

export interface TaskField {
  readonly column: PgColumn;
  readonly sort: 'text' | 'number' | 'time';
}

const text = (column: PgColumn): TaskField => ({ column, sort: 'text' });
const number = (column: PgColumn): TaskField => ({ column, sort: 'number' });
const time = (column: PgColumn): TaskField => ({ column, sort: 'time' });

/** Of a task as it is shown: what may be asked for and sorted by. */
export const TASK_FIELDS: ReadonlyMap<string, TaskField> = new Map([
  ['task_id', text(genericTasks.taskId)],
  ['task_type', text(genericTasks.taskType)],
  ['kind', text(genericTasks.kind)],
  ['title', text(genericTasks.title)],
  ['description', text(genericTasks.description)],
  ['status', text(genericTasks.status)],
  ['lifecycle_stage', text(genericTasks.stage)],
  ['parent_task_id', text(genericTasks.parentId)],
  ['run_id', text(genericTasks.rootId)],
  ['hierarchy_path', text(genericTasks.hierarchyPath)],
  ['hierarchy_level', number(genericTasks.level)],
  ['position', number(genericTasks.position)],
  ['complexity', text(genericTasks.complexity)],
  ['specialist_type', text(genericTasks.specialistType)],
  ['assignee', text(genericTasks.assignee)],
  ['team', text(genericTasks.team)],
  ['estimated_effort', text(genericTasks.estimatedEffort)],
  ['template_id', text(genericTasks.templateId)],
  ['superseded_by', text(genericTasks.supersededBy)],
  ['summary', text(genericTasks.summary)],
  ['created_by', text(genericTasks.createdBy)],
  ['version', number(genericTasks.version)],
  ['due_date', time(genericTasks.dueAt)],
  ['start_after', time(genericTasks.startAfterAt)],
  ['lease_expires_at', time(genericTasks.leaseExpiresAt)],
  ['created_at', time(genericTasks.createdAt)],
  ['updated_at', time(genericTasks.updatedAt)],
  ['started_at', time(genericTasks.startedAt)],
  ['completed_at', time(genericTasks.endedAt)],
  ['ended_at', time(genericTasks.endedAt)],
]);
