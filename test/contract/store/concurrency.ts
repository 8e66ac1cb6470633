import { expect, it } from 'vitest';
import { givenRun, transition, uniqueId } from '../../support/store-builders.js';
import type { GetStore } from '../store-contract.js';

export function concurrencyContract(getStore: GetStore): void {
  const enter = (key: string, runKey: string, path: string, { limit = 1, visit = 1, workspace = 'default' } = {}) =>
    getStore().concurrency.enter({ workspace, key, limit, runKey, path, visit });
  const end = (runKey: string, path: string, over = {}) =>
    getStore().tasks.write({ runKey, transitions: [transition(path, 1, { status: 'completed', ...over })] });

  it('lets as many in as the limit says, and the next wait for those right before them', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/b', '/c', '/d']);
    const key = uniqueId('key');
    expect(await enter(key, runKey, '/a', { limit: 2 })).toEqual({ behind: [] });
    expect(await enter(key, runKey, '/b', { limit: 2 })).toEqual({ behind: [] });
    const [a, b, c] = ['/a', '/b', '/c'].map((path) => ({ runId: runKey, path }));
    expect(await enter(key, runKey, '/c', { limit: 2 })).toEqual({ behind: [b, a] });
    expect(await enter(key, runKey, '/d', { limit: 2 })).toEqual({ behind: [c, b] });
    expect(await enter(uniqueId('key'), runKey, '/d', { visit: 2 })).toEqual({ behind: [] });
    expect(await enter(key, runKey, '/d', { workspace: 'other', visit: 3 })).toEqual({ behind: [] });
  });

  it('keeps the place of whoever asks again, and gives it up when the task has ended', async () => {
    const runKey = await givenRun(getStore(), ['/a', '/b', '/c']);
    const key = uniqueId('key');
    await enter(key, runKey, '/a');
    await enter(key, runKey, '/b');
    expect(await enter(key, runKey, '/a')).toEqual({ behind: [] });
    expect(await enter(key, runKey, '/c')).toEqual({ behind: [{ runId: runKey, path: '/b' }] });
    await end(runKey, '/b', { status: 'cancelled' });
    expect(await enter(key, runKey, '/c')).toEqual({ behind: [{ runId: runKey, path: '/a' }] });
    await end(runKey, '/a');
    expect(await enter(key, runKey, '/c')).toEqual({ behind: [] });
    expect(await enter(key, runKey, '/a', { visit: 2 })).toEqual({ behind: [{ runId: runKey, path: '/c' }] });
  });

  it('forgets those whose run has ended, and whose row is not written yet stands in line all the same', async () => {
    const [first, second] = [await givenRun(getStore(), ['/']), await givenRun(getStore(), ['/a'])];
    const key = uniqueId('key');
    await enter(key, first, '/a/on_error');
    expect(await enter(key, second, '/a')).toEqual({ behind: [{ runId: first, path: '/a/on_error' }] });
    await end(first, '/');
    expect(await enter(key, second, '/a')).toEqual({ behind: [] });
  });

  it('lets what is below a task of the line go with it', async () => {
    const runKey = await givenRun(getStore(), ['/', '/a', '/a/b', '/ab']);
    const key = uniqueId('key');
    await enter(key, runKey, '/a');
    expect(await enter(key, runKey, '/a/b')).toEqual({ behind: [] });
    expect(await enter(key, runKey, '/ab')).toEqual({ behind: [{ runId: runKey, path: '/a' }] });
  });
}
