import { z } from 'zod';
import { name, parseInput, plainText, id } from '../inputs/scalars.js';
import { requireAnyTask } from '../in-run/any-task.js';
import { changeTree } from '../tree-change.js';
import type { TasksContext } from '../tasks-context.js';
import { addArtifact } from './add-artifact.js';
import { ARTIFACT_TYPES, type Artifact } from './artifact.js';
import { requireArtifact } from './list-artifacts.js';
import { streamContent, type ByteRange } from './read-content.js';

export const newArtifactInput = z.strictObject({
  task_id: id,
  name,
  artifact_type: z.enum(ARTIFACT_TYPES).default('general'),
  media_type: plainText(200).optional(),
});

/** What an interface that streams works with; the others use the verbs. */
export interface ArtifactStore {
  /** A new version where the task has one of that name. Throws invalid_input, not_found. */
  add(input: unknown, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<Artifact>;
  /** All of it unless a range is said. Throws not_found. */
  open(
    artifactId: string,
    range?: ByteRange,
  ): Promise<{ readonly artifact: Artifact; readonly content: AsyncIterable<Uint8Array> }>;
}

export function createArtifactStore(context: TasksContext): ArtifactStore {
  return {
    async add(input, content) {
      const request = parseInput(newArtifactInput, input);
      const { treeKey } = await requireAnyTask(context.db.database, context.workspace, request.task_id);
      const artifact = await addArtifact(context, {
        taskId: request.task_id,
        name: request.name,
        type: request.artifact_type,
        content,
        ...(request.media_type === undefined ? {} : { mediaType: request.media_type }),
      });
      if (treeKey !== null) {
        await changeTree(context, [treeKey], async (change) => {
          const after = { id: artifact.id, name: artifact.name };
          change.note({ taskId: artifact.taskId, runKey: treeKey }, { type: 'artifact.added', after });
        });
      }
      return artifact;
    },
    async open(artifactId, range) {
      const artifact = await requireArtifact(context.db.database, context.workspace, artifactId);
      return { artifact, content: streamContent(context, artifact, range) };
    },
  };
}
