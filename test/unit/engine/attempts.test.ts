import { describe, expect, it } from 'vitest';
import { TaskwrightError } from '../../../src/domain/errors.js';
import type { MockContext } from '../../../src/testing/index.js';
import { play, statusesOf, taskOf } from './play.js';

function failsTimes(times: number, thrown: () => Error = () => new Error('not yet')) {
  return (_: unknown, { attempt }: MockContext) => {
    if (attempt <= times) throw thrown();
    return attempt;
  };
}

describe('an action that fails', () => {
  it.each(['', ', inline: true'])('is tried three times, one and two seconds apart, unless said%s', async (inline) => {
    const view = await play(`tasks: [{ id: x, action: work${inline} }]`, { actions: { work: failsTimes(9) } });
    expect(taskOf(view, '/x')).toMatchObject({
      status: 'failed',
      attempt: 3,
      endedAt: '2030-01-01T00:00:03.000Z',
      error: { code: 'task_failed', message: 'not yet', path: '/x' },
    });
  });

  it('completes with the first attempt that does', async () => {
    const view = await play(`tasks: [{ id: x, action: work }]`, { actions: { work: failsTimes(2) } });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'completed', attempt: 3, output: 3 });
  });

  it('is tried again as its retry says: the pauses grow up to the longest', async () => {
    const retry = '{ max_attempts: 5, initial_interval: 10s, backoff: 3, max_interval: 40s }';
    const view = await play(`tasks: [{ id: x, action: work, retry: ${retry} }]`, { actions: { work: failsTimes(4) } });
    expect(taskOf(view, '/x')).toMatchObject({ attempt: 5, endedAt: '2030-01-01T00:02:00.000Z' });
  });

  it.each([
    ['a code', '[task_failed]', () => new Error('x')],
    ['an HTTP status', '[503]', () => new TaskwrightError('task_failed', 'x', { httpStatus: 503, isRetryable: true })],
  ])('is not tried again for %s among its non_retryable', async (_, list, thrown) => {
    const view = await play(`tasks: [{ id: x, action: work, retry: { non_retryable: ${list} } }]`, {
      actions: { work: failsTimes(9, thrown) },
    });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'failed', attempt: 1 });
  });

  it.each([
    ['its input cannot be evaluated', 'action: work, with: "${{ input.missing }}"'],
    ['its action does not know the input', 'action: own, with: { n: many }'],
    ['its fail_when cannot be evaluated', 'action: work, fail_when: output.missing'],
    ['its outputs cannot be evaluated', 'action: work, outputs: "${{ output.missing }}"'],
  ])('is not tried again when %s', async (_, task) => {
    const view = await play(`tasks: [{ id: x, ${task} }]`, {
      actions: {
        work: () => ({}),
        own: () => {
          throw new TaskwrightError('invalid_input', 'n is no number', { isRetryable: false });
        },
      },
    });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'invalid_input' } });
  });

  it('is tried again by the pause of each of several that fail side by side', async () => {
    const view = await play(
      `{ kind: parallel, tasks: [{ id: a, action: work }, { id: b, action: work, retry: { initial_interval: 5s } }] }`,
      { actions: { work: failsTimes(1) } },
    );
    expect([taskOf(view, '/a').endedAt, taskOf(view, '/b').endedAt]).toEqual([
      '2030-01-01T00:00:01.000Z',
      '2030-01-01T00:00:05.000Z',
    ]);
  });
});

describe('fail_when', () => {
  it('turns a result into a failure, which is tried again like any other', async () => {
    const view = await play(`tasks: [{ id: x, action: work, fail_when: output.n < 3 }]`, {
      actions: { work: (_: unknown, { attempt }: MockContext) => ({ n: attempt }) },
    });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'completed', attempt: 3, output: { n: 3 } });
  });

  it.each(['transform', 'noop'])('is not tried again for %s, which would come to the same', async (action) => {
    const view = await play(`tasks: [{ id: x, action: ${action}, fail_when: "true" }]`);
    expect(taskOf(view, '/x')).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'task_failed' } });
  });

  it.each(['fail_when: output.no', 'outputs: "${{ output.no }}"', 'fail_when: "1"'])(
    'and an expression that fails (%s) fails the first attempt of any action',
    async (field) => {
      const view = await play(`tasks: [{ id: x, action: work, ${field} }]`, { actions: { work: () => ({}) } });
      expect(taskOf(view, '/x')).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'invalid_input' } });
    },
  );

  it('names itself in the error', async () => {
    const view = await play(`tasks: [{ id: x, action: transform, with: { n: 1 }, fail_when: output.n == 1 }]`);
    expect(view.error).toEqual({
      code: 'task_failed',
      message: 'Its result meets fail_when: output.n == 1.',
      path: '/x',
    });
  });

  it('judges what an external task was handed', async () => {
    const view = await play(`tasks: [{ id: x, action: external, fail_when: "!output.ok" }]`, {}, (run) =>
      run.complete('/x', { ok: false }),
    );
    expect(taskOf(view, '/x')).toMatchObject({ status: 'failed', output: null });
  });
});

