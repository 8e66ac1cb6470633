import { orAborted } from '../../domain/or-aborted.js';
import type { Agent } from 'undici';
import { openMcpConnection, type McpConnection } from './mcp-connection.js';
import type { FilledServer } from './fill-references.js';

/** One connection a server, opened when it is needed and closed when nobody has needed it for a while. */
export interface McpConnections {
  /** `isFresh` says that it was opened for this use. Rejects with what opening it throws, and with the signal's reason. */
  use<Result>(
    wanted: { readonly name: string; readonly server: FilledServer; readonly signal: AbortSignal },
    work: (connection: McpConnection, isFresh: boolean) => Promise<Result>,
  ): Promise<Result>;
  /** The next use gets another one; those that are under way keep theirs. */
  forget(name: string): void;
  close(): Promise<void>;
}

export interface McpConnectionsOptions {
  readonly agent: Agent;
  readonly idleMs: number;
}

interface Entry {
  readonly name: string;
  /** With another configuration (a secret that was changed) it is another connection. */
  readonly fingerprint: string;
  readonly opening: Promise<McpConnection>;
  connection: McpConnection | null;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

export function createMcpConnections({ agent, idleMs }: McpConnectionsOptions): McpConnections {
  const current = new Map<string, Entry>();
  const all = new Set<Entry>();

  function find(name: string, server: FilledServer): { readonly entry: Entry; readonly isFresh: boolean } {
    const fingerprint = JSON.stringify(server.config);
    const known = current.get(name);
    if (known?.fingerprint === fingerprint && known.connection?.isOpen() !== false)
      return { entry: known, isFresh: false };
    if (known) retire(known);
    const opening = openMcpConnection(server, agent);
    const entry: Entry = { name, fingerprint, opening, connection: null, users: 0, idle: undefined };
    opening.then(
      (connection) => (entry.connection = connection),
      () => dismiss(entry),
    );
    current.set(name, entry);
    all.add(entry);
    return { entry, isFresh: true };
  }

  function retire(entry: Entry): void {
    if (current.get(entry.name) === entry) current.delete(entry.name);
    if (entry.users === 0) void dismiss(entry);
  }

  async function dismiss(entry: Entry): Promise<void> {
    if (current.get(entry.name) === entry) current.delete(entry.name);
    all.delete(entry);
    clearTimeout(entry.idle);
    const connection = await entry.opening.catch(() => null);
    await connection?.close().catch(() => undefined);
  }

  function release(entry: Entry): void {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (current.get(entry.name) !== entry) void dismiss(entry);
    else entry.idle = setTimeout(() => void dismiss(entry), idleMs).unref();
  }

  return {
    async use({ name, server, signal }, work) {
      const { entry, isFresh } = find(name, server);
      entry.users += 1;
      clearTimeout(entry.idle);
      try {
        return await work(await orAborted(entry.opening, signal), isFresh);
      } finally {
        release(entry);
      }
    },
    forget(name) {
      const entry = current.get(name);
      if (entry) retire(entry);
    },
    async close() {
      await Promise.all([...all].map(dismiss));
    },
  };
}
