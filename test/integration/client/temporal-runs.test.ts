import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createTemporalRuns, type NewWorkflow, type TemporalRuns } from '../../../src/client/temporal-runs.js';
import '../../support/provided.js';

let connection: Connection;
let runs: TemporalRuns;
let workflow: NewWorkflow;

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') });
});

afterAll(() => connection.close());

beforeEach(() => {
  const taskQueue = `nobody-${randomUUID()}`;
  runs = toRuns(connection, taskQueue);
  workflow = {
    runKey: taskQueue,
    type: 'release',
    input: { definitionHash: 'hash', timeScale: 1, historyLimit: 1_500, generation: 1 },
    summary: 'Release 1.2.0',
    details: 'details',
  };
});

function toRuns(over: Connection, taskQueue: string): TemporalRuns {
  return createTemporalRuns({
    temporal: new Client({ connection: over }),
    taskQueue,
    address: 'temporal.test:7233',
    answerTimeoutMs: 500,
    startsEagerly: false,
  });
}

test('a workflow is started once, and known by its first execution', async () => {
  const { temporalRunId } = await runs.start(workflow);
  expect(await runs.start(workflow)).toEqual({ temporalRunId: null });
  expect(await runs.describe(workflow.runKey)).toEqual({ state: 'open', firstRunId: temporalRunId });
});

test('a workflow that is closed is never started again', async () => {
  await runs.start(workflow);
  await runs.terminate(workflow.runKey, 'on fire');
  expect(await runs.start(workflow)).toEqual({ temporalRunId: null });
});

test('a workflow that was terminated says so, with the reason', async () => {
  const { temporalRunId } = await runs.start(workflow);
  expect(await runs.terminate(workflow.runKey, 'on fire')).toBe(true);
  expect(await runs.describe(workflow.runKey)).toEqual({
    state: 'closed',
    firstRunId: temporalRunId,
    end: {
      status: 'terminated',
      error: { code: 'terminated', message: 'The run was terminated: on fire', path: null },
    },
  });
});

test('an open workflow takes a signal and the wish to be cancelled; a closed one does not', async () => {
  const { runKey } = workflow;
  const signal = { name: 'taskwright:signal', message: { id: 's1' } };
  expect(await runs.signal(runKey, signal)).toBe(false);
  await runs.start(workflow);
  expect(await runs.signal(runKey, signal)).toBe(true);
  expect(await runs.cancel(runKey)).toBe(true);
  await runs.terminate(runKey, 'enough');
  expect(await runs.signal(runKey, signal)).toBe(false);
  expect(await runs.terminate(runKey, 'enough')).toBe(false);
  expect(await runs.update(runKey, { name: 'taskwright:decide', message: { id: 'd1' } })).toBe(false);
});

test('a message that no worker answers is unavailable, and says how to get one', async () => {
  await runs.start(workflow);
  const update = runs.update(workflow.runKey, { name: 'taskwright:decide', message: { id: 'd1' } });
  await expect(update).rejects.toMatchObject({
    code: 'unavailable',
    message: 'No worker answers for this run.',
    hint: 'Start one with "taskwright worker" or "taskwright up", and repeat the command.',
  });
});

test('a workflow that does not exist is null', async () => {
  expect(await runs.describe('nope')).toBeNull();
});

test('whoever waits hears when the workflow has closed', async () => {
  await runs.start(workflow);
  const closed = runs.waitForClose(workflow.runKey, new AbortController().signal);
  await runs.terminate(workflow.runKey, 'enough');
  expect(await closed).toBe(true);
  expect(await runs.waitForClose('nope', new AbortController().signal)).toBe(false);
});

test('waiting ends when it is aborted', async () => {
  await runs.start(workflow);
  const controller = new AbortController();
  const closed = runs.waitForClose(workflow.runKey, controller.signal);
  controller.abort(new Error('enough'));
  await expect(closed).rejects.toThrow('enough');
});

test('a task queue that nobody polls has no worker', async () => {
  expect(await runs.hasWorker()).toBe(false);
});

test('a server that is not there is unavailable', async () => {
  const away = Connection.lazy({ address: '127.0.0.1:1' });
  const described = toRuns(away, 'nobody').describe('r1');
  await expect(described).rejects.toMatchObject({
    code: 'unavailable',
    message: 'Temporal at temporal.test:7233 cannot be reached, or did not answer in time.',
  });
  await away.close();
});
