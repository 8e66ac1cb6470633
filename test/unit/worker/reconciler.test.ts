import { expect, test } from 'vitest';
import type { Notice } from '../../../src/store/store.js';
import { sweepOnce } from '../../../src/worker/reconciler.js';
import { createFixture, startRun, type Fixture } from '../client/client-fixture.js';

/** A run that waits for a task of another one, which has ended without saying so. */
async function givenUndeliveredNotice({ store, clock }: Fixture): Promise<void> {
  await store.outbox.registerDependency({
    id: 'dependent>other/a',
    dependentRunKey: 'dependent',
    dependentPath: '/b',
    workspace: 'default',
    prerequisiteRunId: 'other',
    prerequisitePath: '/',
    at: clock.now,
  });
  await store.runs.endFromOutside('other', { status: 'terminated', reason: 'terminated', error: null, at: clock.now });
}

function sweep({ context }: Fixture, told: (readonly [string, Notice['type']])[]): Promise<void> {
  const messenger = {
    notify: async (runKey: string, notice: Notice) => {
      told.push([runKey, notice.type]);
      return false;
    },
    sendSignal: async () => true,
    startRun: async () => undefined,
  };
  return sweepOnce({ context, messenger });
}

test('a run that Temporal has closed while the store did not hear of it is given its end', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1', [['/ci', 'waiting']]);
  fixture.runs.close('r1', { status: 'terminated', error: null });
  await sweep(fixture, []);
  expect(await fixture.store.runs.read('r1')).toMatchObject({ status: 'terminated' });
});

test('a notice that the run which caused it did not deliver goes out once, to whomever it reaches', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'dependent', [['/b', 'blocked']]);
  await startRun(fixture, 'other');
  await givenUndeliveredNotice(fixture);
  const told: (readonly [string, Notice['type']])[] = [];
  await sweep(fixture, told);
  expect(told).toEqual([]);
  fixture.clock.now += 31_000;
  await sweep(fixture, told);
  await sweep(fixture, told);
  expect(told).toEqual([['dependent', 'dependency-ended']]);
});
