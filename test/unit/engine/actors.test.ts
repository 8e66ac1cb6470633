import { describe, expect, it } from 'vitest';
import { createTestRun, type TestRun } from '../../../src/testing/index.js';

const changesOf = async (run: TestRun, path: string): Promise<string[]> =>
  (await run.events(path)).map(({ type, actor }) => `${type} by ${actor}`);

describe('the events of a task', () => {
  it('name the person whose decision changed it', async () => {
    const run = await createTestRun('kind: wait\napproval: { quorum: 2 }');
    await run.approve('/', { by: 'ann' });
    await run.approve('/', { by: 'bob' });
    expect(await changesOf(run, '/')).toEqual([
      'task.waiting by system',
      'decision.approve by ann',
      'task.waiting by ann',
      'decision.approve by bob',
      'task.completed by bob',
    ]);
  });

  it('name the one who handed the result in', async () => {
    const run = await createTestRun('action: external');
    await run.fail('/', 'no time', 'zoe');
    expect(await changesOf(run, '/')).toEqual(['task.waiting by system', 'task.failed by zoe']);
  });

  it('name nobody for what time has done, whoever spoke before', async () => {
    const run = await createTestRun('kind: wait\napproval: { quorum: 2, timeout: 1h }');
    await run.approve('/', { by: 'ann' });
    await run.advance('1h');
    expect(await changesOf(run, '/')).toEqual([
      'task.waiting by system',
      'decision.approve by ann',
      'task.waiting by ann',
      'task.timed_out by system',
    ]);
  });
});
