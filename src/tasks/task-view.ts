import { toIso } from '../domain/iso-time.js';
import type { JsonObject } from '../domain/json.js';
import { toWebUiUrl } from '../client/web-ui-url.js';
import type { GenericTask } from './model/generic-task.js';

/** A task as every interface shows it; times are ISO 8601 in UTC. */
export type TaskView = JsonObject & { readonly task_id: string };

export function toTaskView(task: GenericTask, uiUrl: string | null): TaskView {
  return {
    task_id: task.taskId,
    task_type: task.taskType,
    kind: task.kind,
    title: task.title,
    description: task.description,
    status: task.status,
    lifecycle_stage: task.stage,
    parent_task_id: task.parentId,
    hierarchy_path: task.hierarchyPath,
    hierarchy_level: task.level,
    position: task.position,
    attributes: task.attributes,
    complexity: task.complexity,
    specialist_type: task.specialistType,
    assignee: task.assignee,
    team: task.team,
    estimated_effort: task.estimatedEffort,
    due_date: toIso(task.dueAt),
    start_after: toIso(task.startAfterAt),
    context: task.context,
    outputs: task.outputs,
    summary: task.summary,
    error: task.error === null ? null : { ...task.error },
    template_id: task.templateId,
    superseded_by: task.supersededBy,
    lease_expires_at: toIso(task.leaseExpiresAt),
    version: task.version,
    created_by: task.createdBy,
    created_at: toIso(task.createdAt),
    updated_at: toIso(task.updatedAt),
    started_at: toIso(task.startedAt),
    completed_at: task.status === 'completed' ? toIso(task.endedAt) : null,
    ended_at: toIso(task.endedAt),
    run_id: toRunId(task),
    ui_url: toWebUiUrl(uiUrl, { runKey: task.runKey, temporalRunId: null }),
  };
}

/** A tree's run is called after its root. */
export function toRunId({ rootId }: Pick<GenericTask, 'rootId'>): string {
  return rootId;
}
