import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { ROOT_PATH } from '../../domain/path.js';
import { TASK_STATUSES, type TaskStatus } from '../../domain/status.js';
import { listOf, textOf, textsOf } from '../open-approvals.js';
import { isFor, ownWordOf, toSaid } from './approval.js';
import type { ArtifactView, DecisionView, DependencyView } from './decision.js';
import type { DecisionContext } from './read-decision.js';

const MAX_DEPENDENCIES = 30;

/** A generic task. Throws not_found. */
export async function readTreeDecision(context: DecisionContext, taskId: string): Promise<DecisionView> {
  const { client, tasks, caller } = context;
  const task = await tasks.get({ task_id: taskId, include_dependencies: true, include_artifacts: true });
  const runId = textOf(task['run_id']) ?? taskId;
  const whole = textOf(task['hierarchy_path']) ?? '';
  const path = task['parent_task_id'] === null ? ROOT_PATH : whole.slice(runId.length + 1);
  const [snapshot, events] = await Promise.all([client.snapshot(runId), client.listEvents({ runId, path })]);
  const row = snapshot.tasks.find((one) => one.taskId === taskId);
  const waiting = row?.waiting?.for === 'approval' ? row.waiting : null;
  const asked = waiting === null ? await findAsker(context, taskId) : null;
  const dependencies = await Promise.all(
    listOf(task['dependencies'])
      .slice(0, MAX_DEPENDENCIES)
      .map((one) => readDependency(context, one)),
  );
  return {
    ...{ taskId, runId, path },
    title: textOf(task['title']) ?? taskId,
    description: textOf(task['description']),
    type: textOf(task['task_type']),
    status: toStatus(task['status']) ?? 'pending',
    since: textOf(task['started_at']) ?? textOf(task['created_at']),
    deadlineAt: waiting?.timeoutAt ?? textOf(task['due_date']),
    attributes: isJsonObject(task['attributes']) ? task['attributes'] : {},
    criteria: waiting?.criteria ?? null,
    output: task['outputs'] ?? null,
    error: isJsonObject(task['error']) ? textOf(task['error']['message']) : null,
    stillNeeded: waiting?.stillNeeded ?? asked?.reason ?? null,
    isForViewer: waiting === null ? asked?.isForViewer === true : isFor(waiting, caller.actor),
    ownWord: waiting === null ? null : ownWordOf(waiting, caller.actor),
    decisions: toSaid(events),
    dependencies: dependencies.map(({ view }) => view),
    artifacts: [...listArtifacts(task), ...dependencies.flatMap(({ artifacts }) => artifacts)],
  };
}

/** What it depends on may be deleted. */
async function readDependency(
  { tasks }: DecisionContext,
  dependency: JsonObject,
): Promise<{ readonly view: DependencyView; readonly artifacts: readonly ArtifactView[] }> {
  const taskId = textOf(dependency['dependency_task_id']) ?? '';
  const status = toStatus(dependency['status']);
  const type = textOf(dependency['dependency_type']) ?? '';
  if (status === null) return { view: { taskId: null, title: taskId, type, status, output: null }, artifacts: [] };
  const task = await tasks.get({ task_id: taskId, include_artifacts: true });
  const output = task['outputs'] ?? task['summary'] ?? null;
  return {
    view: { taskId, title: textOf(task['title']) ?? taskId, type, status, output },
    artifacts: listArtifacts(task),
  };
}

/** Another task may wait for the approval of this one, which is no approval itself. */
async function findAsker(
  { tasks, caller }: DecisionContext,
  taskId: string,
): Promise<{ readonly reason: string; readonly isForViewer: boolean } | null> {
  const { dependents } = await tasks.getDependencies({ task_id: taskId });
  for (const dependent of listOf(dependents)) {
    if (dependent['dependency_type'] !== 'approval') continue;
    const { dependencies } = await tasks.getDependencies({ task_id: dependent['task_id'] });
    const own = listOf(dependencies).find((one) => one['dependency_task_id'] === taskId && one['satisfied'] === false);
    if (own === undefined) continue;
    const isForViewer = isFor({ roles: textsOf(own['roles']), users: textsOf(own['users']) }, caller.actor);
    return { reason: textOf(own['reason']) ?? '', isForViewer };
  }
  return null;
}

function listArtifacts(task: JsonObject): readonly ArtifactView[] {
  return listOf(task['artifacts']).map((artifact) => ({
    id: textOf(artifact['artifact_id']) ?? '',
    name: textOf(artifact['name']) ?? '',
    version: Number(artifact['version']),
    size: Number(artifact['size']),
    createdBy: textOf(artifact['created_by']) ?? '',
    taskId: textOf(artifact['task_id']) ?? '',
  }));
}

function toStatus(value: JsonValue | undefined): TaskStatus | null {
  return TASK_STATUSES.find((status) => status === value) ?? null;
}
