import { ROOT_PATH } from '../domain/path.js';
import type { ClientContext } from './client-context.js';

/** Writes down who has asked something of a run, and why. */
export async function recordRequest(
  { store, now }: ClientContext,
  request: {
    readonly runKey: string;
    readonly type: string;
    readonly by: string;
    readonly reason?: string | undefined;
    /** Of the task that it is about; the root unless said. */
    readonly path?: string;
  },
): Promise<void> {
  const { runKey, type, by, reason, path = ROOT_PATH } = request;
  await store.events.append([
    { runKey, path, visit: 1, type, actor: by, before: null, after: null, reason: reason ?? null, at: now() },
  ]);
}
