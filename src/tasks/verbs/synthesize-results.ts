import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { isTerminal } from '../../domain/status.js';
import { toArtifactReference } from '../artifacts/artifact-view.js';
import { listArtifactsOf } from '../artifacts/list-artifacts.js';
import { id, parseInput } from '../inputs/scalars.js';
import type { GenericTask } from '../model/generic-task.js';
import { toHundredths, toPercent } from '../query/task-metrics.js';
import { readBelow, requireTask } from '../store/generic-task-rows.js';
import { toIso } from '../../domain/iso-time.js';
import type { TasksContext } from '../tasks-context.js';

export const synthesizeResultsInput = z.strictObject({ parent_task_id: id });

const HOUR_MS = 3_600_000;

/** What came of everything below a task: outcomes, work that was handed in, failures, and when. Rates are in percent. */
export async function synthesizeResults({ db, workspace }: TasksContext, input: unknown): Promise<JsonObject> {
  const { parent_task_id: parentId } = parseInput(synthesizeResultsInput, input);
  const parent = await requireTask(db.database, workspace, parentId);
  const below = await readBelow(db.database, parent);
  const titles = new Map(below.map(({ taskId, title }) => [taskId, title]));
  const artifacts = await listArtifactsOf(db.database, workspace, [...titles.keys()]);
  const completed = below.filter(({ status }) => status === 'completed' || status === 'skipped');
  const failed = below.filter(({ status }) => status === 'failed' || status === 'timed_out');
  return {
    parent_task_id: parent.taskId,
    title: parent.title,
    status: parent.status,
    metrics: {
      total_subtasks: below.length,
      completed_count: completed.length,
      failed_count: failed.length,
      open_count: below.filter(({ status }) => !isTerminal(status)).length,
      success_rate: toPercent(completed.length, completed.length + failed.length),
      completion_percentage: toPercent(completed.length, below.length),
    },
    key_outcomes: completed
      .filter(({ summary, outputs }) => summary !== null || outputs !== null)
      .map(({ taskId, title, specialistType, summary, outputs }) => ({
        ...{ task_id: taskId, title, specialist_type: specialistType, summary, outputs },
      })),
    artifacts_collected: artifacts.map((artifact) => ({
      ...toArtifactReference(artifact),
      task_id: artifact.taskId,
      task_title: titles.get(artifact.taskId) ?? null,
    })),
    failed_subtasks_summary: failed.map(({ taskId, title, error, summary }) => ({
      ...{ task_id: taskId, title, error: error === null ? null : { ...error }, summary },
    })),
    timeline: toTimeline(below),
  };
}

function toTimeline(tasks: readonly GenericTask[]): JsonObject {
  const begun = tasks
    .filter(({ startedAt }) => startedAt !== null)
    .toSorted((one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0));
  const startedAt = begun[0]?.startedAt ?? null;
  const ends = tasks.flatMap(({ endedAt }) => (endedAt === null ? [] : [endedAt]));
  const endedAt = ends.length === tasks.length && ends.length > 0 ? Math.max(...ends) : null;
  return {
    started_at: toIso(startedAt),
    completed_at: toIso(endedAt),
    duration_hours: startedAt === null || endedAt === null ? null : toHundredths((endedAt - startedAt) / HOUR_MS),
    entries: begun.map((task) => ({
      task_id: task.taskId,
      title: task.title,
      status: task.status,
      started_at: toIso(task.startedAt),
      completed_at: toIso(task.endedAt),
    })),
  };
}
