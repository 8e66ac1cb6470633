import { expect, test } from 'vitest';
import { TaskwrightError } from '../../../src/domain/errors.js';
import { aTransition, createFixture, startRun, type Fixture } from './client-fixture.js';

const OUTAGE = new TaskwrightError('unavailable', 'Temporal cannot be reached.');

async function endRun({ store, runs }: Fixture): Promise<void> {
  await store.tasks.write({ runKey: 'r1', transitions: [aTransition('/', 'completed')] });
  runs.close('r1', { status: 'completed', error: null });
}

test('waiting for the end answers the run as it ended', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  const ended = fixture.client.waitForEnd('r1');
  await endRun(fixture);
  expect(await ended).toMatchObject({ runId: 'r1', status: 'completed' });
});

test('a run that Temporal has closed from outside has ended', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  const ended = fixture.client.waitForEnd('r1');
  fixture.runs.close('r1', { status: 'terminated', error: null });
  expect(await ended).toMatchObject({ status: 'terminated' });
});

test('whoever waits can stop waiting', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  const controller = new AbortController();
  const ended = fixture.client.waitForEnd('r1', { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(ended).rejects.toThrow('enough');
});

test('an outage is told once, and again when it is over', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  fixture.runs.outage = OUTAGE;
  const told: (TaskwrightError | null)[] = [];
  let onTold = (): void => undefined;
  const outageTold = new Promise<void>((resolve) => (onTold = resolve));
  const ended = fixture.client.waitForEnd('r1', {
    onOutage: (outage) => {
      told.push(outage);
      onTold();
    },
  });
  await outageTold;
  fixture.runs.outage = null;
  await endRun(fixture);
  expect(await ended).toMatchObject({ status: 'completed' });
  expect(told).toEqual([OUTAGE, null]);
});

test('a run is watched until it has ended, each state once', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1', [['/ci', 'waiting']]);
  const seen: string[] = [];
  for await (const { run, tasks } of fixture.client.watch('r1')) {
    seen.push(`${run.status}: ${tasks.map(({ path, status }) => `${path} ${status}`).join(', ')}`);
    if (seen.length === 1) await endRun(fixture);
  }
  expect(seen).toEqual(['in_progress: / in_progress, /ci waiting', 'completed: / completed, /ci waiting']);
});

test('a run that does not exist cannot be watched', async () => {
  const { client } = createFixture();
  await expect(client.watch('nope').next()).rejects.toMatchObject({ code: 'not_found' });
});
