import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.js';
import { beginOf, failed, finishOf, givenRun, transition } from '../support/store-builders.js';
import { beginInModel, createModel, fenceInModel, finishInModel } from './attempt-model.js';
import { applyStep, describeRun, HISTORY, toSteps } from './write-steps.js';

const PATHS = ['/a', '/a/b', '/a/c', '/d'];

const attemptStep = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('begin'), visit: fc.integer({ min: 1, max: 3 }), caller: fc.nat(4) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('finish'),
      visit: fc.integer({ min: 1, max: 3 }),
      attempt: fc.integer({ min: 1, max: 4 }),
      isRetried: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('fence'), visit: fc.integer({ min: 1, max: 2 }) }) },
);

/** What holds for every history, tried with random ones. */
export function describeStoreProperties(name: string, create: () => Promise<Store>, numRuns: number): void {
  describe(name, () => {
    let store: Store;
    beforeAll(async () => {
      store = await create();
    });
    afterAll(async () => {
      await store.close();
    });

    it('numbers, fences and remembers attempts as a plain model does', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(attemptStep, { maxLength: 25 }), async (steps) => {
          const runKey = await givenRun(store, ['/a']);
          const model = createModel();
          for (const step of steps) {
            if (step.type === 'begin') {
              const execution = { runKey, path: '/a', visit: step.visit };
              const asked = beginOf(execution, { caller: `caller-${step.caller}` });
              const [begun] = await store.attempts.begin([asked]);
              expect(begun).toMatchObject(beginInModel(model, asked));
            } else if (step.type === 'finish') {
              const execution = { runKey, path: '/a', visit: step.visit };
              const result = failed(step.isRetried ? 10 : null);
              const ended = finishOf(execution, step.attempt, { result });
              expect(await store.attempts.finish([ended])).toEqual([{ accepted: finishInModel(model, ended) }]);
            } else {
              await store.tasks.write({ runKey, raiseFences: [{ path: '/a', visit: step.visit }] });
              fenceInModel(model, step.visit);
            }
          }
          const kept = await store.attempts.list(runKey);
          expect(kept.map(({ visit, attempt, status }) => ({ visit, attempt, status }))).toEqual(model.list());
        }),
        { numRuns },
      );
    });

    it('ends the same way however often writes are repeated', async () => {
      const repeats = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 15 });
      await fc.assert(
        fc.asyncProperty(HISTORY, repeats, async (intents, pairs) => {
          const steps = toSteps(intents);
          const once = await givenRun(store, PATHS);
          for (const step of steps) await applyStep(store, once, step);
          const often = await givenRun(store, PATHS);
          for (const [index, step] of steps.entries()) {
            await applyStep(store, often, step);
            for (const [after, earlier] of pairs) {
              const repeated = steps[earlier];
              if (after === index && earlier <= index && repeated) await applyStep(store, often, repeated);
            }
          }
          expect(await describeRun(store, often)).toEqual(await describeRun(store, once));
        }),
        { numRuns },
      );
    });

    it('ends with the latest decision whatever order full transitions arrive in, and in whatever writes', async () => {
      const change = fc.record({
        path: fc.constantFrom(...PATHS),
        status: fc.constantFrom('in_progress', 'completed', 'failed', 'cancelled'),
      });
      const order = fc.infiniteStream(fc.nat());
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 12 }),
          order,
          fc.nat(3),
          async (changes, stream, size) => {
            const transitions = changes.map(({ path, status }, index) =>
              transition(path, index, {
                status,
                error: null,
                waiting: null,
                deadlineAt: index,
                output: { value: index },
              }),
            );
            const keys = transitions.map((one) => ({ one, key: stream.next().value ?? 0 }));
            const shuffled = keys.toSorted((a, b) => a.key - b.key).map(({ one }) => one);
            const runKey = await givenRun(store, PATHS);
            for (let start = 0; start < shuffled.length; start += size + 1) {
              await store.tasks.write({ runKey, transitions: shuffled.slice(start, start + size + 1) });
            }
            for (const path of PATHS) {
              const last = transitions.findLast((one) => one.path === path);
              const expected = last
                ? { status: last.status, output: transitions.indexOf(last), deadlineAt: transitions.indexOf(last) }
                : { status: 'pending', output: null, deadlineAt: null };
              expect(await store.tasks.read(runKey, path)).toMatchObject(expected);
            }
          },
        ),
        { numRuns },
      );
    });
  });
}
