import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { GatewayConnection } from '../../client/gateway/connection.js';
import type { GatewayTasks } from '../../client/gateway/gateway-tasks.js';
import { TaskwrightError } from '../../domain/errors.js';

/** The files that are handed in lie on this machine, not on that of the gateway. */
export function sendingFiles(tasks: GatewayTasks, connection: GatewayConnection, cwd: string): GatewayTasks {
  return {
    ...tasks,
    async complete(input) {
      const { file_paths: files, ...rest }: Record<string, unknown> = { ...toFields(input) };
      for (const file of Array.isArray(files) ? files.map(String) : []) {
        const path = `/v1/tasks/${encodeURIComponent(String(rest['task_id']))}/artifacts`;
        const type = rest['artifact_type'];
        const query = { name: file, ...(typeof type === 'string' && { artifact_type: type }) };
        await connection.ask({ method: 'POST', path, query, body: await readBytes(resolve(cwd, file), file) });
      }
      return tasks.complete(rest);
    },
  };
}

function toFields(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}

async function readBytes(path: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `The file ${file} cannot be read.`, { cause: thrown });
  }
}
