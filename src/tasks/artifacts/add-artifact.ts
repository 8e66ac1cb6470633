import { createHash, randomUUID } from 'node:crypto';
import { and, desc, eq, sql } from 'drizzle-orm';
import { TaskwrightError } from '../../domain/errors.js';
import { toStoreError } from '../../store/postgres/to-store-error.js';
import { artifactChunks, artifacts } from '../store/schema.js';
import type { Transaction } from '../tree-change.js';
import type { TasksContext } from '../tasks-context.js';
import { MAX_ARTIFACT_BYTES, type Artifact, type ArtifactType } from './artifact.js';

const CHUNK_BYTES = 512 * 1024;

export interface NewArtifact {
  readonly taskId: string;
  readonly name: string;
  readonly type: ArtifactType;
  readonly mediaType?: string;
  /** Kept byte for byte, as it comes. */
  readonly content?: Uint8Array | AsyncIterable<Uint8Array>;
  /** Instead of a content: where it lies on the machine of whoever hands it in. */
  readonly filePath?: string;
}

/** All or nothing. Throws invalid_input for more than 64 MiB. */
export async function addArtifact(context: TasksContext, added: NewArtifact): Promise<Artifact> {
  const { db, workspace } = context;
  try {
    return await db.database.transaction(async (tx) => {
      const id = randomUUID();
      const { size, sha256 } = await writeChunks(tx, { workspace, id }, added.content ?? new Uint8Array());
      // Two versions that are handed in at once come one after the other.
      await tx.execute(
        sql`select pg_advisory_xact_lock(hashtextextended(${`taskwright artifacts ${workspace}/${added.taskId}`}, 0))`,
      );
      const [previous] = await tx
        .select({ id: artifacts.id, version: artifacts.version })
        .from(artifacts)
        .where(
          and(eq(artifacts.workspace, workspace), eq(artifacts.taskId, added.taskId), eq(artifacts.name, added.name)),
        )
        .orderBy(desc(artifacts.version))
        .limit(1);
      const artifact: Artifact = {
        id,
        taskId: added.taskId,
        name: added.name,
        type: added.type,
        mediaType: added.mediaType ?? 'text/plain; charset=utf-8',
        version: (previous?.version ?? 0) + 1,
        previousId: previous?.id ?? null,
        filePath: added.filePath ?? null,
        size,
        sha256,
        createdBy: context.actor.name,
        createdAt: context.now(),
      };
      await tx.insert(artifacts).values({ ...artifact, workspace, isComplete: true });
      return artifact;
    });
  } catch (thrown) {
    throw toStoreError(thrown);
  }
}

async function writeChunks(
  tx: Transaction,
  artifact: { readonly workspace: string; readonly id: string },
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  let index = 0;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  const flush = async (): Promise<void> => {
    if (pendingBytes === 0) return;
    await tx.insert(artifactChunks).values({
      workspace: artifact.workspace,
      artifactId: artifact.id,
      index,
      bytes: Buffer.concat(pending),
    });
    index += 1;
    pending = [];
    pendingBytes = 0;
  };
  const parts = content instanceof Uint8Array ? [content] : content;
  for await (const part of parts) {
    size += part.byteLength;
    if (size > MAX_ARTIFACT_BYTES) {
      throw new TaskwrightError('invalid_input', `An artifact has at most ${MAX_ARTIFACT_BYTES / 1024 / 1024} MiB.`, {
        hint: 'Store it elsewhere and hand in where it is.',
      });
    }
    hash.update(part);
    for (let from = 0; from < part.byteLength; from += CHUNK_BYTES) {
      const piece = part.subarray(from, from + CHUNK_BYTES);
      pending.push(piece);
      pendingBytes += piece.byteLength;
      if (pendingBytes >= CHUNK_BYTES) await flush();
    }
  }
  await flush();
  return { size, sha256: hash.digest('hex') };
}
