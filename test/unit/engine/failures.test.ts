import { describe, expect, it } from 'vitest';
import { play, statusesOf, taskOf } from './play.js';

const broken = 'action: broken, retry: { max_attempts: 1 }';

const actions = {
  broken: () => {
    throw new Error('it is broken');
  },
};

const kinds: readonly [string, string][] = [
  ['a basic task', `{ id: x, ${broken} }`],
  ['an inline task', `{ id: x, ${broken}, inline: true }`],
  ['a composite', `{ id: x, tasks: [{ id: a, ${broken} }] }`],
  ['a parallel', `{ id: x, kind: parallel, tasks: [{ id: a, ${broken} }] }`],
  ['a collection', `{ id: x, kind: collection, items: "[1]", do: { ${broken} } }`],
  ['a router', `{ id: x, kind: router, switch: "'a'", cases: { a: { ${broken} } } }`],
  ['a router without a case', `{ id: x, kind: router, switch: run.id, cases: { a: { action: noop } } }`],
  ['a wait', '{ id: x, kind: wait, signal: s, timeout: 1s }'],
  ['an aggregate', '{ id: x, kind: aggregate, outputs: "${{ input.missing }}" }'],
  ['a signal', '{ id: x, kind: signal, signal: s, to: { run: nobody } }'],
  ['a container by its deadline', '{ id: x, deadline: 1s, tasks: [{ id: a, kind: wait, duration: 1h }] }'],
];

function withField(task: string, field: string): string {
  return `${task.slice(0, -1)}, ${field} }`;
}

describe('on_error: continue', () => {
  it.each(kinds)('lets %s stay failed with its error, and count as completed with the output null', async (_, task) => {
    const view = await play(`tasks: [${withField(task, 'on_error: continue')}, { id: next, action: noop }]`, {
      actions,
    });
    const { status, error, output } = taskOf(view, '/x');
    expect(['failed', 'timed_out']).toContain(status);
    expect([error === null, output]).toEqual([false, null]);
    expect([view.status, view.error, view.output]).toEqual(['completed', null, { x: null, next: null }]);
  });

  it('of the root leaves the run failed, for its status is the root’s', async () => {
    const view = await play(`{ on_error: continue, tasks: [{ id: a, ${broken} }] }`, { actions });
    expect(view).toMatchObject({ status: 'failed', error: { path: '/a' } });
  });

  it('lets the next task read what went wrong', async () => {
    const view = await play(
      `tasks:
  - { id: x, ${broken}, on_error: continue }
  - { id: y, action: transform, with: { status: "\${{ tasks.x.status }}", code: "\${{ tasks.x.error.code }}" } }`,
      { actions },
    );
    expect(taskOf(view, '/y').output).toEqual({ status: 'failed', code: 'task_failed' });
  });
});

