import type { JsonValue } from 'taskwright';
import { startLoopbackServer } from '../support/loopback-server.js';

/** What it was asked for one thing: how often, and under how many different idempotency keys. */
export interface Asked {
  readonly times: number;
  readonly keys: number;
}

export interface DeploymentService {
  readonly url: string;
  /** By path, in the order of the first request. */
  asked(): ReadonlyMap<string, Asked>;
  /** Resolves when the load test is under way. */
  readonly underLoad: Promise<void>;
  close(): Promise<void>;
}

/**
 * Stands for all that a release talks to. Its load test takes longer than the first worker lives: the first request for
 * it is never answered, the second at once.
 */
export async function startDeploymentService(): Promise<DeploymentService> {
  const requests = new Map<string, { times: number; readonly keys: Set<string> }>();
  let beginLoad = (): void => undefined;
  const underLoad = new Promise<void>((resolve) => (beginLoad = resolve));

  const server = await startLoopbackServer(({ url: path = '/', headers }) => {
    const known = requests.get(path) ?? { times: 0, keys: new Set<string>() };
    known.times += 1;
    known.keys.add(String(headers['idempotency-key']));
    requests.set(path, known);
    if (path === '/performance' && known.times === 1) {
      beginLoad();
      return null;
    }
    return { body: answerTo(path) };
  });

  return {
    url: server.url,
    underLoad,
    asked: () => new Map([...requests].map(([path, { times, keys }]) => [path, { times, keys: keys.size }])),
    close: () => server.close(),
  };
}

function answerTo(path: string): JsonValue {
  if (path === '/production') return { url: 'https://shop.example.com' };
  if (path === '/performance') return { requests_a_second: 1240 };
  return { ok: true };
}