describe('the timeout of an attempt', () => {
  const hang = {
    work: async (_: unknown, { sleep, attempt }: MockContext) => sleep(attempt < 3 ? Infinity : 1).then(() => attempt),
  };

  it('ends the attempt, which is tried again like a network error', async () => {
    const view = await play(`tasks: [{ id: x, action: work, timeout: 20s }]`, { actions: hang });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'completed', attempt: 3, endedAt: '2030-01-01T00:00:43.001Z' });
  });

  it('leaves the task timed out when the attempt was the last', async () => {
    const view = await play(`tasks: [{ id: x, action: work, timeout: 20s, retry: { max_attempts: 2 } }]`, {
      actions: hang,
    });
    expect(taskOf(view, '/x')).toMatchObject({
      status: 'timed_out',
      attempt: 2,
      error: { code: 'timed_out', path: '/x' },
    });
    expect([view.status, view.error?.code]).toEqual(['failed', 'timed_out']);
  });

  it('is five minutes for an ordinary action and two seconds for an inline one', async () => {
    const actions = { work: (_: unknown, { sleep }: MockContext) => sleep(Infinity).then(() => null) };
    const view = await play(
      `{ kind: parallel, tasks: [{ id: a, action: work, retry: { max_attempts: 1 } }, { id: b, inline: true, action: work, retry: { max_attempts: 1 } }] }`,
      { actions },
    );
    expect([taskOf(view, '/a').endedAt, taskOf(view, '/b').endedAt]).toEqual([
      '2030-01-01T00:05:00.000Z',
      '2030-01-01T00:00:02.000Z',
    ]);
  });

  it('does not wait for ever for an action that ignores it', async () => {
    const actions = {
      work: (_: unknown, { sleep }: MockContext) => sleep(Infinity, { ignoresAbort: true }).then(() => null),
    };
    const view = await play(`tasks: [{ id: x, action: work, timeout: 20s, retry: { max_attempts: 1 } }]`, { actions });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'timed_out', endedAt: '2030-01-01T00:00:28.000Z' });
  });

  it.each([
    ['a composite', '{ id: x, timeout: 5s, tasks: [{ id: a, kind: wait, duration: 1h }] }'],
    ['a parallel', '{ id: x, kind: parallel, timeout: 5s, tasks: [{ id: a, kind: wait, duration: 1h }] }'],
    ['a collection', '{ id: x, kind: collection, timeout: 5s, items: "[1]", do: { kind: wait, duration: 1h } }'],
    ['a router', '{ id: x, kind: router, timeout: 5s, switch: "\'a\'", cases: { a: { kind: wait, duration: 1h } } }'],
    ['an external task', '{ id: x, timeout: 5s, action: external }'],
    ['a child run', '{ id: x, timeout: 5s, action: run, with: { definition: other } }'],
    ['a wait', '{ id: x, timeout: 5s, kind: wait, signal: s }'],
  ])('ends %s', async (_, task) => {
    const view = await play(`tasks: [${task}]`, { pushed: ['{ id: other, kind: wait, duration: 1h }'] });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'timed_out', endedAt: '2030-01-01T00:00:05.000Z' });
    expect(view).toMatchObject({ status: 'failed', error: { code: 'timed_out', path: '/x' } });
  });

  it('of the root leaves the run timed out', async () => {
    const view = await play(`{ timeout: 5s, tasks: [{ id: a, kind: wait, duration: 1h }] }`);
    expect(view).toMatchObject({ status: 'timed_out', error: { code: 'timed_out', path: '/' } });
    expect(statusesOf(view)['/a']).toBe('cancelled (timeout)');
  });
});

