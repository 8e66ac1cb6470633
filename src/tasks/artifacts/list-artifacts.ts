import { and, asc, count, eq, inArray, type SQL } from 'drizzle-orm';
import { TaskwrightError } from '../../domain/errors.js';
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
  return taskIds.length === 0 ? [] : readArtifacts(db, workspace, inArray(artifacts.taskId, [...taskIds]));
}

export interface ArtifactQuery {
  readonly taskId: string | undefined;
  readonly type: ArtifactType | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Oldest first, with how many there are. */
export async function findArtifacts(
  db: Reader,
  workspace: string,
  { taskId, type, limit, offset }: ArtifactQuery,
): Promise<{ readonly found: readonly Artifact[]; readonly total: number }> {
  const which = and(
    taskId === undefined ? undefined : eq(artifacts.taskId, taskId),
    type === undefined ? undefined : eq(artifacts.type, type),
  );
  const [found, [row]] = await Promise.all([
    readArtifacts(db, workspace, which, { limit, offset }),
    db
      .select({ total: count() })
      .from(artifacts)
      .where(and(eq(artifacts.workspace, workspace), eq(artifacts.isComplete, true), which)),
  ]);
  return { found, total: row?.total ?? 0 };
}

/** Throws not_found. */
export async function requireArtifact(db: Reader, workspace: string, artifactId: string): Promise<Artifact> {
  const [artifact] = await readArtifacts(db, workspace, eq(artifacts.id, artifactId));
  if (artifact) return artifact;
  throw new TaskwrightError('not_found', `There is no artifact "${artifactId.slice(0, 200)}".`, {
    hint: 'List those of a task with list_artifacts.',
  });
}

async function readArtifacts(
  db: Reader,
  workspace: string,
  which: SQL | undefined,
  page: { readonly limit: number; readonly offset: number } | null = null,
): Promise<readonly Artifact[]> {
  const query = db
    .select()
    .from(artifacts)
    .where(and(eq(artifacts.workspace, workspace), eq(artifacts.isComplete, true), which))
    .orderBy(asc(artifacts.createdAt), asc(artifacts.name), asc(artifacts.version), asc(artifacts.id));
  const rows = await (page === null ? query : query.limit(page.limit).offset(page.offset));
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
