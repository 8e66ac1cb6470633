import { expect, test } from 'vitest';
import { createFixture, startRun } from './client-fixture.js';

const WAITING = { for: 'signal', name: 'vote', correlation: 'pr-7' } as const;

test('a signal is stored before the workflow is told of it by its id', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');

  const sent = await fixture.client.signal({ runId: 'r1', name: 'go', payload: { ok: true }, from: 'ann', id: 's1' });

  expect(sent).toEqual({ reached: 1, deliveryId: 's1' });
  expect(fixture.runs.sent).toEqual([['taskwright:signal', 'r1', { id: 's1', name: 'go', path: null }]]);
  const [stored] = await fixture.store.messages.listSignals('r1');
  expect(stored).toMatchObject({ id: 's1', name: 'go', payload: { ok: true }, from: 'ann', status: 'received' });
});

test('a signal to one task names it', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1', [['/ci', 'waiting']]);
  await fixture.client.signal({ runId: 'r1', name: 'go', task: '/ci', from: 'ann', id: 's1' });
  expect(fixture.runs.sent).toEqual([['taskwright:signal', 'r1', { id: 's1', name: 'go', path: '/ci' }]]);
});

test('a task that the run cannot have is not found', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1', [['/ci', 'waiting']]);
  const sent = fixture.client.signal({ runId: 'r1', name: 'go', task: '/ic', from: 'ann' });
  await expect(sent).rejects.toMatchObject({ code: 'not_found', path: '/ic' });
  expect(await fixture.store.messages.listSignals('r1')).toEqual([]);
});

test('a task of a run that is only starting may be signalled', async () => {
  const fixture = createFixture();
  await fixture.client.start({
    definition: { id: 'x', version: '1.0.0', input: { type: 'object' }, root: { id: '', kind: 'composite' } },
    runId: 'r1',
    startedBy: 'ann',
  });
  const sent = await fixture.client.signal({ runId: 'r1', name: 'go', task: '/ci', from: 'ann' });
  expect(sent.reached).toBe(1);
});

test('a run that has ended takes no signals, and says how it ended', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  await fixture.client.terminate({ runId: 'r1', by: 'ann' });
  const sent = fixture.client.signal({ runId: 'r1', name: 'go', from: 'ann' });
  await expect(sent).rejects.toMatchObject({ code: 'conflict', message: 'The run "r1" has ended: terminated.' });
});

test('a run that Temporal has closed meanwhile is found to have ended', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  fixture.runs.close('r1', { status: 'terminated', error: null });
  const sent = fixture.client.signal({ runId: 'r1', name: 'go', from: 'ann' });
  await expect(sent).rejects.toMatchObject({ code: 'conflict' });
  expect((await fixture.store.runs.read('r1'))?.status).toBe('terminated');
});

test('a run that does not exist is not found', async () => {
  const { client } = createFixture();
  await expect(client.signal({ runId: 'nope', name: 'go', from: 'ann' })).rejects.toMatchObject({ code: 'not_found' });
});

test.each(['', 'taskwright:run-ended', '__temporal_x', 'x'.repeat(201)])('%j is refused as a name', async (name) => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  const sent = fixture.client.signal({ runId: 'r1', name, from: 'ann' });
  await expect(sent).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a payload of more than 256 KiB is refused', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  const sent = fixture.client.signal({ runId: 'r1', name: 'go', payload: 'x'.repeat(262_144), from: 'ann' });
  await expect(sent).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a correlation key reaches every wait that has it and waits for that signal', async () => {
  const fixture = createFixture();
  for (const runId of ['r1', 'r2']) await startRun(fixture, runId, [['/vote', 'waiting', { waiting: WAITING }]]);
  await startRun(fixture, 'r3', [['/vote', 'waiting', { waiting: { ...WAITING, correlation: 'pr-8' } }]]);

  const sent = await fixture.client.signalByCorrelation({ correlation: 'pr-7', name: 'vote', from: 'ann', id: 's1' });

  expect(sent).toEqual({ reached: 2, deliveryId: 's1' });
  expect(fixture.runs.sent).toEqual([
    ['taskwright:signal', 'r1', { id: expect.stringMatching(/^s1-/), name: 'vote', path: '/vote' }],
    ['taskwright:signal', 'r2', { id: expect.stringMatching(/^s1-/), name: 'vote', path: '/vote' }],
  ]);
});

test('a signal by correlation that is sent again is the same one in each wait, whoever else waits then', async () => {
  const fixture = createFixture();
  const send = () => fixture.client.signalByCorrelation({ correlation: 'pr-7', name: 'vote', from: 'ann', id: 's1' });
  await startRun(fixture, 'r2', [['/vote', 'waiting', { waiting: WAITING }]]);
  await send();
  await startRun(fixture, 'r1', [['/vote', 'waiting', { waiting: WAITING }]]);
  await send();
  const ids = fixture.runs.sent.filter(([, runId]) => runId === 'r2').map(([, , message]) => message);
  expect(ids[0]).toEqual(ids[1]);
});

test('a correlation key that nothing waits with is not found', async () => {
  const { client } = createFixture();
  const sent = client.signalByCorrelation({ correlation: 'pr-7', name: 'vote', from: 'ann' });
  await expect(sent).rejects.toMatchObject({ code: 'not_found' });
});
