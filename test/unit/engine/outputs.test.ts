import { describe, expect, it } from 'vitest';
import type { MockContext } from '../../../src/testing/index.js';
import { outputsOf, play, taskOf } from './play.js';

const actions = { work: () => ({ n: 1 }), void: () => undefined };

describe('what a task puts out', () => {
  it.each([
    ['noop', 'action: noop', null],
    ['transform', 'action: transform, with: { a: "${{ 1 + 1 }}" }', { a: 2 }],
    ['transform without anything', 'action: transform', null],
    ['an action', 'action: work', { n: 1 }],
    ['an action that returns nothing', 'action: void', null],
    [
      'a parallel',
      'kind: parallel, tasks: [{ id: a, action: work }, { id: b, action: noop }]',
      { a: { n: 1 }, b: null },
    ],
    ['a composite', 'tasks: [{ id: b, action: noop }, { id: a, action: work }]', { b: null, a: { n: 1 } }],
    ['a collection', 'kind: collection, items: "[1]", do: { action: work }', [{ n: 1 }]],
    ['a router', `kind: router, switch: "'a'", cases: { a: { action: work } }`, { n: 1 }],
    ['a pause', 'kind: wait, duration: 5s', { at: '2030-01-01T00:00:05.000Z' }],
    ['a wait until a time', 'kind: wait, until: "2030-01-01T00:00:07Z"', { at: '2030-01-01T00:00:07.000Z' }],
    [
      'a child run',
      'action: run, with: { definition: child, input: { n: 4 } }',
      {
        runId: expect.any(String),
        status: 'completed',
        output: { n: 4 },
      },
    ],
    [
      'a child run that is not waited for',
      'action: run, with: { definition: child, input: { n: 4 }, wait: false }',
      {
        runId: expect.any(String),
        status: expect.any(String),
        output: null,
      },
    ],
    ['a foreign activity', 'action: activity, with: { type: theirs, queue: q, args: [1, 2] }', [1, 2]],
    ['a foreign workflow', 'action: workflow, with: { type: theirs, queue: q }', []],
  ])('%s: its own result', async (_, fields, output) => {
    const view = await play(`tasks: [{ id: x, ${fields} }]`, {
      actions,
      pushed: ['{ id: child, kind: wait, duration: 1s, outputs: { n: "${{ input.n }}" } }'],
      foreign: { theirs: (args) => [...args] },
    });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'completed', output });
  });

  it.each([
    ['a basic task, of its result', 'action: work, outputs: { m: "${{ output.n + 1 }}" }', { m: 2 }],
    [
      'a parallel, of its children',
      'kind: parallel, tasks: [{ id: a, action: work }], outputs: "${{ tasks.a.output.n }}"',
      1,
    ],
    [
      'a composite, of its children',
      'tasks: [{ id: a, action: work }], outputs: { s: "${{ tasks.a.status }}" }',
      { s: 'completed' },
    ],
    [
      'a collection, of its items',
      `kind: collection, items: "[1]", do: { action: work }, outputs: "\${{ tasks['0'].output }}"`,
      { n: 1 },
    ],
    [
      'a router, of its cases',
      `kind: router, switch: "'a'", cases: { a: { action: work }, b: { action: noop } }, outputs: "\${{ tasks.b.status }}"`,
      'skipped',
    ],
    ['a pause, of the tasks beside it', 'kind: wait, duration: 1s, outputs: "${{ tasks.first.output }}"', 'before'],
    [
      'a signal, of the tasks beside it',
      'kind: signal, signal: s, to: { run: no }, allow_none: true, outputs: "${{ tasks.first.output }}"',
      'before',
    ],
    ['a child run', 'action: run, with: { definition: child }, outputs: "${{ output.status }}"', 'completed'],
  ])('says otherwise with outputs: %s', async (_, fields, output) => {
    const view = await play(`tasks: [{ id: first, action: transform, with: before }, { id: x, ${fields} }]`, {
      actions,
      pushed: ['{ id: child, action: noop }'],
    });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'completed', output });
  });

  it.each([
    ['a basic task', 'action: work, outputs: "${{ output.missing }}"'],
    ['a container', 'tasks: [{ id: a, action: work }], outputs: "${{ tasks.a.output.missing }}"'],
    ['a wait', 'kind: wait, duration: 1s, outputs: "${{ input.missing }}"'],
    ['a signal', 'kind: signal, signal: s, to: { run: no }, allow_none: true, outputs: "${{ input.missing }}"'],
    ['a child run', 'action: run, with: { definition: child }, outputs: "${{ output.missing }}"'],
    ['an external task', 'action: external, outputs: "${{ output.missing }}"'],
  ])('is nothing when its outputs fail, which fails %s', async (_, fields) => {
    const view = await play(
      `tasks: [{ id: x, ${fields} }]`,
      { actions, pushed: ['{ id: child, action: noop }'] },
      async (run) => {
        if (fields.includes('external')) await run.complete('/x', {});
        await run.finish();
      },
    );
    expect(taskOf(view, '/x')).toMatchObject({
      status: 'failed',
      output: null,
      error: { code: 'invalid_input', path: '/x' },
    });
    expect(taskOf(view, '/x').error?.message).toContain('outputs');
  });

  it('is an object of the children by id, null for one that did not complete', async () => {
    const view = await play(
      `kind: parallel
strategy: best_effort
tasks:
  - { id: a, action: work }
  - { id: b, when: "false", action: work }
  - { id: c, kind: wait, signal: s, timeout: 1s }`,
      { actions },
    );
    expect(view.output).toEqual({ a: { n: 1 }, b: null, c: null });
  });

  it('keeps the order of the definition, and what cannot stand in a database', async () => {
    const output = { b: 1, a: 'nul \u0000 and half \ud83d', '1': [true, 1e21] };
    const view = await play(`tasks: [{ id: x, action: odd }]`, { actions: { odd: () => output } });
    expect(JSON.stringify(taskOf(view, '/x').output)).toBe(JSON.stringify(output));
  });
});

describe('what expressions see', () => {
  it('is the input, the run, and the tasks before and around them', async () => {
    const view = await play(
      `version: 2.1.0
tasks:
  - { id: my-task, action: transform, with: 1 }
  - id: box
    attributes: { team: "\${{ input.team }}" }
    title: Box
    tasks:
      - id: x
        attributes: { own: true }
        action: transform
        with:
          input: "\${{ input.team }}"
          run: "\${{ [run.id, run.definition, run.version] }}"
          started: "\${{ run.startedAt }}"
          sibling: "\${{ tasks['my-task'].output }}"
          parent: "\${{ parent.title + parent.attributes.team }}"
          own: "\${{ attributes.own }}"`,
      { input: { team: 'red' } },
    );
    expect(outputsOf(view)['/box/x']).toEqual({
      input: 'red',
      run: ['test', 'workflow', '2.1.0'],
      started: '2030-01-01T00:00:00.000Z',
      sibling: 1,
      parent: 'Boxred',
      own: true,
    });
  });

  it('is a secret in with alone, which never comes out', async () => {
    const seen: unknown[] = [];
    const view = await play(`tasks: [{ id: x, action: work, with: { token: "\${{ secrets.KEY }}" } }]`, {
      secrets: { KEY: 'a-long-secret-value' },
      actions: {
        work: (input: unknown, _: MockContext) => {
          seen.push(input);
          return input as never;
        },
      },
    });
    expect(seen[0]).toEqual({ token: 'a-long-secret-value' });
    expect(JSON.stringify(view)).not.toContain('a-long-secret-value');
  });
});
