import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { ARTIFACT_TYPES, type Artifact } from '../artifacts/artifact.js';
import { toArtifactView } from '../artifacts/artifact-view.js';
import { findArtifacts, requireArtifact } from '../artifacts/list-artifacts.js';
import { readContent } from '../artifacts/read-content.js';
import { pageFields, toOffset, toPageEnd } from '../inputs/page.js';
import { id, parseInput } from '../inputs/scalars.js';
import { requireAnyTask } from '../in-run/any-task.js';
import type { TasksContext } from '../tasks-context.js';

export const listArtifactsInput = z.strictObject({
  task_id: id.optional(),
  artifact_type: z.enum(ARTIFACT_TYPES).optional(),
  ...pageFields,
});

/** Oldest first, every version. Throws not_found for a task that does not exist. */
export async function listArtifacts(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { db, workspace } = context;
  const request = parseInput(listArtifactsInput, input ?? {});
  const { task_id: taskId, artifact_type: type, limit } = request;
  if (taskId !== undefined) await requireAnyTask(db.database, workspace, taskId);
  const offset = toOffset(request);
  const { found, total } = await findArtifacts(db.database, workspace, { taskId, type, limit, offset });
  return { artifacts: found.map(toArtifactView), ...toPageEnd(total, { offset, size: found.length }) };
}

/** As base64 it still fits into one message of MCP. */
const MAX_READ_BYTES = 10 * 1024 * 1024;

export const readArtifactInput = z.strictObject({
  artifact_id: z.string().max(200),
  /** In bytes. */
  offset: z.int().min(0).default(0),
  /** In bytes; up to the end, and 10 MiB at most, unless said. */
  length: z.int().min(1).max(MAX_READ_BYTES).default(MAX_READ_BYTES),
  /** Text where the bytes are UTF-8, unless said. */
  encoding: z.enum(['text', 'base64']).optional(),
});

/** The content, or a range of it. Throws not_found, and invalid_input for bytes that are no text though text was asked for. */
export async function readArtifact(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(readArtifactInput, input);
  const artifact = await requireArtifact(context.db.database, context.workspace, request.artifact_id);
  if (artifact.filePath !== null) return { ...toArtifactView(artifact), content: null, encoding: null };
  const { offset, length, encoding } = request;
  const bytes = await readContent(context, artifact, { offset, length });
  const text = encoding === 'base64' ? null : toText(bytes);
  if (text === null && encoding === 'text') throw notText(artifact);
  const next = offset + bytes.byteLength;
  return {
    ...toArtifactView(artifact),
    content: text ?? Buffer.from(bytes).toString('base64'),
    encoding: text === null ? 'base64' : 'text',
    offset,
    length: bytes.byteLength,
    has_more: next < artifact.size,
    next_offset: next < artifact.size ? next : null,
  };
}

function toText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function notText({ id: artifactId }: Artifact): TaskwrightError {
  return new TaskwrightError('invalid_input', `These bytes of the artifact "${artifactId}" are not UTF-8.`, {
    hint: 'Read them as base64, or choose a range that does not cut a character.',
  });
}
