import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { GatewayConnection } from '../../client/gateway/connection.js';
import type { GatewayTasks } from '../../client/gateway/gateway-tasks.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import type { ArtifactStore } from '../../tasks/artifacts/artifact-store.js';
import { toArtifactReference } from '../../tasks/artifacts/artifact-view.js';

interface SentFile {
  readonly task_id: string;
  /** As it was said. */
  readonly name: string;
  readonly artifact_type?: string;
}

/** Keeps a file as an artifact, and answers what it is. */
export type SendFile = (file: SentFile, content: Uint8Array) => Promise<JsonObject>;

/**
 * The files that are handed in lie where the command is given, beside the servers as through a gateway. One that cannot be
 * read is refused before anything is kept.
 */
export function sendingFiles(tasks: GatewayTasks, send: SendFile, cwd: string): GatewayTasks {
  return {
    ...tasks,
    async complete(input) {
      const { file_paths: said, ...rest }: Record<string, unknown> = { ...toFields(input) };
      const names = Array.isArray(said) ? said.map(String) : [];
      const files = await Promise.all(names.map(async (name) => ({ name, content: await readBytes(cwd, name) })));
      const { task_id, artifact_type: type } = rest;
      const about = { task_id: String(task_id), ...(typeof type === 'string' && { artifact_type: type }) };
      const sent: JsonObject[] = [];
      for (const { name, content } of files) sent.push(await send({ ...about, name }, content));
      const answer = await tasks.complete(rest);
      const kept = answer['artifact_references'];
      const references = [...(Array.isArray(kept) ? kept : []), ...sent];
      return { ...answer, artifact_references: references, artifact_count: references.length };
    },
  };
}

export function sendToGateway(connection: GatewayConnection): SendFile {
  return async ({ task_id, ...query }, body) => {
    const path = `/v1/tasks/${encodeURIComponent(task_id)}/artifacts`;
    const {
      artifact_id: id = null,
      artifact_type: type = null,
      name,
      size = null,
    } = await connection.ask<JsonObject>({
      ...{ method: 'POST' as const, path, query, body },
    });
    return { id, type, path: `artifact://${String(id)}`, name: name ?? null, size };
  };
}

export function sendToStore(artifacts: ArtifactStore): SendFile {
  return async (file, content) => {
    const media = { media_type: 'application/octet-stream' };
    return toArtifactReference(await artifacts.add({ ...file, ...media }, content));
  };
}

function toFields(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}

async function readBytes(cwd: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, file));
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file ${file} cannot be read.`, { cause: thrown });
  }
}
