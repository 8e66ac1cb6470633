import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunView } from '../../src/client/run-view.js';
import { uniqueId } from '../support/store-builders.js';
import type { Engine } from '../support/engine/engine.js';
import { requestsOf } from '../support/engine/scenarios/play.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { addressOf, startWorkerProcess, type WorkerProcess } from '../support/engine/worker-process.js';
import { CONTAINER_STORIES, repeat } from './killed/container-stories.js';
import { LEAF_STORIES, process } from './killed/leaf-stories.js';
import { heldPath, whenHeld, type Scene, type Story } from './killed/story.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const STORIES = [...CONTAINER_STORIES, ...LEAF_STORIES];

/** What came of each story, by its name. */
type Ends = ReadonlyMap<string, { readonly run: RunView; readonly scene: Scene }>;

/** All stories at once, with one worker that is killed, and one that takes its place. */
async function playAll(
  engine: Engine,
  { stories, maxCachedWorkflows }: { readonly stories: readonly Story[]; readonly maxCachedWorkflows: number },
): Promise<Ends> {
  const toScene = (): Scene => {
    const runId = uniqueId('killed');
    return { engine, runId, hold: engine.world.hold(heldPath(runId)) };
  };
  const cast = stories.map((story) => ({ story, scene: toScene() }));
  const lead = async ({ story, scene }: { readonly story: Story; readonly scene: Scene }): Promise<void> => {
    for (const yaml of story.pushed ?? []) await engine.push(yaml);
    await engine.start(story.yaml, { runId: scene.runId });
    await (story.reach ?? whenHeld)(scene);
  };
  const workers: WorkerProcess[] = [];
  try {
    const worker = await startWorkerProcess({ ...addressOf(engine), maxCachedWorkflows });
    workers.push(worker);
    await Promise.all(cast.filter(({ story }) => !story.isBrief).map(lead));
    for (const one of cast.filter(({ story }) => story.isBrief)) await lead(one);
    await worker.kill();
    const meanwhile = cast.map(async ({ story, scene }) => story.whileDead?.(scene));
    for (const { scene } of cast) scene.hold.release();
    workers.push(await startWorkerProcess({ ...addressOf(engine), maxCachedWorkflows }));
    await Promise.all(meanwhile);
    const ends = cast.map(async ({ story, scene }) => {
      const run = await engine.client.waitForEnd(scene.runId);
      return [story.name, { run, scene }] as const;
    });
    return new Map(await Promise.all(ends));
  } finally {
    await Promise.all(workers.map((worker) => worker.kill()));
  }
}

/** Without a cache the SDK has room for one run at a time, and the others wait for it. */
const CASTS = [
  ['and kept runs in memory', { stories: STORIES, maxCachedWorkflows: 500 }],
  ['and kept no run in memory', { stories: [process, repeat], maxCachedWorkflows: 0 }],
] as const;

describe.each(CASTS)('a worker that was killed %s', { concurrent: true }, (_, cast) => {
  let engine: Engine;
  let ends: Ends;
  beforeAll(async () => {
    engine = await openTestEngine();
    ends = await playAll(engine, cast);
  });
  afterAll(() => engine.close());

  test.each(cast.stories.map((story) => [story.name, story] as const))(
    'leaves %s to another one, and no finished step runs again',
    async (name, story) => {
      const end = ends.get(name);
      if (!end) throw new Error('It was not played.');
      const { run, scene } = end;
      const tasks = run.tasks.map(({ path, status, visit, attempt }) => [path, `${status} ${visit}.${attempt}`]);
      expect({
        status: run.status,
        tasks: Object.fromEntries(tasks),
        requests: requestsOf(engine, scene.runId),
      }).toEqual({ status: story.status, tasks: story.tasks, requests: story.requests });
      await story.check?.(scene, run);
    },
  );
});
