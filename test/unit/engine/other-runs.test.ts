import { describe, expect, it } from 'vitest';
import type { TestRun } from '../../../src/testing/index.js';
import { play, statusesOf, taskOf } from './play.js';

describe('a task that starts a run', () => {
  const child =
    'id: child\nversion: 1.0.0\ninput: { type: object, properties: { n: { type: integer } } }\nkind: wait\nsignal: go\noutputs: "${{ [input.n, signal.payload] }}"';

  it('waits for it and puts out what it put out', async () => {
    await play(
      '{ action: run, with: { definition: child, input: { n: "${{ input.x }}" } } }',
      { pushed: [child], input: { x: 3 } },
      async (run) => {
        const [waiting] = await run.client.listWaiting();
        const runId = waiting?.runId ?? '';
        expect((await run.view()).status).toBe('in_progress');
        await run.client.signal({ runId, name: 'go', payload: 'now', from: 'me' });
        expect(await run.settle()).toMatchObject({
          status: 'completed',
          output: { runId, status: 'completed', output: [3, 'now'] },
        });
      },
    );
  });

  it('fails when the run fails, with its code', async () => {
    const view = await play('tasks: [{ id: a, action: run, with: { definition: child } }]', {
      pushed: ['{ id: child, kind: wait, signal: s, timeout: 1s }'],
    });
    expect(view).toMatchObject({ status: 'failed', error: { code: 'timed_out', path: '/a' } });
  });

  it.each([
    ['a leaf', 'action: noop'],
    ['a container', 'tasks: [{ id: a, action: noop }]'],
    ['a wait', 'kind: wait, signal: never'],
  ])('goes on when the run was skipped: %s', async (_, body) => {
    const view = await play('{ action: run, with: { definition: child } }', {
      pushed: [`{ id: child, when: "false", ${body} }`],
    });
    expect(view).toMatchObject({ status: 'completed', output: { status: 'skipped', output: null } });
  });

  it.each([
    ['there is no such definition', '{ action: run, with: { definition: nobody } }', 'not_found'],
    ['there is no such version', '{ action: run, with: { definition: child, version: 9.9.9 } }', 'not_found'],
    ['the input does not fit', '{ action: run, with: { definition: child, input: { n: many } } }', 'invalid_input'],
  ])('fails when %s', async (_, definition, code) => {
    const view = await play(definition, { pushed: [child] });
    expect(view).toMatchObject({ status: 'failed', error: { code, path: '/' } });
  });

  it('takes the highest version, or the one that is named', async () => {
    const versions = ['1.9.0', '1.10.0'].map(
      (version) => `{ id: child, version: ${version}, action: transform, with: "${version}" }`,
    );
    const view = await play(
      '{ kind: parallel, tasks: [{ id: a, action: run, with: { definition: child } }, { id: b, action: run, with: { definition: child, version: 1.9.0 } }] }',
      { pushed: versions },
    );
    expect(view.output).toMatchObject({ a: { output: '1.10.0' }, b: { output: '1.9.0' } });
  });

  it('starts another one in each round', async () => {
    const view = await play(
      '{ repeat: { until: tasks.n.output == 3, max: 5 }, tasks: [{ id: a, action: run, with: { definition: child } }, { id: n, action: count }] }',
      {
        pushed: ['{ id: child, action: transform, with: "${{ run.id }}" }'],
        actions: { count: (_: unknown, { visit }: { visit: number }) => visit },
      },
    );
    expect(view.status).toBe('completed');
  });

  it('may start itself, as deep as its input says', async () => {
    const nested =
      'id: nested\nkind: router\nswitch: input.n\ncases: { "0": { action: transform, with: bottom } }\ndefault: { action: run, with: { definition: nested, input: { n: "${{ input.n - 1 }}" } } }';
    const view = await play(nested, { pushed: [nested], input: { n: 3 } });
    expect(view).toMatchObject({ status: 'completed', output: { output: { output: { output: 'bottom' } } } });
  });
});

