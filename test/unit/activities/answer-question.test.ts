import { expect, test } from 'vitest';
import { createAnswerQuestion } from '../../../src/activities/answer-question.js';
import type { Store } from '../../../src/store/store.js';
import { versionOf } from '../../support/store-builders.js';
import { NOW } from '../client/client-fixture.js';
import { givenTask } from './activity-fixture.js';

const SIGNALS = [true, false, true].map((good, n) => ({ id: `s${n}`, name: 'go', payload: { good }, from: 'ann' }));

test('signals are judged without a look at the run where the condition only names the signal', async () => {
  let scopesRead = 0;
  const wrapStore = (store: Store): Store => ({
    ...store,
    tasks: {
      ...store.tasks,
      readScope(query) {
        scopesRead += 1;
        return store.tasks.readScope(query);
      },
    },
  });
  const { deps, store, attempt } = await givenTask(`kind: wait, signal: go, accept: signal.payload.good, count: 2`, {
    wrapStore,
  });
  const { runKey } = attempt;
  await store.messages.addSignals(SIGNALS.map((signal) => ({ ...signal, runKey, receivedAt: NOW })));
  const judge = { ...attempt, question: 'judge', detail: { ids: ['s0', 's1', 's2'], isEarly: false } };

  const answered = { answer: { consumed: ['s0', 's2'], rejected: ['s1'], isDone: true } };
  expect(await createAnswerQuestion(deps)(judge)).toEqual(answered);
  expect(scopesRead).toBe(0);
  expect((await store.messages.listSignals(runKey)).map(({ status }) => status)).toEqual([
    'consumed',
    'unmatched',
    'consumed',
  ]);
  expect((await store.tasks.read(runKey, '/a'))?.output).toMatchObject({ signal: { payload: { good: true } } });
  const again = { ...judge, task: { ...judge.task, version: versionOf(9) } };
  expect(await createAnswerQuestion(deps)(again), 'asked again').toEqual(answered);
});
