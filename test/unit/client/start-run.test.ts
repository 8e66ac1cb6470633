import { expect, test } from 'vitest';
import { TaskwrightError } from '../../../src/domain/errors.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { aDefinition, createFixture, NOW, startRun } from './client-fixture.js';

const OUTAGE = new TaskwrightError('unavailable', 'Temporal cannot be reached.');

test('a run is written, and its workflow is started with the hash of the definition only', async () => {
  const { client, store, runs } = createFixture();

  const started = await client.start({ definition: aDefinition(), input: { n: 1 }, runId: 'r1', startedBy: 'ann' });

  const run = await store.runs.read('r1');
  expect(started).toEqual({ runId: 'r1', temporalRunId: 'temporal-1', isNew: true });
  expect(run).toMatchObject({
    workspace: 'default',
    definitionId: 'release',
    version: '1.2.0',
    input: { n: 1 },
    startedBy: 'ann',
    status: 'pending',
    temporalRunId: 'temporal-1',
    createdAt: NOW,
  });
  expect(runs.workflows.get('r1')?.started).toEqual({
    runKey: 'r1',
    type: 'release',
    input: { definitionHash: run?.definitionHash, timeScale: 1, historyLimit: 1_500, generation: 1 },
    summary: 'Release 1.2.0',
    details: '**release** 1.2.0, run `r1`, started by ann\n\n```json\n{\n  "n": 1\n}\n```',
  });
  expect(await store.definitions.readPinned(run?.definitionHash ?? '')).toBe(JSON.stringify(aDefinition()));
});

test('a known secret in the input does not go into the history', async () => {
  const { client, runs } = createFixture();
  await client.start({ definition: aDefinition(), input: { password: 'hunter22' }, runId: 'r1', startedBy: 'ann' });
  expect(runs.workflows.get('r1')?.started.details).not.toContain('hunter22');
});

test('a workspace other than the default one stands before the run id', async () => {
  const { client, runs } = createFixture({ workspace: 'blue' });
  await client.start({ definition: aDefinition(), runId: 'r1', startedBy: 'ann' });
  expect([...runs.workflows.keys()]).toEqual(['blue/r1']);
});

test('a run id that is left out begins with the id of the definition', async () => {
  const { client } = createFixture();
  const { runId } = await client.start({ definition: aDefinition({ id: 'x'.repeat(100) }), startedBy: 'ann' });
  expect(runId).toMatch(/^x{89}-[a-z0-9]{10}$/);
});

test('what the input leaves out is as the defaults of the schema say', async () => {
  const { client, store } = createFixture();
  const deploy = { type: 'object', properties: { env: { type: 'string', default: 'dev' } } };
  const definition = aDefinition({
    input: { type: 'object', required: ['n'], properties: { n: { type: 'integer', default: 3 }, deploy } },
  });
  const start = (runId: string, input?: JsonObject) => client.start({ definition, input, runId, startedBy: 'ann' });
  await start('r1');
  await start('r2', { n: 4, deploy: {} });
  expect((await store.runs.read('r1'))?.input).toEqual({ n: 3 });
  expect((await store.runs.read('r2'))?.input).toEqual({ n: 4, deploy: { env: 'dev' } });
});

test('input that does not meet the schema is refused with every field that is wrong, and changes nothing', async () => {
  const { client, store } = createFixture();
  const definition = aDefinition({
    input: { type: 'object', required: ['sha'], properties: { n: { type: 'integer' } }, additionalProperties: false },
  });

  const refused = client.start({ definition, input: { n: 'one', extra: 1 }, startedBy: 'ann' });

  await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(refused).rejects.toThrow(/sha.*extra.*"n" must be integer/s);
  expect((await store.runs.list({ workspace: 'default', limit: 10 })).runs).toEqual([]);
});

test('input of more than 1 MiB is refused', async () => {
  const { client } = createFixture();
  const started = client.start({ definition: aDefinition(), input: { text: 'x'.repeat(1_048_576) }, startedBy: 'ann' });
  await expect(started).rejects.toMatchObject({ code: 'invalid_input' });
});

test.each(['', 'a b', 'a/b', 'constructor', 'x'.repeat(101)])('%j cannot be the id of a run', async (runId) => {
  const { client } = createFixture();
  const started = client.start({ definition: aDefinition(), runId, startedBy: 'ann' });
  await expect(started).rejects.toMatchObject({ code: 'invalid_input' });
});

test('a run id is never used twice', async () => {
  const fixture = createFixture();
  await startRun(fixture, 'r1');
  fixture.runs.close('r1', { status: 'terminated', error: null });
  const again = fixture.client.start({ definition: aDefinition(), runId: 'r1', startedBy: 'ann' });
  await expect(again).rejects.toMatchObject({ code: 'conflict' });
});

test('a repeat of the same request gets the same run, also without a run id', async () => {
  const { client, runs } = createFixture();
  const request = { definition: aDefinition(), startedBy: 'ann', requestToken: 'token' };
  const first = await client.start(request);
  const second = await client.start(request);
  expect(second).toEqual({ ...first, isNew: false });
  expect(runs.workflows.size).toBe(1);
});

test('a request token that comes with something else is a conflict', async () => {
  const { client } = createFixture();
  await client.start({ definition: aDefinition(), startedBy: 'ann', requestToken: 'token' });
  const other = client.start({ definition: aDefinition(), input: { n: 2 }, startedBy: 'ann', requestToken: 'token' });
  await expect(other).rejects.toMatchObject({ code: 'conflict' });
});

test('a run that could not be started in Temporal is started by a repeat', async () => {
  const { client, runs, store } = createFixture();
  const request = { definition: aDefinition(), runId: 'r1', startedBy: 'ann', requestToken: 'token' };
  runs.outage = OUTAGE;
  await expect(client.start(request)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'Temporal cannot be reached. The run "r1" is kept, and starts when it is back.',
  });
  runs.outage = null;

  expect(await client.start(request)).toEqual({ runId: 'r1', temporalRunId: 'temporal-1', isNew: false });
  expect((await store.runs.read('r1'))?.temporalRunId).toBe('temporal-1');
});

test('a definition that was pushed is run by its id, in its highest version or the one asked for', async () => {
  const { client, store } = createFixture();
  for (const version of ['1.9.0', '1.10.0']) await client.push(aDefinition({ version }));

  await client.start({ definition: { id: 'release' }, runId: 'highest', startedBy: 'ann' });
  await client.start({ definition: { id: 'release', version: '1.9.0' }, runId: 'asked', startedBy: 'ann' });

  expect((await store.runs.read('highest'))?.version).toBe('1.10.0');
  expect((await store.runs.read('asked'))?.version).toBe('1.9.0');
});

test('a definition that was not pushed is not found', async () => {
  const { client } = createFixture();
  const started = client.start({ definition: { id: 'nope' }, startedBy: 'ann' });
  await expect(started).rejects.toMatchObject({ code: 'not_found' });
});
