import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineAction } from '../../src/actions/action.js';
import { toChildRunId } from '../../src/activities/child-run-id.js';
import type { PostgresStore } from '../../src/store/postgres-store.js';
import type { Engine } from '../support/engine/engine.js';
import { describeWithCaches } from '../support/engine/with-caches.js';

const RUNS = 20;

/** What is done to a run in the middle of its last workflow task: what the task decides is dropped then. */
const interruptions = new Map<string, () => Promise<unknown>>();

async function interrupt(runId: string): Promise<void> {
  const interruption = interruptions.get(runId);
  interruptions.delete(runId);
  await interruption?.();
}

const last = defineAction({
  name: 'last',
  input: z.unknown(),
  run: async (_, { runId }) => {
    await interrupt(runId);
    return { done: true };
  },
});

/** Interrupts a run when the workflow task that will close it writes that it has completed. */
function wrapStore(store: PostgresStore): PostgresStore {
  const { tasks } = store.forLocalActivities;
  const write: typeof tasks.write = async (changes) => {
    const written = await tasks.write(changes);
    const isEnd = changes.transitions?.some(({ path, status }) => path === '/' && status === 'completed') ?? false;
    if (isEnd) await interrupt(changes.runKey);
    return written;
  };
  return { ...store, forLocalActivities: { ...store.forLocalActivities, tasks: { ...tasks, write } } };
}

async function runAndCancel(engine: Engine, yaml: string, runId: string): Promise<{ store: string; temporal: string }> {
  interruptions.set(runId, () => engine.temporal.workflow.getHandle(runId).cancel());
  await engine.run(yaml, { runId });
  const { status: store } = await engine.client.read(runId);
  const { status: temporal } = await engine.temporal.workflow.getHandle(runId).describe();
  return { store, temporal: temporal.name };
}

describeWithCaches(
  'a cancel that comes while the last workflow task is under way',
  (engine) => {
    test.each(Array.from({ length: RUNS }, (_, index) => index))(
      'leaves the store as Temporal has closed the run, when it comes with the last inline task (%i)',
      async (index) => {
        const yaml = `{ id: close, tasks: [{ id: a, action: noop }, { id: b, action: last, inline: true }] }`;
        const ends = await runAndCancel(engine(), yaml, `inline-${engine().taskQueue}-${index}`);
        expect(ends).toEqual({ store: 'cancelled', temporal: 'CANCELLED' });
      },
    );

    test.each(Array.from({ length: RUNS }, (_, index) => index))(
      'leaves the store as Temporal has closed the run, when it comes after the end was written (%i)',
      async (index) => {
        const yaml = `{ id: close, tasks: [{ id: a, action: noop }] }`;
        const ends = await runAndCancel(engine(), yaml, `write-${engine().taskQueue}-${index}`);
        expect(ends).toEqual({ store: 'cancelled', temporal: 'CANCELLED' });
      },
    );

    test('tells the parent of the run only how it really ended', async () => {
      await engine().push(`{ id: close-child, tasks: [{ id: a, action: noop }] }`);
      const runId = `parent-${engine().taskQueue}`;
      const childId = toChildRunId(runId, { path: '/child', visit: 1 });
      interruptions.set(childId, () => engine().temporal.workflow.getHandle(childId).cancel());
      const parent = await engine().run(
        `{ id: parent, tasks: [{ id: child, action: run, with: { definition: close-child, input: {} } }] }`,
        { runId },
      );
      const { status: store } = await engine().client.read(childId);
      const child = engine().temporal.workflow.getHandle(childId);
      await child.result();
      const { status: temporal } = await child.describe();
      expect(interruptions.has(childId)).toBe(false);
      // Its end was decided with what tells its parent, before it could hear of the cancel.
      expect({ store, temporal: temporal.name, parent: parent.tasks.map(({ status }) => status) }).toEqual({
        store: 'completed',
        temporal: 'COMPLETED',
        parent: ['completed', 'completed'],
      });
    });
  },
  { actions: [last], wrapStore },
);
