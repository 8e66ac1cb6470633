import { createHash } from 'node:crypto';
import { and, asc, eq, sql } from 'drizzle-orm';
import { TaskwrightError } from '../../domain/errors.js';
import { toStoreError } from '../../store/postgres/to-store-error.js';
import { artifactChunks } from '../store/schema.js';
import type { TasksContext } from '../tasks-context.js';
import type { Artifact } from './artifact.js';

/** In bytes; both may lead over the end. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * The content piece by piece, as it is stored: no more than one piece is in memory. Read whole, it is compared with its
 * hash at the end, and throws internal where it is not what was handed in.
 */
export async function* streamContent(
  context: Pick<TasksContext, 'db' | 'workspace'>,
  artifact: Artifact,
  { offset, length }: ByteRange = { offset: 0, length: artifact.size },
): AsyncGenerator<Uint8Array, void> {
  const end = Math.min(artifact.size, offset + length);
  const isWhole = offset === 0 && end === artifact.size;
  const hash = createHash('sha256');
  for (const { index, from, size } of await readLayout(context, artifact.id)) {
    if (from >= end || from + size <= offset) continue;
    const bytes = await readChunk(context, artifact.id, index);
    const part = bytes.subarray(Math.max(0, offset - from), Math.min(size, end - from));
    if (isWhole) hash.update(part);
    yield part;
  }
  if (!isWhole || hash.digest('hex') === artifact.sha256) return;
  throw new TaskwrightError('internal', `The artifact "${artifact.id}" is not what was handed in: its hash differs.`);
}

/** All of a range at once. */
export async function readContent(
  context: Pick<TasksContext, 'db' | 'workspace'>,
  artifact: Artifact,
  range: ByteRange,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of streamContent(context, artifact, range)) parts.push(part);
  return Buffer.concat(parts);
}

interface ChunkPlace {
  readonly index: number;
  /** Where it begins. */
  readonly from: number;
  readonly size: number;
}

async function readLayout(
  { db, workspace }: Pick<TasksContext, 'db' | 'workspace'>,
  artifactId: string,
): Promise<readonly ChunkPlace[]> {
  const rows = await db.database
    .select({ index: artifactChunks.index, size: sql<number>`octet_length(${artifactChunks.bytes})` })
    .from(artifactChunks)
    .where(and(eq(artifactChunks.workspace, workspace), eq(artifactChunks.artifactId, artifactId)))
    .orderBy(asc(artifactChunks.index));
  let from = 0;
  return rows.map(({ index, size }) => {
    const place = { index, from, size };
    from += size;
    return place;
  });
}

async function readChunk(
  { db, workspace }: Pick<TasksContext, 'db' | 'workspace'>,
  artifactId: string,
  index: number,
): Promise<Uint8Array> {
  try {
    const [row] = await db.database
      .select({ bytes: artifactChunks.bytes })
      .from(artifactChunks)
      .where(
        and(
          eq(artifactChunks.workspace, workspace),
          eq(artifactChunks.artifactId, artifactId),
          eq(artifactChunks.index, index),
        ),
      );
    if (row) return row.bytes;
  } catch (thrown) {
    throw toStoreError(thrown);
  }
  throw new TaskwrightError('not_found', `The artifact "${artifactId}" was deleted.`);
}
