import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What tasks reach with `http`: it counts what arrives, and answers when it is told to. The first request of a path that
 * ends in `/flaky` is answered with 503.
 */
export interface OutsideWorld {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** How often a path was asked for. */
  countOf(path: string): number;
  /** Every path that was asked for, with its count. */
  readonly counts: ReadonlyMap<string, number>;
  /** Once the path was asked for that often. */
  requested(path: string, count?: number): Promise<void>;
  /** Requests of this path get no answer until they are released, one by one or all from then on. */
  hold(path: string): Hold;
  /** The body that a path is answered with; `{ path }` unless said. */
  answer(path: string, body: string): void;
  close(): Promise<void>;
}

export interface Hold {
  /** Answers the oldest request. */
  releaseOne(): void;
  /** Answers the latest request. */
  releaseLast(): void;
  /** Answers all, also those that come later. */
  release(): void;
  /** Requests whose client has gone away without an answer. */
  readonly abandoned: number;
  /** Once so many clients have gone away without an answer. */
  abandonedBy(count: number): Promise<void>;
}

export async function startOutsideWorld(): Promise<OutsideWorld> {
  const counts = new Map<string, number>();
  const holds = new Map<string, ReturnType<typeof createHold>>();
  const bodies = new Map<string, string>();
  const waiters: Waiter[] = [];

  const server = createServer((request, response) => {
    request.resume();
    const path = request.url ?? '/';
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    const reply = (): void => {
      response.writeHead(count === 1 && path.endsWith('/flaky') ? 503 : 200, { 'content-type': 'application/json' });
      response.end(bodies.get(path) ?? JSON.stringify({ path }));
    };
    const hold = holds.get(path);
    if (hold) hold.add(response, reply);
    else reply();
    settle(waiters);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const countOf = (path: string): number => counts.get(path) ?? 0;

  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    countOf,
    requested: (path, count = 1) => whenTrue(waiters, () => countOf(path) >= count),
    hold(path) {
      const hold = createHold();
      holds.set(path, hold);
      return hold;
    },
    answer: (path, body) => void bodies.set(path, body),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Waiter {
  readonly isTrue: () => boolean;
  readonly resolve: () => void;
}

function createHold(): Hold & { add(response: ServerResponse, reply: () => void): void } {
  const held: { readonly response: ServerResponse; readonly reply: () => void }[] = [];
  const waiters: Waiter[] = [];
  let isOpen = false;
  let abandoned = 0;
  return {
    add(response, reply) {
      if (isOpen) return reply();
      held.push({ response, reply });
      response.once('close', () => {
        if (!response.writableEnded) abandoned += 1;
        settle(waiters);
      });
    },
    releaseOne: () => held.shift()?.reply(),
    releaseLast: () => held.pop()?.reply(),
    release() {
      isOpen = true;
      for (const { reply } of held.splice(0)) reply();
    },
    get abandoned() {
      return abandoned;
    },
    abandonedBy: (count) => whenTrue(waiters, () => abandoned >= count),
  };
}

function whenTrue(waiters: Waiter[], isTrue: () => boolean): Promise<void> {
  if (isTrue()) return Promise.resolve();
  return new Promise((resolve) => waiters.push({ isTrue, resolve }));
}

function settle(waiters: Waiter[]): void {
  for (const waiter of waiters.splice(0)) {
    if (waiter.isTrue()) waiter.resolve();
    else waiters.push(waiter);
  }
}
