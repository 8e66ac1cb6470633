import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { createActionRegistry } from '../../../src/actions/action-registry.js';
import { createRunAction } from '../../../src/activities/run-action.js';
import { TaskwrightError } from '../../../src/domain/errors.js';
import type { Store } from '../../../src/store/store.js';
import { givenTask, surroundingsOf } from './activity-fixture.js';

const OUTAGE = new TaskwrightError('unavailable', 'The database cannot be reached.');

/** A store whose calls fail that often before they get through. */
function failing(name: 'begin' | 'finish', times: number, thrown: Error = OUTAGE) {
  let left = times;
  return (store: Store): Store => {
    const call: Store['attempts'][typeof name] = async (asked: never) => {
      if (left > 0) {
        left -= 1;
        throw thrown;
      }
      return store.attempts[name](asked) as never;
    };
    return { ...store, attempts: { ...store.attempts, [name]: call } };
  };
}

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
}

describe('an attempt that runs again', () => {
  it('gives back the result that there is, and does not run the action', async () => {
    const { deps, attempt, count } = await givenTask('action: work');
    const runAction = createRunAction(deps);
    const first = await runAction(attempt, surroundingsOf('temporal/1/1'));
    expect(await runAction(attempt, surroundingsOf('temporal/1/2'))).toMatchObject(first);
    expect(first).toEqual({ outcome: { status: 'completed' } });
    expect(count.runs).toBe(1);
  });

  it('drops what the one before it still returns', async () => {
    const results: ((value: string) => void)[] = [];
    const work = () => new Promise<string>((resolve) => results.push(resolve));
    const { deps, attempt, store } = await givenTask('action: work', { work });
    const runAction = createRunAction(deps);
    const zombie = runAction(attempt, surroundingsOf('temporal/1/1'));
    while (results.length < 1) await Promise.resolve();
    const second = runAction(attempt, surroundingsOf('temporal/1/2'));
    while (results.length < 2) await Promise.resolve();
    results[0]?.('of the zombie');
    expect(await zombie).toEqual({ outcome: { status: 'cancelled' } });
    results[1]?.('of the living');
    expect(await second).toEqual({ outcome: { status: 'completed' } });
    expect(await store.tasks.read(attempt.runKey, '/a')).toMatchObject({
      status: 'completed',
      output: 'of the living',
    });
    expect((await store.attempts.list(attempt.runKey)).map(({ status }) => status)).toEqual(['lost', 'completed']);
  });
});

describe('an outage of the store', () => {
  it('before the action costs no attempt', async () => {
    const { deps, attempt, count, store } = await givenTask('action: work', { wrapStore: failing('begin', 1) });
    const runAction = createRunAction(deps);
    expect(await thrownBy(runAction(attempt, surroundingsOf('temporal/1/1')))).toBe(OUTAGE);
    expect(await runAction(attempt, surroundingsOf('temporal/1/2'))).toEqual({ outcome: { status: 'completed' } });
    expect(count.runs).toBe(1);
    expect((await store.attempts.list(attempt.runKey)).map((one) => [one.attempt, one.status])).toEqual([
      [1, 'completed'],
    ]);
  });

  it('after the action delays its result, and never runs the action again', async () => {
    const { deps, attempt, count, store } = await givenTask('action: work', { wrapStore: failing('finish', 3) });
    const report = await createRunAction(deps)(attempt, surroundingsOf('temporal/1/1'));
    expect(report).toEqual({ outcome: { status: 'completed' } });
    expect(count.runs).toBe(1);
    expect(await store.tasks.read(attempt.runKey, '/a')).toMatchObject({ status: 'completed', output: 'done' });
  });

  it('that goes on is not waited for inside a workflow task', async () => {
    const { deps, attempt, count } = await givenTask('action: work, inline: true', {
      isInline: true,
      wrapStore: failing('finish', Infinity),
    });
    const report = createRunAction(deps)(attempt, surroundingsOf('token', { isInline: true }));
    expect(await thrownBy(report)).toBe(OUTAGE);
    expect(count.runs).toBe(1);
  });

  it('is not what a mistake of ours looks like, which is not tried again', async () => {
    const broken = new TaskwrightError('internal', 'The store refuses it.');
    const { deps, attempt, count } = await givenTask('action: work', { wrapStore: failing('finish', 1, broken) });
    expect(await thrownBy(createRunAction(deps)(attempt, surroundingsOf('temporal/1/1')))).toBe(broken);
    expect(count.runs).toBe(1);
  });
});

