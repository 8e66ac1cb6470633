import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import { findCycle } from '../../src/tasks/model/find-cycle.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { uniqueId } from '../support/store-builders.js';
import { openTestEngine } from '../support/engine/with-caches.js';

const RUNS = { numRuns: 8 };
const TASKS = 5;

describe('several who write at the same time', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    tasks = ownTasksOf(engine);
  });
  afterAll(() => engine.close());

  /** Two trees, and tasks in turn in the one and the other. */
  async function plant(): Promise<readonly string[]> {
    const prefix = uniqueId('race');
    const roots = [`${prefix}_a`, `${prefix}_b`];
    const ids = Array.from({ length: TASKS }, (_, index) => `${prefix}_${index}`);
    await tasks.batchCreate({
      tasks: [
        ...roots.map((root) => ({ task_id: root, task_type: 'epic' })),
        ...ids.map((id, index) => ({ task_id: id, task_type: 'story', parent_task_id: roots[index % 2] })),
      ],
    });
    return ids;
  }

  const outcomesOf = async (works: readonly Promise<JsonObject>[]) =>
    (await Promise.allSettled(works)).map((one) => (one.status === 'fulfilled' ? 'done' : String(one.reason.code)));

  it('never make a cycle, and are refused for nothing else', async () => {
    const edge = fc.tuple(fc.nat({ max: TASKS - 1 }), fc.nat({ max: TASKS - 1 }));
    await fc.assert(
      fc.asyncProperty(fc.array(edge, { minLength: 4, maxLength: 10 }), async (edges) => {
        const ids = await plant();
        const outcomes = await outcomesOf(
          edges.map(([from, to]) => tasks.manageDependencies({ task_id: ids[from], dependency_ids: [ids[to]] })),
        );
        expect(outcomes.filter((outcome) => outcome !== 'done' && outcome !== 'conflict')).toEqual([]);
        const kept = new Map<string, string[]>();
        for (const id of ids) {
          const { dependencies } = await tasks.getDependencies({ task_id: id });
          const needs = Array.isArray(dependencies) ? dependencies : [];
          kept.set(
            id,
            needs.map((need) => String(Object(need)['dependency_task_id'])),
          );
        }
        expect(findCycle(kept, ids)).toBeNull();
        const wanted = edges.filter((_, index) => outcomes[index] === 'done');
        for (const [from, to] of wanted) expect(kept.get(ids[from] ?? '')).toContain(ids[to]);
      }),
      RUNS,
    );
  });

  it('lose no update of theirs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 6 }), async (writers) => {
        const [id = ''] = await plant();
        const names = Array.from({ length: writers }, (_, index) => `w${index}`);
        const blind = names.map((name) => tasks.update({ task_id: id, attributes: { [name]: true } }));
        expect(await outcomesOf(blind)).toEqual(names.map(() => 'done'));
        const merged = await tasks.get({ task_id: id });
        expect(merged['attributes']).toEqual(Object.fromEntries(names.map((name) => [name, true])));
        const careful = names.map((name) =>
          tasks.update({ task_id: id, team: name, expected_version: merged['version'] }),
        );
        const outcomes = await outcomesOf(careful);
        expect(outcomes.toSorted()).toEqual([...names.slice(1).map(() => 'conflict'), 'done']);
        const winner = names[outcomes.indexOf('done')];
        expect(await tasks.get({ task_id: id })).toMatchObject({ team: winner, version: writers + 2 });
      }),
      RUNS,
    );
  });

  it('complete nothing twice, and claim nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 6 }), async (workers) => {
        const [claimed = '', handedIn = ''] = await plant();
        const names = Array.from({ length: workers }, (_, index) => `w${index}`);
        const once = [...Array.from({ length: workers - 1 }, () => 'conflict'), 'done'];
        const claims = await outcomesOf(names.map((assignee) => tasks.execute({ task_id: claimed, assignee })));
        expect(claims.toSorted()).toEqual(once);
        const ends = await outcomesOf(
          names.map((summary) =>
            tasks.complete({ task_id: handedIn, summary, detailed_work: summary, next_action: 'complete' }),
          ),
        );
        expect(ends.toSorted()).toEqual(once);
        const winner = names[ends.indexOf('done')];
        expect(await tasks.get({ task_id: handedIn })).toMatchObject({ status: 'completed', summary: winner });
        const { events } = await tasks.getEvents({ task_id: handedIn });
        const completions = (Array.isArray(events) ? events : []).filter(
          (event) => Object(event)['new_value']?.['lifecycle_stage'] === 'completed',
        );
        expect(completions).toHaveLength(1);
      }),
      RUNS,
    );
  });
});