describe('a foreign activity or workflow', () => {
  it('is given its arguments, and fails as it fails', async () => {
    const view = await play(
      '{ kind: parallel, tasks: [{ id: a, action: activity, with: { type: add, queue: q, args: [1, "${{ input.n }}"] } }, { id: b, action: workflow, with: { type: fails, queue: q } }] }',
      {
        input: { n: 2 },
        foreign: {
          add: ([a, b]) => Number(a) + Number(b),
          fails: () => {
            throw new Error('theirs broke');
          },
        },
      },
    );
    expect(view.output).toBeNull();
    expect(view.error).toEqual({ code: 'task_failed', message: 'theirs broke', path: '/b' });
    expect(statusesOf(view)).toEqual({ '/': 'failed', '/a': 'completed', '/b': 'failed' });
  });
});

describe('a foreign activity', () => {
  const lazy = async (_: unknown, { sleep }: { sleep(ms: number): Promise<void> }): Promise<null> => {
    await sleep(3_600_000);
    return null;
  };

  it('is tried three times of five minutes unless said', async () => {
    const view = await play('tasks: [{ id: a, action: activity, with: { type: lazy, queue: q } }]', {
      foreign: { lazy },
    });
    expect(taskOf(view, '/a')).toMatchObject({
      status: 'timed_out',
      endedAt: '2030-01-01T00:15:03.000Z',
      error: { code: 'timed_out', path: '/a' },
    });
    expect(view.status).toBe('failed');
  });

  it('is tried again as its retry says, with a timeout of each attempt', async () => {
    const view = await play(
      'tasks: [{ id: a, action: activity, timeout: 10s, retry: { max_attempts: 2, initial_interval: 5s }, with: { type: lazy, queue: q }, on_error: continue }]',
      { foreign: { lazy } },
    );
    expect(taskOf(view, '/a')).toMatchObject({ status: 'timed_out', endedAt: '2030-01-01T00:00:25.000Z' });
  });

  it('completes with the attempt that does', async () => {
    let count = 0;
    const view = await play('tasks: [{ id: a, action: activity, with: { type: flaky, queue: q } }]', {
      foreign: {
        flaky: () => {
          count += 1;
          if (count % 3 !== 0) throw new Error('not yet');
          return 'done';
        },
      },
    });
    expect(taskOf(view, '/a')).toMatchObject({ output: 'done', endedAt: '2030-01-01T00:00:03.000Z' });
  });
});

