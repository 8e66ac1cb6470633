import { and, asc, count, eq, inArray } from 'drizzle-orm';
import type { Reader } from '../store/generic-task-rows.js';
import { artifactChunks, artifacts } from '../store/schema.js';
import type { Transaction } from '../tree-change.js';
import type { Artifact, ArtifactType } from './artifact.js';

/** Oldest first. */
export async function listArtifactsOf(
  db: Reader,
  workspace: string,
  taskIds: readonly string[],
): Promise<readonly Artifact[]> {
  if (taskIds.length === 0) return [];
  const rows = await db
    .select()
    .from(artifacts)
    .where(
      and(eq(artifacts.workspace, workspace), inArray(artifacts.taskId, [...taskIds]), eq(artifacts.isComplete, true)),
    )
    .orderBy(asc(artifacts.createdAt), asc(artifacts.name), asc(artifacts.version));
  return rows.map(({ workspace: _, isComplete: __, type, ...artifact }) => ({
    ...artifact,
    type: type as ArtifactType,
  }));
}

export async function countArtifacts(db: Reader, workspace: string, taskId: string): Promise<number> {
  const [row] = await db
    .select({ total: count() })
    .from(artifacts)
    .where(and(eq(artifacts.workspace, workspace), eq(artifacts.taskId, taskId)));
  return row?.total ?? 0;
}

export async function deleteArtifacts(tx: Transaction, workspace: string, taskId: string): Promise<void> {
  const gone = await tx
    .delete(artifacts)
    .where(and(eq(artifacts.workspace, workspace), eq(artifacts.taskId, taskId)))
    .returning({ id: artifacts.id });
  const ids = gone.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx
    .delete(artifactChunks)
    .where(and(eq(artifactChunks.workspace, workspace), inArray(artifactChunks.artifactId, ids)));
}
