import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** Of whoever is connected: what a proxy says of others is not believed. */
export function addressOf(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    // Called in this process, without a connection.
    return 'local';
  }
}
