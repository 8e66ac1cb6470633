import { expect, test } from 'vitest';
import { createFixture, startRun } from './client-fixture.js';

test('cancelling asks the workflow, and records who asked and why', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  await fixture.client.cancel({ runId: 'r1', by: 'ann', reason: 'wrong branch' });
  expect(fixture.runs.sent).toEqual([['cancel', 'r1']]);
  const requests = (await fixture.client.listEvents({ runId: 'r1' })).filter(({ actor }) => actor === 'ann');
  expect(requests).toMatchObject([{ type: 'run.cancel_requested', path: '/', reason: 'wrong branch' }]);
});

test('cancelling a run that has ended is a conflict', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  await fixture.client.terminate({ runId: 'r1', by: 'ann' });
  await expect(fixture.client.cancel({ runId: 'r1', by: 'ann' })).rejects.toMatchObject({ code: 'conflict' });
});

test('terminating ends the workflow, the run and what is open in it', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1', [['/ci', 'waiting']]);

  await fixture.client.terminate({ runId: 'r1', by: 'ann', reason: 'on fire' });

  const view = await fixture.client.read('r1');
  expect(fixture.runs.sent).toEqual([['terminate', 'r1', 'on fire']]);
  expect(view).toMatchObject({
    status: 'terminated',
    error: { code: 'terminated', message: 'The run was terminated by ann: on fire', path: null },
    endedAt: '2026-01-02T03:04:05.000Z',
  });
  expect(view.tasks.map(({ path, status, reason }) => [path, status, reason])).toEqual([
    ['/', 'cancelled', 'terminated'],
    ['/ci', 'cancelled', 'terminated'],
  ]);
});

test('a run that Temporal has lost cannot be terminated: it is lost', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  fixture.runs.workflows.delete('r1');
  const terminated = fixture.client.terminate({ runId: 'r1', by: 'ann' });
  await expect(terminated).rejects.toMatchObject({ code: 'conflict', message: 'The run "r1" has ended: lost.' });
});