describe('attempts whose worker is lost', () => {
  it('cost the author nothing, until there were five of them', async () => {
    const work = () => new Promise<never>(() => undefined);
    const { deps, attempt, store, count } = await givenTask('action: work, retry: { max_attempts: 1 }', { work });
    const runAction = createRunAction(deps);
    for (let lost = 1; lost <= 5; lost += 1) {
      void runAction(attempt, surroundingsOf(`temporal/1/${lost}`));
      while (count.runs < lost) await Promise.resolve();
    }
    const thrown = await thrownBy(runAction(attempt, surroundingsOf('temporal/1/6')));
    expect(thrown).toMatchObject({ nonRetryable: true, message: 'Its worker was lost 5 times in a row.' });
    expect(count.runs).toBe(5);
    expect(await store.tasks.read(attempt.runKey, '/a')).toMatchObject({
      status: 'failed',
      error: { code: 'worker_lost', path: '/a' },
    });
  });
});

describe('retries', () => {
  it('are counted by the store: Temporal is told when to come again, and when it is enough', async () => {
    const work = () => {
      throw new Error('not yet');
    };
    const { deps, attempt } = await givenTask('action: work, retry: { max_attempts: 2, initial_interval: 7s }', {
      work,
    });
    const runAction = createRunAction(deps);
    const first = await thrownBy(runAction(attempt, surroundingsOf('temporal/1/1')));
    const last = await thrownBy(runAction(attempt, surroundingsOf('temporal/1/2')));
    expect(first).toBeInstanceOf(ApplicationFailure);
    expect(first).toMatchObject({ nonRetryable: false, nextRetryDelay: 7_000 });
    expect(last).toMatchObject({ nonRetryable: true, details: [{ outcome: { status: 'failed' } }] });
  });

  it('of an action that this worker does not know cost nothing: another worker will', async () => {
    const { deps, attempt, store } = await givenTask('action: later');
    const thrown = await thrownBy(createRunAction(deps)(attempt, surroundingsOf('temporal/1/1')));
    expect(thrown).toMatchObject({ type: 'unavailable', nonRetryable: false, nextRetryDelay: '5s' });
    expect(await store.attempts.list(attempt.runKey)).toEqual([]);
  });
});

describe('an action that the worker does not know', () => {
  it('costs no attempt, and the task says what it waits for until a worker has begun that knows it', async () => {
    const { deps, attempt, store } = await givenTask('action: work');
    const other = { ...deps, actions: createActionRegistry() };
    const message =
      'No worker that has looked at it knows the action "work". ' +
      'Start one that does: "taskwright worker --actions FILE", or createWorker({ actions }).';
    for (const caller of ['temporal/1/1', 'temporal/1/2']) {
      const thrown = await thrownBy(createRunAction(other)(attempt, surroundingsOf(caller)));
      expect(thrown).toMatchObject({ type: 'unavailable', message, nextRetryDelay: '5s' });
    }
    expect(await store.tasks.read(attempt.runKey, '/a')).toMatchObject({
      status: 'pending',
      attempt: 0,
      startedAt: null,
      error: { code: 'unavailable', message, path: '/a' },
    });
    await createRunAction(deps)(attempt, surroundingsOf('temporal/1/3'));
    expect(await store.tasks.read(attempt.runKey, '/a')).toMatchObject({
      status: 'completed',
      attempt: 1,
      error: null,
    });
  });
});
