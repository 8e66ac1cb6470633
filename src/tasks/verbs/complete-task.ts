import { join } from 'node:path';
import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { isTerminal } from '../../domain/status.js';
import { addArtifact } from '../artifacts/add-artifact.js';
import { ARTIFACT_TYPES, type Artifact } from '../artifacts/artifact.js';
import { toArtifactReference } from '../artifacts/artifact-view.js';
import { openWorkspaceFiles, type WorkspaceFile } from '../artifacts/workspace-file.js';
import { id, jsonObject, longText, name, parseInput, plainText } from '../inputs/scalars.js';
import { assertMayComplete, type Look } from '../may-change.js';
import type { GenericTask } from '../model/generic-task.js';
import { readProgress, recommendNext } from '../progress.js';
import { moveThrough } from '../settle.js';
import { requireAnyTask } from '../in-run/any-task.js';
import { requireTask } from '../store/generic-task-rows.js';
import { changeTree, type TreeChange } from '../tree-change.js';
import { toIso } from '../../domain/iso-time.js';
import { toTaskView } from '../task-view.js';
import type { TasksContext } from '../tasks-context.js';
import { claim, findClaimSteps } from './execute-task.js';

export const completeTaskInput = z.strictObject({
  task_id: id,
  summary: longText,
  /** 64 MiB as UTF-8 at most. */
  detailed_work: z.string(),
  next_action: z.enum(['continue', 'complete', 'needs_revision', 'blocked', 'failed']),
  artifact_type: z.enum(ARTIFACT_TYPES).default('general'),
  file_paths: z.array(plainText(1_000)).max(100).optional(),
  outputs: jsonObject.optional(),
  confirmations: z.array(name).max(50).optional(),
});

type Request = z.output<typeof completeTaskInput>;

/**
 * Hands work in: it is kept first, then the task moves as `next_action` says. Throws conflict for a task that has ended,
 * is not ready, or whose gates do not hold, and invalid_input for a file outside the workspace's folder; then nothing is
 * kept. Only the work of who is overtaken while it is kept stays without effect.
 */
export async function completeTask(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { db, workspace } = context;
  const request = parseInput(completeTaskInput, input);
  const found = await requireTask(db.database, workspace, request.task_id);
  await assertMayApply({ tx: db.database, now: context.now() }, found, request);
  const artifacts = await keepWork(context, request);
  const task = await changeTree(context, [found.runKey], async (change) => {
    const current = await requireTask(change.tx, workspace, request.task_id);
    assertTakesWork(current);
    const claimed = await takeUp(change, current);
    for (const { id: artifactId, name: file } of artifacts)
      change.note(claimed, { type: 'artifact.added', after: { id: artifactId, name: file } });
    return apply(change, claimed, request);
  });
  const next = await recommendNext(db.database, task);
  return {
    ...toTaskView(task, context.uiUrl),
    ...toKept(artifacts),
    next_action: request.next_action,
    completion_time: toIso(task.endedAt),
    parent_task_progress: task.parentId === null ? null : await readProgress(db.database, workspace, task.parentId),
    next_recommended_task:
      next === null ? null : { task_id: next.taskId, title: next.title, specialist_type: next.specialistType },
  };
}

/** Keeps the work for a task that is there, of a tree or of a run. Throws as `completeTask` for files. */
export async function keepHandedIn(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(completeTaskInput, input);
  await requireAnyTask(context.db.database, context.workspace, request.task_id);
  return toKept(await keepWork(context, request));
}

function toKept(artifacts: readonly Artifact[]): JsonObject {
  return {
    artifact_references: artifacts.map(toArtifactReference),
    artifact_count: artifacts.length,
    files_not_found: artifacts.flatMap(({ filePath }) => filePath ?? []),
  };
}

async function keepWork(context: TasksContext, request: Request): Promise<readonly Artifact[]> {
  const folder = join(context.filesDir, context.workspace);
  const files = await openWorkspaceFiles(folder, request.file_paths ?? []);
  try {
    const work = await keepText(context, request);
    const kept = [];
    for (const file of files) kept.push(await keepFile(context, request, file));
    return [...work, ...kept];
  } finally {
    for (const file of files) await file.close();
  }
}

async function keepText(
  context: TasksContext,
  { task_id: taskId, detailed_work: work, artifact_type: type }: Request,
): Promise<readonly Artifact[]> {
  if (work === '') return [];
  return [await addArtifact(context, { taskId, name: 'detailed_work', type, content: new TextEncoder().encode(work) })];
}

/** Without its content it is a reference to what lies elsewhere. */
async function keepFile(
  context: TasksContext,
  { task_id: taskId, artifact_type: type }: Request,
  { path, content }: WorkspaceFile,
): Promise<Artifact> {
  const mediaType = 'application/octet-stream';
  const what = content === null ? { filePath: path } : { content };
  return addArtifact(context, { taskId, name: path, type, mediaType, ...what });
}

/** Nothing completes twice. */
function assertTakesWork(task: GenericTask): void {
  if (task.kind === 'wait') {
    throw new TaskwrightError('conflict', `"${task.taskId}" waits for an approval: nobody hands work in for it.`, {
      hint: 'Decide it instead.',
    });
  }
  if (!isTerminal(task.status) || task.status === 'failed') return;
  const at = task.endedAt === null ? '' : ` since ${new Date(task.endedAt).toISOString()}`;
  throw new TaskwrightError('conflict', `"${task.taskId}" is ${task.status}${at} and takes no more work.`, {
    hint: "Make a new task for more work, or read this one's artifacts.",
  });
}

/** What `apply` is going to refuse, before anything is kept. */
async function assertMayApply(look: Look, task: GenericTask, request: Request): Promise<void> {
  assertTakesWork(task);
  if (task.status !== 'in_progress') await findClaimSteps(look, task);
  if (request.next_action !== 'complete' && request.next_action !== 'continue') return;
  const outputs = mergeOutputs(task.outputs, request.outputs);
  await assertMayComplete(look, task, { outputs, confirmed: request.confirmations ?? [] });
}

/** Work may be handed in for a task that nobody has claimed: whoever does so has claimed it. */
async function takeUp(change: TreeChange, task: GenericTask): Promise<GenericTask> {
  if (task.status === 'in_progress') return task;
  return claim(change, task, { assignee: task.assignee ?? change.context.actor.name, leaseExpiresAt: null });
}

async function apply(change: TreeChange, task: GenericTask, request: Request): Promise<GenericTask> {
  const { summary } = request;
  const outputs = mergeOutputs(task.outputs, request.outputs);
  const patch = { summary, outputs };
  switch (request.next_action) {
    case 'continue':
    case 'complete': {
      await assertMayComplete(change, task, { outputs, confirmed: request.confirmations ?? [] });
      return moveThrough(change, task, ['completed'], { reason: summary, patch: { ...patch, status: 'completed' } });
    }
    case 'needs_revision':
      if (task.stage === 'review') return change.save(task, patch, { type: 'work.handed_in', reason: summary });
      return moveThrough(change, task, ['review'], { reason: summary, patch });
    case 'blocked':
      return moveThrough(change, task, ['blocked'], { reason: summary, patch: { ...patch, blockedBy: 'person' } });
    case 'failed': {
      const error = { code: 'task_failed' as const, message: summary, path: task.hierarchyPath };
      return moveThrough(change, task, ['failed'], { reason: summary, patch: { ...patch, error } });
    }
  }
}

function mergeOutputs(before: JsonValue, added: JsonObject | undefined): JsonValue {
  if (added === undefined) return before;
  return isJsonObject(before) ? { ...before, ...added } : added;
}
