import type { FoundTask } from '../../client/find-task.js';
import type { JsonObject } from '../../domain/json.js';
import { toLastSegment, toSegments } from '../../domain/path.js';
import type { TaskStatus } from '../../domain/status.js';
import type { LifecycleStage } from '../model/lifecycle.js';

/** The planning view of what the engine says. */
const STAGE_OF: Readonly<Record<TaskStatus, LifecycleStage>> = {
  pending: 'created',
  blocked: 'created',
  in_progress: 'active',
  waiting: 'active',
  paused: 'active',
  completed: 'completed',
  skipped: 'completed',
  failed: 'failed',
  timed_out: 'failed',
  cancelled: 'archived',
};

/** A task of a run of a definition in the words for generic tasks; its path is the one in its run. */
export function toRunTaskView(task: FoundTask, specialist: string | null): JsonObject {
  const { taskId, path, kind, type, action, status, title, description, attributes, runId, error } = task;
  return {
    task_id: taskId,
    task_type: type ?? action ?? kind,
    kind,
    title: title ?? (toLastSegment(path) || runId),
    description,
    status,
    lifecycle_stage: STAGE_OF[status],
    parent_task_id: null,
    hierarchy_path: path,
    hierarchy_level: toSegments(path).length,
    attributes,
    specialist_type: specialist,
    outputs: task.output,
    error: error === null ? null : { ...error },
    started_at: task.startedAt,
    completed_at: status === 'completed' ? task.endedAt : null,
    ended_at: task.endedAt,
    run_id: runId,
  };
}
