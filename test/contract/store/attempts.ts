import { expect, it } from 'vitest';
import type { BegunAttempt, Execution } from '../../../src/store/store.js';
import {
  beginOf,
  COMPLETED,
  failed,
  finishOf,
  givenRun,
  runAttempt,
  transition,
  uniqueId,
  versionOf,
} from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function attemptsContract(getStore: GetStore): void {
  const begin = async (
    execution: Execution,
    over: Parameters<typeof beginOf>[1] = {},
  ): Promise<BegunAttempt | undefined> => (await getStore().attempts.begin([beginOf(execution, over)]))[0];
  const finish = async (execution: Execution, attempt: number, over: Parameters<typeof finishOf>[2] = {}) =>
    (await getStore().attempts.finish([finishOf(execution, attempt, over)]))[0]?.accepted;
  const given = async (): Promise<Execution> => ({ runKey: await givenRun(getStore(), ['/a']), path: '/a', visit: 1 });
  const read = ({ runKey, path }: Execution) => getStore().tasks.read(runKey, path);

  it('says why a task was skipped by its own attempt', async () => {
    const execution = await given();
    await begin(execution);
    expect(await finish(execution, 1, { result: { status: 'skipped', error: null, retryInMs: null } })).toBe(true);
    expect(await read(execution)).toMatchObject({ status: 'skipped', reason: 'when', startedAt: null, endedAt: null });
  });

  it('shows the run in progress while an attempt of its root is under way', async () => {
    const runKey = await givenRun(getStore(), []);
    const root = transition('/', 1, { status: 'waiting' });
    await getStore().tasks.write({ runKey, transitions: [root] });
    expect(await getStore().runs.read(runKey)).toMatchObject({ status: 'waiting' });
    await begin({ runKey, path: '/', visit: 1 }, { version: versionOf(2) });
    expect(await getStore().runs.read(runKey)).toMatchObject({ status: 'in_progress', endedAt: null });
  });

  it('takes away what kept the root from its first attempt', async () => {
    const runKey = await givenRun(getStore(), []);
    const error = { code: 'unavailable', message: 'No worker knows it.', path: '/' } as const;
    const waiting = transition('/', 1, { status: 'in_progress', error });
    await getStore().tasks.write({ runKey, transitions: [waiting] });
    expect(await getStore().runs.read(runKey)).toMatchObject({ error });
    await begin({ runKey, path: '/', visit: 1 }, { version: versionOf(1) });
    expect(await getStore().runs.read(runKey)).toMatchObject({ status: 'in_progress', error: null });
    expect(await getStore().tasks.read(runKey, '/')).toMatchObject({ status: 'in_progress', error: null });
  });

  it('reads what its expressions see with an attempt that begins, and not with one that has finished', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/b'], { input: { sha: 'abc' } });
    await runAttempt(getStore(), { runKey, path: '/b', visit: 1 }, { output: { url: '"u"' } });
    const execution = { runKey, path: '/a', visit: 1 };
    const scope = { needsInput: true, outputsOf: ['/b', '/nowhere'], localsOf: ['/'], attributesOf: ['/a'] };
    const begun = await begin(execution, { scope });
    const seen = await getStore().tasks.readScope({ runKey, ...scope });
    expect(begun).toMatchObject({ state: 'begun', attempt: 1, scope: seen });
    expect(seen.tasks).toEqual(new Map([['/b', { status: 'completed', output: { url: '"u"' }, error: null }]]));
    await finish(execution, 1);
    expect(await begin(execution, { scope })).toEqual({ state: 'finished', attempt: 1, result: COMPLETED });
  });

  it('begins the first attempt and shows the task in progress', async () => {
    const execution = await given();
    expect(await begin(execution, { at: 70 })).toEqual({
      state: 'begun',
      attempt: 1,
      fence: expect.any(Number),
      lostCount: 0,
      taskStartedAt: 70,
    });
    expect(await read(execution)).toMatchObject({
      status: 'in_progress',
      attempt: 1,
      startedAt: 70,
      endedAt: null,
      updatedAt: 70,
    });
  });

  it('gives the same caller the same attempt again', async () => {
    const execution = await given();
    const first = await begin(execution, { at: 70 });
    expect(await begin(execution, { at: 90 })).toEqual(first);
    expect(await getStore().attempts.list(execution.runKey)).toHaveLength(1);
  });

  it('keeps the end of an attempt, its output and its time', async () => {
    const execution = await given();
    await begin(execution);
    expect(await finish(execution, 1, { at: 250, output: { n: 1 }, attributes: { seen: true } })).toBe(true);
    expect(await read(execution)).toMatchObject({
      status: 'completed',
      output: { n: 1 },
      error: null,
      endedAt: 250,
      attributes: { seen: true },
    });
    expect(await getStore().attempts.list(execution.runKey, '/a')).toEqual([
      { ...execution, attempt: 1, status: 'completed', error: null, startedAt: 100, endedAt: 250 },
    ]);
  });

  it('gives whoever asks the result of an execution that has finished', async () => {
    const execution = await given();
    const result = failed(null);
    await runAttempt(getStore(), execution, { result });
    expect(await begin(execution, { caller: 'another' })).toEqual({ state: 'finished', attempt: 1, result });
    expect(await read(execution)).toMatchObject({ status: 'failed', error: result.error, attempt: 1 });
  });

  it('closes the open attempt of another caller as lost and counts it', async () => {
    const execution = await given();
    await begin(execution, { caller: 'one', at: 70 });
    expect(await begin(execution, { caller: 'two', at: 80 })).toMatchObject({
      state: 'begun',
      attempt: 2,
      lostCount: 1,
      taskStartedAt: 70,
    });
    expect(await begin(execution, { caller: 'three', at: 90 })).toMatchObject({ attempt: 3, lostCount: 2 });
    expect((await getStore().attempts.list(execution.runKey)).map(({ status, endedAt }) => [status, endedAt])).toEqual([
      ['lost', 80],
      ['lost', 90],
      ['open', null],
    ]);
    expect(await read(execution)).toMatchObject({ attempt: 3, startedAt: 70 });
  });

  it('drops what a lost attempt still returns', async () => {
    const execution = await given();
    await begin(execution, { caller: 'one' });
    await begin(execution, { caller: 'two' });
    expect(await finish(execution, 1, { output: 'zombie', attributes: { zombie: true } })).toBe(false);
    expect(await read(execution)).toMatchObject({ status: 'in_progress', output: null, attributes: {} });
    expect(await finish(execution, 2, { output: 'alive' })).toBe(true);
    expect(await finish(execution, 1, { output: 'zombie' })).toBe(false);
    expect(await read(execution)).toMatchObject({ status: 'completed', output: 'alive' });
  });

  it('does not let a caller whose attempt was lost take it back', async () => {
    const execution = await given();
    await begin(execution, { caller: 'one' });
    await begin(execution, { caller: 'two' });
    expect(await begin(execution, { caller: 'one' })).toEqual({ state: 'fenced' });
    expect(await finish(execution, 2)).toBe(true);
  });

  it('accepts the repeat of a result that was accepted, and changes nothing', async () => {
    const execution = await given();
    await begin(execution);
    await finish(execution, 1, { output: 1 });
    const before = await read(execution);
    const events = await getStore().events.list({ runKey: execution.runKey, limit: 50 });
    expect(await finish(execution, 1, { output: 1 })).toBe(true);
    expect(await read(execution)).toEqual(before);
    expect(await getStore().events.list({ runKey: execution.runKey, limit: 50 })).toEqual(events);
  });

  it('refuses a result with a fence that it never gave', async () => {
    const execution = await given();
    await begin(execution);
    expect(await finish(execution, 1, { fence: 99 })).toBe(false);
    expect(await finish(execution, 2)).toBe(false);
    expect(await finish({ ...execution, visit: 2 }, 1)).toBe(false);
    expect(await finish({ ...execution, path: '/nowhere' }, 1)).toBe(false);
    expect(await read(execution)).toMatchObject({ status: 'in_progress' });
  });

  it('begins another attempt after one that is to be tried again', async () => {
    const execution = await given();
    await begin(execution, { caller: 'one' });
    expect(await finish(execution, 1, { result: failed(1_000) })).toBe(true);
    expect(await read(execution)).toMatchObject({ status: 'in_progress', error: null, endedAt: null, attempt: 1 });
    expect(await begin(execution, { caller: 'two', at: 300 })).toMatchObject({
      state: 'begun',
      attempt: 2,
      lostCount: 0,
    });
    expect(await finish(execution, 2, { result: COMPLETED })).toBe(true);
    expect(await read(execution)).toMatchObject({ status: 'completed', attempt: 2, startedAt: 100 });
    expect((await getStore().attempts.list(execution.runKey)).map(({ status }) => status)).toEqual([
      'failed',
      'completed',
    ]);
  });

  it('gives a caller the result of its own attempt again, also when it is to be tried again', async () => {
    const execution = await given();
    await begin(execution, { caller: 'one' });
    const result = failed(1_000);
    await finish(execution, 1, { result });
    expect(await begin(execution, { caller: 'one' })).toEqual({ state: 'finished', attempt: 1, result });
    await begin(execution, { caller: 'two' });
    expect(await begin(execution, { caller: 'one' })).toEqual({ state: 'finished', attempt: 1, result });
    expect(await finish(execution, 1, { result })).toBe(true);
  });

  it('does not count attempts that were tried again as lost', async () => {
    const execution = await given();
    await begin(execution, { caller: 'one' });
    await finish(execution, 1, { result: failed(0) });
    await begin(execution, { caller: 'two' });
    expect(await begin(execution, { caller: 'three' })).toMatchObject({ attempt: 3, lostCount: 1 });
  });

  it('shows a task that its attempt found is to be skipped as never started', async () => {
    const execution = await given();
    await begin(execution);
    await finish(execution, 1, { result: { status: 'skipped', error: null, retryInMs: null } });
    expect(await read(execution)).toMatchObject({ status: 'skipped', attempt: 0, startedAt: null, endedAt: null });
  });

  it('numbers the attempts of a later visit from 1 and forgets what the earlier one left', async () => {
    const execution = await given();
    await runAttempt(getStore(), execution, { result: failed(null) });
    const second = { ...execution, visit: 2 };
    expect(await begin(second, { version: versionOf(5), at: 500 })).toMatchObject({
      state: 'begun',
      attempt: 1,
      lostCount: 0,
      taskStartedAt: 500,
    });
    expect(await read(execution)).toMatchObject({
      visit: 2,
      attempt: 1,
      status: 'in_progress',
      error: null,
      startedAt: 500,
    });
    expect(await begin(execution, { caller: 'late' })).toMatchObject({ state: 'finished', attempt: 1 });
  });

  it('fences a visit when a later one begins', async () => {
    const execution = await given();
    await begin(execution, { caller: 'one' });
    await begin({ ...execution, visit: 2 }, { caller: 'two' });
    expect(await begin(execution, { caller: 'late' })).toEqual({ state: 'fenced' });
    expect(await finish(execution, 1)).toBe(false);
    expect(await finish({ ...execution, visit: 2 }, 1)).toBe(true);
  });

  it('drops whatever an execution returns after its fence was raised', async () => {
    const execution = await given();
    await begin(execution);
    await getStore().tasks.write({ runKey: execution.runKey, raiseFences: [{ path: '/a', visit: 1 }] });
    expect(await finish(execution, 1, { output: 'late' })).toBe(false);
    expect(await begin(execution)).toEqual({ state: 'fenced' });
    expect(await begin(execution, { caller: 'new' })).toEqual({ state: 'fenced' });
    expect(await begin({ ...execution, visit: 2 })).toMatchObject({ state: 'begun', attempt: 1 });
    expect((await getStore().attempts.list(execution.runKey))[0]).toMatchObject({ visit: 1, status: 'cancelled' });
  });

  it('answers with a result that came before the fence was raised', async () => {
    const execution = await given();
    await runAttempt(getStore(), execution, { output: 1 });
    await getStore().tasks.write({ runKey: execution.runKey, raiseFences: [{ path: '/a', visit: 1 }] });
    expect(await begin(execution, { caller: 'late' })).toMatchObject({ state: 'finished' });
    expect(await finish(execution, 1, { output: 1 })).toBe(true);
  });

  it('fences a visit that has not begun', async () => {
    const execution = await given();
    const { runKey } = execution;
    await getStore().tasks.write({
      runKey,
      raiseFences: [
        { path: '/a', visit: 3 },
        { path: '/a', visit: 2 },
        { path: '/x', visit: 1 },
      ],
    });
    expect(await begin({ ...execution, visit: 3 })).toEqual({ state: 'fenced' });
    expect(await begin({ ...execution, visit: 4 })).toMatchObject({ state: 'begun' });
  });

  it('does not begin what a later decision has ended', async () => {
    const execution = await given();
    const { runKey } = execution;
    await getStore().tasks.write({ runKey, transitions: [transition('/a', 5, { status: 'cancelled' })] });
    expect(await begin(execution, { version: versionOf(4) })).toEqual({ state: 'fenced' });
    expect(await begin(execution, { version: versionOf(6) })).toMatchObject({ state: 'begun' });
  });

  it('runs under a later decision without hiding it, and keeps the result for the decision to come', async () => {
    const execution = await given();
    const { runKey } = execution;
    await getStore().tasks.write({ runKey, transitions: [transition('/a', 5, { status: 'paused' })] });
    expect(await begin(execution, { version: versionOf(4), at: 70 })).toMatchObject({ state: 'begun' });
    expect(await read(execution)).toMatchObject({ status: 'paused', startedAt: 70 });
    expect(await finish(execution, 1, { version: versionOf(4), output: 'kept' })).toBe(true);
    expect(await read(execution)).toMatchObject({ status: 'paused', output: 'kept', endedAt: null });
  });

  it('accepts a result under a later end without touching the task', async () => {
    const execution = await given();
    const { runKey } = execution;
    await begin(execution, { version: versionOf(4) });
    await getStore().tasks.write({
      runKey,
      transitions: [transition('/a', 5, { status: 'timed_out', output: { value: 'handled' } })],
    });
    expect(await finish(execution, 1, { version: versionOf(4), output: 'late' })).toBe(true);
    expect(await read(execution)).toMatchObject({ status: 'timed_out', output: 'handled' });
  });

  it('answers many in the order of the calls', async () => {
    const paths = Array.from({ length: 300 }, (_, index) => `/${index}`);
    const runKey = await givenRun(getStore(), paths);
    const executions = paths.map((path) => ({ runKey, path, visit: 1 }));
    await runAttempt(getStore(), { runKey, path: '/7', visit: 1 });
    const begun = await getStore().attempts.begin(executions.map((execution) => beginOf(execution)));
    expect(begun.map(({ state }) => state)).toEqual(paths.map((path) => (path === '/7' ? 'finished' : 'begun')));
    const ended = await getStore().attempts.finish(
      executions.map((execution, index) => finishOf(execution, 1, { output: index })),
    );
    expect(ended).toEqual(paths.map(() => ({ accepted: true })));
    const outputs = (await getStore().tasks.listChildren(runKey, '/')).map(({ output }) => output);
    expect(outputs).toEqual(paths.map((_, index) => (index === 7 ? null : index)));
  });

  it('answers calls for one task, made at once, one after another', async () => {
    const execution = await given();
    const callers = ['one', 'two', 'three'];
    const asked = await getStore().attempts.begin(callers.map((caller) => beginOf(execution, { caller })));
    expect(asked.map((begun) => begun.state === 'begun' && begun.attempt)).toEqual([1, 2, 3]);
    expect(await Promise.all([1, 2, 3].map((attempt) => finish(execution, attempt)))).toEqual([false, false, true]);
  });

  it('says which task does not exist, and begins the others that were asked for at once', async () => {
    const execution = await given();
    const outcomes = await Promise.allSettled([begin({ ...execution, path: '/nowhere' }), begin(execution)]);
    expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: { code: 'not_found', path: '/nowhere' } });
    expect(outcomes[1]).toMatchObject({ status: 'fulfilled', value: { state: 'begun' } });
  });

  it('lets a result that cannot be stored fail alone', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/b', '/c']);
    const executions = ['/a', '/b', '/c'].map((path) => ({ runKey, path, visit: 1 }));
    await getStore().attempts.begin(executions.map((execution) => beginOf(execution)));
    const outcomes = await Promise.allSettled(
      executions.map((execution) =>
        finish(execution, 1, execution.path === '/b' ? { attributes: { text: '\0' } } : {}),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'invalid_input' } });
    expect(await getStore().tasks.countByStatus(runKey)).toEqual({ pending: 1, completed: 2, in_progress: 1 });
  });

  it('gives many callers of one execution one attempt each, of which only the last counts', async () => {
    const execution = await given();
    const begun = await Promise.all(Array.from({ length: 20 }, () => begin(execution, { caller: uniqueId('caller') })));
    const numbers = begun.map((one) => (one?.state === 'begun' ? one.attempt : 0));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const accepted = await Promise.all(numbers.map((attempt) => finish(execution, attempt, { output: attempt })));
    expect(numbers.filter((_, index) => accepted[index])).toEqual([20]);
    expect(await read(execution)).toMatchObject({ output: 20 });
  });
}
