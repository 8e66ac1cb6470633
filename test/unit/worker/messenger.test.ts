import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { expect, test } from 'vitest';
import { createMessenger } from '../../../src/worker/messenger.js';
import { createFixture, NOW, startRun } from '../client/client-fixture.js';

/** A Temporal that knows these workflows, and records how it is spoken to. */
function createTemporal(known: readonly string[]) {
  const said: unknown[] = [];
  const running = new Set(known);
  const workflow = {
    getHandle: (...address: readonly unknown[]) => ({
      async signal(name: string, message: unknown) {
        const [id] = address;
        if (typeof id !== 'string' || !running.has(id)) throw new WorkflowNotFoundError('gone', String(id), undefined);
        said.push([...address, name, message]);
      },
    }),
    async start(type: string, { workflowId, workflowIdReusePolicy, taskQueue }: Record<string, unknown>) {
      const id = String(workflowId);
      if (running.has(id)) throw new WorkflowExecutionAlreadyStartedError('there', id, type);
      running.add(id);
      said.push([type, id, workflowIdReusePolicy, taskQueue]);
    },
  };
  return { said, client: { workflow } as unknown as Client };
}

async function givenMessenger() {
  const fixture = createFixture();
  await startRun(fixture, 'there');
  const temporal = createTemporal(['there']);
  const { messages } = fixture.store;
  return { ...temporal, messages, messenger: createMessenger({ client: temporal.client, messages, taskQueue: 'q' }) };
}

test('other runs are told by their workflow id alone, whichever Temporal run stands behind it', async () => {
  const { messenger, said } = await givenMessenger();
  const ended = { type: 'dependency-ended', dependencyId: 'd', status: 'completed' } as const;
  expect(await messenger.notify('there', ended)).toBe(true);
  expect(said).toEqual([['there', 'taskwright:dependency-ended', ended]]);
});

test('a run that is gone needs no telling', async () => {
  const { messenger } = await givenMessenger();
  const ended = { type: 'dependency-ended', dependencyId: 'd', status: 'completed' } as const;
  expect(await messenger.notify('gone', ended)).toBe(false);
});

test('a signal is kept before the run is told of it, by its id', async () => {
  const { messenger, messages, said } = await givenMessenger();
  const signal = { id: 's1', runKey: 'there', name: 'go', payload: { n: 1 }, from: 'other', receivedAt: NOW };
  expect(await messenger.sendSignal(signal)).toBe(true);
  expect((await messages.listSignals('there')).map(({ id, payload }) => [id, payload])).toEqual([['s1', { n: 1 }]]);
  expect(said).toEqual([['there', 'taskwright:signal', { id: 's1', name: 'go', path: null }]]);
});

test('a signal to a run that nobody knows reaches none', async () => {
  const { messenger, said } = await givenMessenger();
  const signal = { id: 's1', runKey: 'unknown', name: 'go', payload: null, from: 'other', receivedAt: NOW };
  expect(await messenger.sendSignal(signal)).toBe(false);
  expect(said).toEqual([]);
});

test('a run is started once, and its id never again', async () => {
  const { messenger, said } = await givenMessenger();
  const run = { runKey: 'new', definitionId: 'release', definitionHash: 'hash', timeScale: 1 };
  await messenger.startRun(run);
  await messenger.startRun(run);
  expect(said).toEqual([['release', 'new', 'REJECT_DUPLICATE', 'q']]);
});

test('a Temporal that cannot be reached is an outage, which costs no attempt', async () => {
  const { messages } = createFixture().store;
  const outage = Object.assign(new Error('no connection'), { code: 14 });
  const refuse = async (): Promise<never> => Promise.reject(outage);
  const client = { workflow: { getHandle: () => ({ signal: refuse }), start: refuse } } as unknown as Client;
  const messenger = createMessenger({ client, messages, taskQueue: 'q' });
  const ended = { type: 'dependency-ended', dependencyId: 'd', status: 'completed' } as const;
  const run = { runKey: 'new', definitionId: 'release', definitionHash: 'hash', timeScale: 1 };
  await expect(messenger.notify('there', ended)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(messenger.startRun(run)).rejects.toMatchObject({ code: 'unavailable' });
});
