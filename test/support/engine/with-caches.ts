import { afterAll, beforeAll, describe, inject } from 'vitest';
import { openEngine, type Engine, type EngineOptions } from './engine.js';

type TestEngineOptions = Omit<EngineOptions, 'databaseUrl' | 'temporalAddress'>;

/** Without a cache the SDK has room for one run at a time, and lets the others wait until their workflow task times out. */
const CACHES = [
  { title: 'with runs kept in memory', settings: {}, concurrent: true },
  { title: 'with every run replayed at each step', settings: { maxCachedWorkflows: 0 }, concurrent: false },
];

/** The same tests with a worker that keeps runs in memory, and with one that replays them from the start at each step. */
export function describeWithCaches(
  name: string,
  tests: (engine: () => Engine) => void,
  options: TestEngineOptions = {},
): void {
  for (const { title, settings, concurrent } of CACHES) {
    describe(`${name} ${title}`, { concurrent }, () => {
      let engine: Engine;
      beforeAll(async () => {
        engine = await openTestEngine(options);
        await engine.startWorker(settings);
      });
      afterAll(() => engine.close());
      tests(() => engine);
    });
  }
}

/** On the servers of the test run. */
export function openTestEngine(options: TestEngineOptions = {}): Promise<Engine> {
  const servers = { databaseUrl: inject('databaseUrl'), temporalAddress: inject('temporalAddress') };
  return openEngine({ ...servers, ...options });
}