describe('on_error with a task', () => {
  it.each(kinds)('runs it when %s has failed, and takes its output', async (_, task) => {
    const handler = 'on_error: { action: transform, with: { saved: true } }';
    const view = await play(`tasks: [${withField(task, handler)}, { id: next, action: noop }]`, { actions });
    expect(['failed', 'timed_out']).toContain(taskOf(view, '/x').status);
    expect(taskOf(view, '/x').output).toEqual({ saved: true });
    expect(taskOf(view, '/x/on_error')).toMatchObject({ status: 'completed', visit: 1, attempt: 1 });
    expect([view.status, view.output]).toEqual(['completed', { x: { saved: true }, next: null }]);
  });

  it('does not run it when the task has completed', async () => {
    const view = await play(`tasks: [{ id: x, action: noop, on_error: { action: noop } }]`);
    expect(Object.keys(statusesOf(view))).toEqual(['/', '/x']);
  });

  it('lets the handler read the error of the task', async () => {
    const handler = '{ action: transform, with: { why: "${{ tasks.x.error.message }}" } }';
    const view = await play(`tasks: [{ id: x, ${broken}, on_error: ${handler} }]`, { actions });
    expect(taskOf(view, '/x').output).toEqual({ why: 'it is broken' });
  });

  it.each([
    ['fails', `{ ${broken} }`, 'failed'],
    ['is skipped by its when', '{ action: noop, when: "false" }', 'skipped (when)'],
  ])('leaves the task failed with its own error when the handler %s', async (_, handler, status) => {
    const view = await play(`tasks: [{ id: x, kind: wait, signal: s, timeout: 1s, on_error: ${handler} }]`, {
      actions,
    });
    expect(statusesOf(view)).toEqual({ '/': 'failed', '/x': 'timed_out', '/x/on_error': status });
    expect(view.error).toMatchObject({ code: 'timed_out', path: '/x' });
  });

  it('of the root keeps the run open until the handler has ended', async () => {
    await play(
      `{ tasks: [{ id: a, ${broken} }], on_error: { id: ask, action: external } }`,
      { actions },
      async (run) => {
        expect(statusesOf(await run.view())).toMatchObject({ '/': 'in_progress', '/on_error': 'waiting' });
        await run.complete('/on_error', 'mended');
        expect(await run.view()).toMatchObject({ status: 'failed', output: 'mended', error: { path: '/a' } });
      },
    );
  });

  it('may be a container of any kind', async () => {
    const handler = '{ kind: collection, items: "[1, 2]", do: [{ id: a, action: transform, with: "${{ item }}" }] }';
    const view = await play(`tasks: [{ id: x, ${broken}, on_error: ${handler} }]`, { actions });
    expect(taskOf(view, '/x').output).toEqual([{ a: 1 }, { a: 2 }]);
    expect(statusesOf(view)).toMatchObject({ '/x/on_error/1/a': 'completed' });
  });

  it('may have a handler of its own', async () => {
    const view = await play(
      `tasks: [{ id: x, ${broken}, on_error: { ${broken}, on_error: { action: transform, with: last } } }]`,
      { actions },
    );
    expect([view.status, taskOf(view, '/x').output]).toEqual(['completed', 'last']);
  });

  it('starts only when all that runs below the task has stopped', async () => {
    const view = await play(
      `tasks:
  - id: x
    kind: parallel
    strategy: fail_fast
    tasks: [{ id: a, ${broken} }, { id: b, action: stubborn }]
    on_error: { action: noop }`,
      {
        actions: {
          ...actions,
          stubborn: (_: unknown, { sleep }: { sleep(ms: number, o: object): Promise<void> }) =>
            sleep(4_000, { ignoresAbort: true }).then(() => 1),
        },
      },
    );
    expect(taskOf(view, '/x/on_error').startedAt).toBe('2030-01-01T00:00:04.000Z');
  });

  it('is stopped by the deadline of the task, which is not handled a second time', async () => {
    const view = await play(`tasks: [{ id: x, ${broken}, deadline: 10s, on_error: { kind: wait, duration: 1h } }]`, {
      actions,
    });
    expect(statusesOf(view)).toEqual({ '/': 'failed', '/x': 'failed', '/x/on_error': 'cancelled (deadline)' });
    expect(view.endedAt).toBe('2030-01-01T00:00:10.000Z');
  });

  it('does not count against the timeout of the task', async () => {
    const view = await play(
      `tasks: [{ id: x, timeout: 10s, tasks: [{ id: a, ${broken} }], on_error: { kind: wait, duration: 1h } }]`,
      { actions },
    );
    expect(statusesOf(view)).toMatchObject({ '/': 'completed', '/x': 'failed', '/x/on_error': 'completed' });
  });
});

describe('the error of a container', () => {
  it('is that of the innermost first task that failed', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: late, kind: wait, signal: s, timeout: 9s }
  - { id: outer, tasks: [{ id: inner, kind: parallel, tasks: [{ id: ok, action: noop }, { id: bad, ${broken} }] }] }`,
      { actions },
    );
    const error = { code: 'task_failed', message: 'it is broken', path: '/outer/inner/bad' };
    expect(['/', '/outer', '/outer/inner', '/outer/inner/bad'].map((path) => taskOf(view, path).error)).toEqual([
      error,
      error,
      error,
      error,
    ]);
  });

  it('does not name a child whose error was handled or continued', async () => {
    const view = await play(
      `kind: parallel
tasks:
  - { id: a, ${broken}, on_error: continue }
  - { id: b, ${broken}, on_error: { action: noop } }
  - { id: c, kind: wait, signal: s, timeout: 9s }`,
      { actions },
    );
    expect(view.error).toMatchObject({ code: 'timed_out', path: '/c' });
  });

  it('is that of its own outputs when those fail', async () => {
    const view = await play('{ tasks: [{ id: a, action: noop }], outputs: "${{ tasks.a.output.x }}" }');
    expect(view).toMatchObject({ status: 'failed', error: { code: 'invalid_input', path: '/' }, output: null });
  });
});
