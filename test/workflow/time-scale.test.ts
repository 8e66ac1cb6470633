import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine();
  await engine.startWorker();
});
afterAll(() => engine.close());

test('three days pass in a moment where all durations are scaled', async () => {
  const run = await engine.run(
    `
id: scaled
tasks:
  - { id: late, kind: wait, signal: never, timeout: 3d, on_timeout: continue }
  - { id: pause, kind: wait, duration: "\${{ string(1 + 1) + 'd' }}" }
  - { id: due, kind: wait, signal: never, deadline: 1d, on_error: continue }
  - { id: again, action: shell, with: { command: exit 1 }, retry: { max_attempts: 2, initial_interval: 1d, max_interval: 1d }, on_error: continue }
`,
    { timeScale: 1e-6 },
  );
  expect(run.tasks.map(({ path, status, attempt }) => [path, status, attempt])).toEqual([
    ['/', 'completed', 1],
    ['/late', 'completed', 1],
    ['/pause', 'completed', 1],
    ['/due', 'timed_out', 1],
    ['/again', 'failed', 2],
  ]);
});
