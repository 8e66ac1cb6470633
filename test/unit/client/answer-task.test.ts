import { expect, test } from 'vitest';
import { TaskwrightError } from '../../../src/domain/errors.js';
import { createFixture, startRun } from './client-fixture.js';

const DECISION = { runId: 'r1', path: '/approve', decision: 'approve', by: 'ann', roles: ['pm'], id: 'd1' } as const;

async function createWaitingRun() {
  const fixture = createFixture();
  await startRun(fixture, 'r1', [
    ['/approve', 'waiting'],
    ['/qa', 'waiting'],
  ]);
  return fixture;
}

test('a decision is told to the run, and its comment kept beside', async () => {
  const { client, runs, store } = await createWaitingRun();

  const receipt = await client.decide({ ...DECISION, comment: 'ship it' });

  expect(receipt).toEqual({
    id: 'd1',
    runId: 'r1',
    path: '/approve',
    result: 'approve',
    by: 'ann',
    at: '2026-01-02T03:04:05.000Z',
  });
  expect(runs.sent).toEqual([
    ['taskwright:decide', 'r1', { id: 'd1', path: '/approve', by: 'ann', roles: ['pm'], decision: 'approve' }],
  ]);
  expect(await store.messages.readPayload('r1', 'd1')).toEqual({ comment: 'ship it', how: 'local' });
});

test('a decision that comes twice takes effect once and gets the same receipt', async () => {
  const { client, runs, clock } = await createWaitingRun();
  const first = await client.decide(DECISION);
  clock.now += 60_000;
  expect(await client.decide(DECISION)).toEqual(first);
  expect(runs.sent).toHaveLength(1);
});

test('a repeat after the run has ended gets the same receipt', async () => {
  const { client } = await createWaitingRun();
  const first = await client.decide(DECISION);
  await client.terminate({ runId: 'r1', by: 'ann' });
  expect(await client.decide(DECISION)).toEqual(first);
});

test('what the run refuses is refused in its words', async () => {
  const { client, runs } = await createWaitingRun();
  runs.refusal = new TaskwrightError('forbidden', 'ann may not decide here.');
  await expect(client.decide(DECISION)).rejects.toBe(runs.refusal);
});

test('a refused decision may be made again', async () => {
  const { client, runs } = await createWaitingRun();
  runs.refusal = new TaskwrightError('forbidden', 'ann may not decide here.');
  await expect(client.decide(DECISION)).rejects.toBe(runs.refusal);
  runs.refusal = null;
  expect((await client.decide(DECISION)).result).toBe('approve');
});

test('an output is kept before the run is told of it', async () => {
  const { client, runs, store } = await createWaitingRun();
  await client.complete({ runId: 'r1', path: '/qa', output: { passed: 12 }, by: 'ci', id: 'c1' });
  expect(await store.messages.readPayload('r1', 'c1')).toEqual({ output: { passed: 12 } });
  expect(runs.sent).toEqual([['taskwright:complete', 'r1', { id: 'c1', path: '/qa', by: 'ci', outcome: 'completed' }]]);
});

test('a failure is handed in with its message', async () => {
  const { client, runs, store } = await createWaitingRun();
  await client.complete({ runId: 'r1', path: '/qa', failure: 'it burns', by: 'ci', id: 'c1' });
  expect(await store.messages.readPayload('r1', 'c1')).toEqual({ message: 'it burns' });
  expect(runs.sent).toEqual([['taskwright:complete', 'r1', { id: 'c1', path: '/qa', by: 'ci', outcome: 'failed' }]]);
});

test('a task that is not there is not found', async () => {
  const { client } = await createWaitingRun();
  const decided = client.decide({ ...DECISION, path: '/nope' });
  await expect(decided).rejects.toMatchObject({ code: 'not_found', path: '/nope' });
});

test('a run that has ended takes no decision, and says how it ended', async () => {
  const { client } = await createWaitingRun();
  await client.terminate({ runId: 'r1', by: 'ann' });
  const decided = client.decide(DECISION);
  await expect(decided).rejects.toMatchObject({ code: 'conflict', message: 'The run "r1" has ended: terminated.' });
});

test('an output of more than 1 MiB is refused', async () => {
  const { client } = await createWaitingRun();
  const completed = client.complete({ runId: 'r1', path: '/qa', output: 'x'.repeat(1_048_576), by: 'ci' });
  await expect(completed).rejects.toMatchObject({ code: 'invalid_input' });
});