describe('a signal', () => {
  const listener =
    'id: listener\nkind: wait\nsignal: ready\ncorrelation: "key-${{ input.n }}"\noutputs: "${{ signal.payload }}"';
  const send = (to: string, more = '') =>
    `{ kind: signal, signal: ready, to: ${to}, payload: { from: "\${{ run.id }}" }${more} }`;

  it.each([
    '{ run: other }',
    '{ run: other, task: / }',
    '{ correlation: "key-${{ 1 }}" }',
    '{ run: "${{ input.who }}" }',
  ])('wakes a wait of another run: to %s', async (to) => {
    await play(
      `tasks: [{ id: hold, action: external }, { id: tell, ${send(to).slice(1)}]`,
      { pushed: [listener], input: { who: 'other' } },
      async (run) => {
        await run.client.start({ definition: { id: 'listener' }, runId: 'other', input: { n: 1 }, startedBy: 'me' });
        await run.complete('/hold');
        expect(await run.other('other')).toMatchObject({ status: 'completed', output: { from: 'test' } });
        expect((await run.view()).output).toMatchObject({ tell: { reached: 1 } });
      },
    );
  });

  it('reaches every wait with a correlation key', async () => {
    await play(
      `tasks: [{ id: hold, action: external }, { id: tell, ${send('{ correlation: key-1 }').slice(1)}]`,
      { pushed: [listener] },
      async (run) => {
        for (const runId of ['one', 'two'])
          await run.client.start({ definition: { id: 'listener' }, runId, input: { n: 1 }, startedBy: 'me' });
        await run.complete('/hold');
        expect((await run.view()).output).toMatchObject({ tell: { reached: 2 } });
      },
    );
  });

  it('may start the run that is not there', async () => {
    await play(
      send('{ definition: listener, run: fresh, input: { n: 5 }, start: true }'),
      { pushed: [listener] },
      async (run) => {
        await run.finish();
        expect((await run.view()).output).toEqual({ reached: 1 });
        expect(await run.other('fresh')).toMatchObject({ status: 'completed', input: { n: 5 } });
      },
    );
  });

  it.each(['{ run: nobody }', '{ correlation: nobody }'])(
    'that reaches none is an error, unless allowed: to %s',
    async (to) => {
      expect(await play(send(to))).toMatchObject({ status: 'failed', error: { code: 'not_found', path: '/' } });
      expect(await play(send(to, ', allow_none: true'))).toMatchObject({ status: 'completed', output: { reached: 0 } });
    },
  );

  it('does not reach a task that the other run will never have', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: hold, action: external }
  - { id: never, needs: [hold], kind: signal, signal: ready, to: { run: other, task: /nobody }, on_error: continue }
  - { id: later, needs: [hold], kind: signal, signal: ready, to: { run: other, task: /s } }`,
      { pushed: ['{ id: other, tasks: [{ id: w, action: external }, { id: s, kind: wait, signal: ready }] }'] },
      async (run) => {
        await run.client.start({ definition: { id: 'other' }, runId: 'other', startedBy: 'me' });
        const view = await run.complete('/hold');
        expect(taskOf(view, '/never').error).toMatchObject({ code: 'not_found' });
        expect(view.output).toMatchObject({ never: null, later: { reached: 1 } });
      },
    );
  });

  it('counts a run that keeps it for later as reached', async () => {
    await play(
      `tasks: [{ id: hold, action: external }, { id: tell, ${send('{ run: other }').slice(1)}]`,
      { pushed: ['{ id: other, tasks: [{ id: w, action: external }, { id: s, kind: wait, signal: ready }] }'] },
      async (run) => {
        await run.client.start({ definition: { id: 'other' }, runId: 'other', startedBy: 'me' });
        await run.complete('/hold');
        expect((await run.view()).output).toMatchObject({ tell: { reached: 1 } });
        await run.client.complete({ runId: 'other', path: '/w', by: 'me', output: null });
        await run.settle();
        expect((await run.other('other')).status).toBe('completed');
      },
    );
  });

  it('does not reach a run that has ended', async () => {
    await play(
      `tasks: [{ id: hold, action: external }, { id: tell, ${send('{ run: other }').slice(1)}]`,
      { pushed: ['{ id: other, action: noop }'] },
      async (run) => {
        await run.client.start({ definition: { id: 'other' }, runId: 'other', startedBy: 'me' });
        await run.settle();
        await run.complete('/hold');
        expect((await run.view()).error).toMatchObject({ code: 'not_found', path: '/tell' });
      },
    );
  });

  it('does not start a run again that has ended', async () => {
    const tell = (more = ''): string =>
      `tasks: [{ id: hold, action: external }, { id: tell, ${send('{ definition: other, run: other, start: true }', more).slice(1)}]`;
    const script = async (run: TestRun): Promise<void> => {
      await run.client.start({ definition: { id: 'other' }, runId: 'other', startedBy: 'me' });
      await run.settle();
      await run.complete('/hold');
    };
    const options = { pushed: ['{ id: other, action: noop }'] };
    expect((await play(tell(), options, script)).error).toMatchObject({ code: 'not_found', path: '/tell' });
    expect((await play(tell(', allow_none: true'), options, script)).output).toMatchObject({ tell: { reached: 0 } });
  });

  it('may be sent to its own run', async () => {
    const view = await play(
      `{ kind: parallel, tasks: [{ id: w, kind: wait, signal: ready }, { id: tell, needs: [], ${send('{ run: "${{ run.id }}" }').slice(1)}] }`,
    );
    expect(view).toMatchObject({ status: 'completed', output: { w: { signal: { payload: { from: 'test' } } } } });
  });
});