describe('a deadline', () => {
  it('ends the whole task, whatever attempt it is at', async () => {
    const view = await play(`tasks: [{ id: x, action: work, deadline: 10s, retry: { max_attempts: 100 } }]`, {
      actions: { work: failsTimes(100) },
    });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'timed_out', attempt: 4, endedAt: '2030-01-01T00:00:10.000Z' });
    expect(taskOf(view, '/x').error).toMatchObject({ code: 'timed_out', message: 'Its deadline has passed.' });
  });

  it.each([
    [
      'an inline action between attempts',
      '{ id: x, inline: true, deadline: 10s, action: work, retry: { max_attempts: 100 } }',
    ],
    ['an external task', '{ id: x, deadline: 10s, action: external }'],
    ['a wait', '{ id: x, deadline: 10s, kind: wait, signal: s }'],
    ['an approval', '{ id: x, deadline: 10s, kind: wait, approval: { roles: [a] } }'],
    ['a composite', '{ id: x, deadline: 10s, tasks: [{ id: a, kind: wait, duration: 1h }] }'],
    ['a parallel', '{ id: x, deadline: 10s, kind: parallel, tasks: [{ id: a, kind: wait, duration: 1h }] }'],
    ['a collection', '{ id: x, deadline: 10s, kind: collection, items: "[1]", do: { kind: wait, duration: 1h } }'],
    ['a router', '{ id: x, deadline: 10s, kind: router, cases: [{ when: "true", do: { kind: wait, duration: 1h } }] }'],
    [
      'a repeat in its pause',
      '{ id: x, deadline: 10s, repeat: { until: "false", max: 9, delay: 1h }, tasks: [{ id: a, action: noop }] }',
    ],
    ['a child run', '{ id: x, deadline: 10s, action: run, with: { definition: other } }'],
    ['a foreign workflow', '{ id: x, deadline: 10s, action: workflow, with: { type: theirs, queue: q } }'],
    [
      'a task that waits for a prerequisite',
      '{ id: x, deadline: 10s, action: noop, needs: [{ task: last, type: prerequisite }] }',
    ],
  ])('ends %s', async (_, task) => {
    const view = await play(`kind: parallel\ntasks: [${task}, { id: last, kind: wait, duration: 1m }]`, {
      pushed: ['{ id: other, kind: wait, duration: 1h }'],
      foreign: { theirs: (_args, { sleep }) => sleep(Infinity).then(() => null) },
      actions: { work: failsTimes(100) },
    });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'timed_out', endedAt: '2030-01-01T00:00:10.000Z' });
  });

  it('may be a time, or a value that becomes a time or a duration', async () => {
    const at = (deadline: string) =>
      `{ id: ${deadline.slice(0, 1)}, kind: wait, signal: s, deadline: "${deadline.slice(2)}" }`;
    const view = await play(
      `kind: parallel\ntasks:\n  - ${at('a 2030-01-01T00:00:07Z')}\n  - ${at('b ${{ input.at }}')}\n  - ${at('c ${{ input.for }}')}`,
      { input: { at: '2030-01-01T00:00:08Z', for: '9s' } },
    );
    expect(['/a', '/b', '/c'].map((path) => taskOf(view, path).endedAt)).toEqual([
      '2030-01-01T00:00:07.000Z',
      '2030-01-01T00:00:08.000Z',
      '2030-01-01T00:00:09.000Z',
    ]);
  });

  it('that has passed already ends the task as it starts', async () => {
    const view = await play(`tasks: [{ id: x, kind: wait, signal: s, deadline: "2029-01-01T00:00:00Z" }]`);
    expect(taskOf(view, '/x')).toMatchObject({ status: 'timed_out', endedAt: '2030-01-01T00:00:00.000Z' });
  });

  it('that becomes no time fails the task', async () => {
    const view = await play(`tasks: [{ id: x, action: noop, deadline: "\${{ input.at }}" }]`, {
      input: { at: 'soon' },
    });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'failed', error: { code: 'invalid_input' } });
  });

  it('begins when the task starts, not while it is blocked', async () => {
    const view = await play(`kind: parallel
tasks:
  - { id: a, kind: wait, duration: 1h }
  - { id: b, needs: [a], kind: wait, signal: s, deadline: 10s }`);
    expect(taskOf(view, '/b').endedAt).toBe('2030-01-01T01:00:10.000Z');
  });

  it('of the root leaves the run timed out, and stops what is below', async () => {
    const view = await play(
      `{ deadline: 10s, kind: parallel, tasks: [{ id: a, kind: wait, signal: s }, { id: b, needs: [a], tasks: [{ id: c, action: noop }] }] }`,
    );
    expect(statusesOf(view)).toEqual({
      '/': 'timed_out',
      '/a': 'cancelled (deadline)',
      '/b': 'cancelled (deadline)',
      '/b/c': 'cancelled (deadline)',
    });
    expect(view.error).toEqual({ code: 'timed_out', message: 'Its deadline has passed.', path: '/' });
  });
});
