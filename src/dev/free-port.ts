import { mkdir } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryFileLock } from './file-lock.js';

export interface ReservedPort {
  readonly port: number;
  /** To be called when the server listens, or has failed to. */
  release(): Promise<void>;
}

/** As a preferred port: the system's choice. */
export const ANY_PORT = 0;

/**
 * The preferred port of 127.0.0.1 if it is free, else another. Until it is released no other process of this user gets
 * the same one from here: between asking for a port and listening on it lies the start of a server, and a server
 * that finds another's answer on its port would take it for its own.
 */
export async function reservePort(preferred: number): Promise<ReservedPort> {
  const folder = join(tmpdir(), `taskwright-ports-${process.getuid?.() ?? 'user'}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let port = preferred || (await findAnyPort());
  for (;;) {
    const release = await tryFileLock(join(folder, String(port)));
    if (release) {
      if (await isFree(port)) return { port, release };
      await release();
    }
    port = await findAnyPort();
  }
}

export async function reservePorts<K extends string>(
  preferred: Readonly<Record<K, number>>,
): Promise<{ ports: Record<K, number>; release(): Promise<void> }> {
  const reserved: ReservedPort[] = [];
  const ports: Record<K, number> = { ...preferred };
  for (const name in preferred) {
    const one = await reservePort(preferred[name]);
    reserved.push(one);
    ports[name] = one.port;
  }
  return { ports, release: async () => void (await Promise.all(reserved.map((one) => one.release()))) };
}

/** Whether something accepts connections there. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}

async function isFree(port: number): Promise<boolean> {
  return (await listenOn(port)) !== undefined;
}

async function findAnyPort(): Promise<number> {
  const port = await listenOn(0);
  if (port === undefined) throw new Error('The system has no free port on 127.0.0.1.');
  return port;
}

/** Listens for a moment. The port, or undefined when it is taken. */
function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
