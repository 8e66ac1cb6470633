import { describe, expect, it } from 'vitest';
import { outputsOf, play, statusesOf, taskOf } from './play.js';

describe('when', () => {
  it.each([
    ['a basic task', '{ id: x, when: input.go, action: noop }'],
    ['an inline action', '{ id: x, when: input.go, action: work, inline: true }'],
    ['an ordinary action', '{ id: x, when: input.go, action: work }'],
    ['an external task', '{ id: x, when: input.go, action: external }'],
    ['a child run', '{ id: x, when: input.go, action: run, with: { definition: other } }'],
    ['a wait', '{ id: x, when: input.go, kind: wait, signal: s }'],
    ['a signal', '{ id: x, when: input.go, kind: signal, signal: s, to: { run: nobody } }'],
    ['an aggregate', '{ id: x, when: input.go, kind: aggregate, outputs: 1 }'],
  ])('that is false skips %s, which never started', async (_, task) => {
    const view = await play(`tasks: [${task}]`, { input: { go: false }, actions: { work: () => 1 } });
    expect(taskOf(view, '/x')).toMatchObject({
      status: 'skipped',
      reason: 'when',
      attempt: 0,
      output: null,
      startedAt: null,
      endedAt: null,
    });
    expect(view.output).toEqual({ x: null });
  });

  it.each([
    [
      'a composite',
      '{ id: x, when: input.go, tasks: [{ id: a, tasks: [{ id: b, action: noop }] }] }',
      ['/x/a', '/x/a/b'],
    ],
    ['a parallel', '{ id: x, when: input.go, kind: parallel, tasks: [{ id: a, action: noop }] }', ['/x/a']],
    ['a router', '{ id: x, when: input.go, kind: router, switch: "\'a\'", cases: { a: { action: noop } } }', ['/x/a']],
    ['a collection', '{ id: x, when: input.go, kind: collection, items: "[1]", do: { action: noop } }', []],
  ])('that is false skips %s with everything below it', async (_, task, below) => {
    const view = await play(`tasks: [${task}]`, { input: { go: false } });
    expect(statusesOf(view)).toEqual({
      '/': 'completed',
      '/x': 'skipped (when)',
      ...Object.fromEntries(below.map((path) => [path, 'skipped (parent_skipped)'])),
    });
  });

  it('that is false skips the whole run', async () => {
    const view = await play(`{ when: input.go, tasks: [{ id: a, action: noop }] }`, { input: { go: false } });
    expect([view.status, view.output, view.startedAt]).toEqual(['skipped', null, null]);
    expect(statusesOf(view)).toEqual({ '/': 'skipped (when)', '/a': 'skipped (parent_skipped)' });
  });

  it('that is true changes nothing', async () => {
    const view = await play(`tasks: [{ id: x, when: input.go, action: transform, with: 1 }]`, { input: { go: true } });
    expect(view.output).toEqual({ x: 1 });
  });

  it.each(['tasks: [{ id: x, when: input.missing, action: noop }]', 'tasks: [{ id: x, when: "1 + 1", action: noop }]'])(
    'that cannot be evaluated, or is neither true nor false, fails the task: %s',
    async (definition) => {
      const view = await play(definition);
      expect(taskOf(view, '/x')).toMatchObject({ status: 'failed', error: { code: 'invalid_input', path: '/x' } });
      expect(taskOf(view, '/x').error?.message).toContain('when');
    },
  );

  it('is not evaluated again when an attempt is tried again', async () => {
    let calls = 0;
    const view = await play(`tasks: [{ id: x, when: "true", action: work }]`, {
      actions: {
        work: (_: unknown, { attempt }: { attempt: number }) => {
          calls += 1;
          if (attempt === 1) throw new Error('again');
          return attempt;
        },
      },
    });
    expect([view.status, calls]).toEqual(['completed', 4]);
  });

  it('sees what came before it', async () => {
    const view = await play(`tasks:
  - { id: a, action: transform, with: { n: 3 } }
  - { id: b, when: tasks.a.output.n > 2, action: transform, with: yes }
  - { id: c, when: "tasks.b.status == 'skipped'", action: transform, with: no }`);
    expect(outputsOf(view)).toMatchObject({ '/b': 'yes', '/c': null });
  });
});

describe('a task that is skipped', () => {
  it('leaves the rest of a composite to run', async () => {
    const view = await play(`tasks: [{ id: a, when: "false", action: noop }, { id: b, action: transform, with: 2 }]`);
    expect(view.output).toEqual({ a: null, b: 2 });
  });

  it('is null to those who read it', async () => {
    const view = await play(
      `tasks: [{ id: a, when: "false", action: noop }, { id: b, action: transform, with: "\${{ tasks.a.output == null }}" }]`,
    );
    expect(view.output).toEqual({ a: null, b: true });
  });

  it('is named in the events with the reason', async () => {
    await play(
      `tasks: [{ id: a, when: "false", action: noop, inline: true }]`.replace(', inline: true', ''),
      {},
      async (run) => {
        await run.finish();
        const events = await run.events('/a');
        expect(events.at(-1)).toMatchObject({ type: 'task.skipped', after: { status: 'skipped' } });
      },
    );
  });
});
