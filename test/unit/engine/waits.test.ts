import { describe, expect, it } from 'vitest';
import type { MockContext, TestRun } from '../../../src/testing/index.js';
import { play, statusesOf, taskOf } from './play.js';

const signalsOf = async (run: TestRun) =>
  (await run.signals()).map(({ name, payload, status }) => [name, payload, status]);

describe('a wait for a time', () => {
  it.each([
    ['duration: 3d', '2030-01-04T00:00:00.000Z'],
    ['duration: "${{ input.pause }}"', '2030-01-01T00:01:30.000Z'],
    ['duration: 0s', '2030-01-01T00:00:00.000Z'],
    ['until: "2030-02-01T12:00:00+02:00"', '2030-02-01T10:00:00.000Z'],
    ['until: "${{ input.go_live_at }}"', '2030-01-02T00:00:00.000Z'],
    ['until: "2029-01-01T00:00:00Z"', '2030-01-01T00:00:00.000Z'],
  ])('ends at it: %s', async (field, at) => {
    const view = await play(`{ kind: wait, ${field} }`, {
      input: { pause: '90s', go_live_at: '2030-01-02T00:00:00Z' },
    });
    expect(view).toMatchObject({ status: 'completed', endedAt: at, output: { at } });
  });

  it.each([
    'until: "${{ input.x }}"',
    'duration: "${{ input.x }}"',
    'until: "${{ input.y }}"',
    'duration: "${{ input.y }}"',
  ])('fails when there is none: %s', async (field) => {
    const view = await play(`{ kind: wait, ${field} }`, { input: { x: 'soon', y: null } });
    expect(view).toMatchObject({ status: 'failed', error: { code: 'invalid_input', path: '/' } });
  });
});

describe('a wait for a signal', () => {
  it('ends with it, and puts out what came', async () => {
    const view = await play('{ kind: wait, signal: go }', {}, async (run) => {
      await run.advance('1h');
      await run.signal('go', { n: 1 });
    });
    const signal = { name: 'go', payload: { n: 1 }, received_at: '2030-01-01T01:00:00.000Z', from: 'test' };
    expect(view).toMatchObject({ status: 'completed', output: { signal, signals: [signal] } });
  });

  it('does not end with one of another name', async () => {
    await play('{ kind: wait, signal: go }', {}, async (run) => {
      await run.signal('stop');
      expect((await run.view()).status).toBe('waiting');
      await run.signal('go');
    });
  });

  it('ends only with one that it accepts; the others are recorded as unmatched and change nothing', async () => {
    await play(
      '{ kind: wait, signal: ci, accept: signal.payload.sha == input.sha }',
      { input: { sha: 'b' } },
      async (run) => {
        await run.signal('ci', { sha: 'a' });
        await run.signal('ci', { wrong: true });
        await run.signal('ci', null);
        expect((await run.view()).status).toBe('waiting');
        await run.signal('ci', { sha: 'b' });
        expect((await run.view()).output).toMatchObject({ signal: { payload: { sha: 'b' } } });
        expect(await signalsOf(run)).toEqual([
          ['ci', { sha: 'a' }, 'unmatched'],
          ['ci', { wrong: true }, 'unmatched'],
          ['ci', null, 'unmatched'],
          ['ci', { sha: 'b' }, 'consumed'],
        ]);
      },
    );
  });

  it('takes several with count, and puts out all of them', async () => {
    const view = await play('{ kind: wait, signal: vote, count: 2 }', {}, async (run) => {
      await run.signal('vote', 1);
      expect((await run.view()).status).toBe('waiting');
      await run.signal('vote', 2);
    });
    expect(view.output).toMatchObject({ signal: { payload: 2 }, signals: [{ payload: 1 }, { payload: 2 }] });
  });

  it('counts two with the same distinct value once', async () => {
    const view = await play(
      '{ kind: wait, signal: vote, count: 2, distinct: signal.payload.voter }',
      {},
      async (run) => {
        await run.signal('vote', { voter: 'ann', n: 1 });
        await run.signal('vote', { voter: 'ann', n: 2 });
        expect((await run.view()).status).toBe('waiting');
        await run.signal('vote', { voter: 'bob', n: 3 });
      },
    );
    expect(view.output).toMatchObject({ signals: [{ payload: { n: 1 } }, { payload: { n: 3 } }] });
  });

  it('counts one that is sent twice with the same id once', async () => {
    await play(
      '{ kind: composite, tasks: [{ id: a, kind: wait, signal: s, count: 2 }, { id: b, kind: wait, signal: s }] }',
      {},
      async (run) => {
        await run.signal('s', 1, { id: 'one' });
        await run.signal('s', 1, { id: 'one' });
        expect(statusesOf(await run.view())['/a']).toBe('waiting');
        await run.signal('s', 2, { id: 'two' });
        await run.signal('s', 2, { id: 'two' });
        expect(statusesOf(await run.view())['/b']).toBe('waiting');
        await run.signal('s', 3);
      },
    );
  });

  it('takes one that came before it started, the first matching one', async () => {
    await play(
      `tasks: [{ id: go, action: external }, { id: w, kind: wait, signal: s, accept: signal.payload > 1 }, { id: x, kind: wait, signal: s }]`,
      {},
      async (run) => {
        for (const n of [1, 2, 3]) await run.signal('s', n);
        await run.complete('/go');
        const view = await run.view();
        expect(view.output).toMatchObject({ w: { signal: { payload: 2 } }, x: { signal: { payload: 1 } } });
        expect(await signalsOf(run)).toEqual([
          ['s', 1, 'consumed'],
          ['s', 2, 'consumed'],
          ['s', 3, 'received'],
        ]);
      },
    );
  });

  it('takes an early one for the task that it names, and leaves it for no other', async () => {
    await play(
      `tasks: [{ id: go, action: external }, { id: a, kind: wait, signal: s, timeout: 1h, on_timeout: continue }, { id: b, kind: wait, signal: s }]`,
      {},
      async (run) => {
        await run.signal('s', 1, { task: '/b' });
        await run.complete('/go');
        await run.finish();
        expect((await run.view()).output).toMatchObject({ a: { timed_out: true }, b: { signal: { payload: 1 } } });
      },
    );
  });

  it('shares one with every matching wait that is waiting', async () => {
    await play(
      `kind: parallel
tasks:
  - { id: a, kind: wait, signal: s }
  - { id: b, kind: wait, signal: s, accept: signal.payload > 0 }
  - { id: c, kind: wait, signal: s, accept: signal.payload > 5 }`,
      {},
      async (run) => {
        await run.signal('s', 1);
        expect(statusesOf(await run.view())).toEqual({
          '/': 'in_progress',
          '/a': 'completed',
          '/b': 'completed',
          '/c': 'waiting',
        });
        expect(await signalsOf(run)).toEqual([['s', 1, 'consumed']]);
        await run.signal('s', 6);
      },
    );
  });

  it('gives one that names a task to that one alone', async () => {
    await play(
      `{ kind: parallel, tasks: [{ id: a, kind: wait, signal: s }, { id: b, kind: wait, signal: s }] }`,
      {},
      async (run) => {
        await run.signal('s', 1, { task: '/b' });
        expect(statusesOf(await run.view())).toMatchObject({ '/a': 'waiting', '/b': 'completed' });
        await run.signal('s', 2);
      },
    );
  });

  it('gives an early one to the first that starts, and not to the next', async () => {
    await play(
      `{ kind: parallel, tasks: [{ id: g, action: external }, { id: a, needs: [g], kind: wait, signal: s }, { id: b, needs: [g], kind: wait, signal: s }] }`,
      {},
      async (run) => {
        await run.signal('s', 1);
        await run.complete('/g');
        expect(statusesOf(await run.view())).toMatchObject({ '/a': 'completed', '/b': 'waiting' });
        await run.signal('s', 2);
      },
    );
  });

  it('leaves what it did not need for the next one', async () => {
    await play(
      `tasks: [{ id: g, action: external }, { id: a, kind: wait, signal: s, count: 2 }, { id: b, kind: wait, signal: s }]`,
      {},
      async (run) => {
        for (const n of [1, 2, 3]) await run.signal('s', n);
        await run.complete('/g');
        expect((await run.view()).output).toMatchObject({ b: { signal: { payload: 3 } } });
      },
    );
  });

  it('keeps what came while it was timing out', async () => {
    await play(
      `tasks: [{ id: a, kind: wait, signal: s, timeout: 1h, on_timeout: { kind: wait, duration: 1h } }, { id: b, kind: wait, signal: s }]`,
      {},
      async (run) => {
        await run.advance('90m');
        await run.signal('s', 1);
        await run.finish();
        expect((await run.view()).output).toMatchObject({ b: { signal: { payload: 1 } } });
      },
    );
  });

  it('takes those of plain Temporal tools the same', async () => {
    const view = await play('{ kind: wait, signal: go, accept: signal.payload.ok }', {}, async (run) => {
      await run.plainSignal('go', { ok: false });
      await run.plainSignal('go', { ok: true });
    });
    expect(view.output).toMatchObject({ signal: { payload: { ok: true }, from: 'temporal' } });
  });

  it('is found by its correlation key', async () => {
    await play(
      `{ kind: parallel, tasks: [{ id: a, kind: wait, signal: s, correlation: "pr-\${{ input.pr }}" }, { id: b, kind: wait, signal: s, correlation: other }] }`,
      { input: { pr: 7 } },
      async (run) => {
        expect(await run.client.signalByCorrelation({ correlation: 'pr-7', name: 's', from: 'ci' })).toMatchObject({
          reached: 1,
        });
        await run.settle();
        expect(statusesOf(await run.view())).toMatchObject({ '/a': 'completed', '/b': 'waiting' });
        await expect(
          run.client.signalByCorrelation({ correlation: 'pr-7', name: 's', from: 'ci' }),
        ).rejects.toMatchObject({ code: 'not_found' });
        await run.signal('s');
      },
    );
  });

  it('may have a name that is evaluated', async () => {
    const view = await play('{ kind: wait, signal: "done-${{ input.n }}" }', { input: { n: 3 } }, (run) =>
      run.signal('done-3'),
    );
    expect(view.status).toBe('completed');
  });

  it('ends its race against another one', async () => {
    const race = `kind: parallel
strategy: race
tasks:
  - { id: yes, kind: wait, signal: yes }
  - { id: no, kind: wait, signal: no }
  - { id: late, kind: wait, duration: 1h }`;
    const signalled = await play(race, {}, (run) => run.signal('no'));
    const late = await play(race);
    expect(statusesOf(signalled)).toEqual({
      '/': 'completed',
      '/yes': 'cancelled (strategy)',
      '/no': 'completed',
      '/late': 'cancelled (strategy)',
    });
    expect(statusesOf(late)).toEqual({
      '/': 'completed',
      '/yes': 'cancelled (strategy)',
      '/no': 'cancelled (strategy)',
      '/late': 'completed',
    });
  });

  it('names what it waited for in its outputs', async () => {
    const view = await play(
      '{ kind: wait, signal: s, count: 2, outputs: "${{ signal.payload }}" }',
      {},
      async (run) => {
        await run.signal('s', 1);
        await run.signal('s', 2);
      },
    );
    expect(view.output).toBe(2);
  });

  it('takes a thousand signals', async () => {
    const view = await play(
      '{ kind: wait, signal: s, count: 1000, outputs: { last: "${{ signal.payload }}" } }',
      {},
      async (run) => {
        for (let n = 1; n <= 1000; n += 1)
          await run.client.signal({ runId: run.runId, name: 's', payload: n, from: 'x' });
        await run.settle();
      },
    );
    expect(view.output).toEqual({ last: 1000 });
  });
});

describe('on_timeout', () => {
  it('fails the wait unless said', async () => {
    const view = await play('tasks: [{ id: w, kind: wait, signal: s, timeout: 2h }, { id: x, action: noop }]');
    expect(statusesOf(view)).toEqual({ '/': 'failed', '/w': 'timed_out', '/x': 'skipped (earlier_task_failed)' });
    expect(taskOf(view, '/w')).toMatchObject({ endedAt: '2030-01-01T02:00:00.000Z', error: { code: 'timed_out' } });
  });

  it('completes it with continue', async () => {
    const view = await play('{ kind: wait, signal: s, timeout: 2h, on_timeout: continue }');
    expect(view).toMatchObject({ status: 'completed', output: { timed_out: true }, error: null });
  });

  it('runs a task, whose output is the wait’s; it stays timed out and counts as completed', async () => {
    const view = await play(
      'tasks: [{ id: w, kind: wait, signal: s, timeout: 2h, on_timeout: { action: transform, with: fallback } }, { id: x, action: noop }]',
    );
    expect(statusesOf(view)).toEqual({
      '/': 'completed',
      '/w': 'timed_out',
      '/w/on_timeout': 'completed',
      '/x': 'completed',
    });
    expect(view.output).toEqual({ w: 'fallback', x: null });
  });

  it.each([
    ['fails', '{ kind: wait, signal: t, timeout: 1s }', 'timed_out'],
    ['is skipped', '{ when: "false", action: noop }', 'skipped (when)'],
  ])('leaves the wait failed when its task %s', async (_, task, status) => {
    const view = await play(`tasks: [{ id: w, kind: wait, signal: s, timeout: 2h, on_timeout: ${task} }]`);
    expect(statusesOf(view)).toEqual({ '/': 'failed', '/w': 'timed_out', '/w/on_timeout': status });
    expect(view.error).toMatchObject({ code: 'timed_out', path: '/w' });
  });

  it('is followed by on_error when it fails', async () => {
    const view = await play(
      'tasks: [{ id: w, kind: wait, signal: s, timeout: 2h, on_error: { action: transform, with: 1 } }]',
    );
    expect(statusesOf(view)).toMatchObject({ '/': 'completed', '/w': 'timed_out', '/w/on_error': 'completed' });
  });

  it('holds for a wait for a time as well', async () => {
    const view = await play('{ kind: wait, duration: 5h, timeout: 2h, on_timeout: continue }');
    expect(view).toMatchObject({ output: { timed_out: true }, endedAt: '2030-01-01T02:00:00.000Z' });
  });

  it('continues with what the outputs say, in which no signal stands', async () => {
    const view = await play(
      '{ kind: wait, signal: s, timeout: 2h, on_timeout: continue, outputs: "${{ signal == null ? \'none\' : signal.payload }}" }',
    );
    expect(view).toMatchObject({ status: 'completed', output: 'none' });
  });

  it('leaves the outputs of the wait alone when its task takes over', async () => {
    const view = await play(
      'tasks: [{ id: w, kind: wait, signal: s, timeout: 2h, outputs: "${{ signal.payload }}", on_timeout: { action: transform, with: theirs } }]',
    );
    expect(view.output).toEqual({ w: 'theirs' });
  });

  it('is what happens at the deadline of a wait that has no timeout', async () => {
    const view = await play('{ kind: wait, signal: s, deadline: "${{ input.due }}", on_timeout: continue }', {
      input: { due: '2030-01-01T03:00:00Z' },
    });
    expect(view).toMatchObject({
      status: 'completed',
      output: { timed_out: true },
      endedAt: '2030-01-01T03:00:00.000Z',
    });
  });
});

describe('process', () => {
  const process = '{ action: check, with: { n: "${{ signal.payload }}" } }';
  const actions = {
    check: async ({ n }: { n: number }, { sleep }: MockContext) => {
      await sleep(10);
      return { good: n > 2, n };
    },
  };

  it('runs a task on each signal before it is judged', async () => {
    const view = await play(
      `{ kind: wait, signal: s, process: ${process}, accept: processed.good, outputs: "\${{ [signal.payload, processed.n] }}" }`,
      { actions },
      async (run) => {
        await run.signal('s', 1);
        await run.signal('s', 2);
        await run.signal('s', 3);
        await run.finish();
      },
    );
    expect(view).toMatchObject({ output: [3, 3], endedAt: '2030-01-01T00:00:00.030Z' });
    expect(taskOf(view, '/process')).toMatchObject({ status: 'completed', visit: 3, output: { good: true, n: 3 } });
  });

  it('runs on early signals too, one after another', async () => {
    await play(
      `tasks: [{ id: g, action: external }, { id: w, kind: wait, signal: s, process: ${process}, accept: processed.good }]`,
      { actions },
      async (run) => {
        for (const n of [1, 2, 3, 4]) await run.signal('s', n);
        await run.complete('/g');
        await run.finish();
        expect((await run.view()).output).toMatchObject({ w: { signal: { payload: 3 } } });
      },
    );
  });

  it('may be a list of tasks that see the signal', async () => {
    const view = await play(
      `{ kind: wait, signal: s, process: [{ id: a, action: transform, with: "\${{ signal.payload * 2 }}" }, { id: b, action: transform, with: "\${{ tasks.a.output + 1 }}" }], accept: processed.b > 4 }`,
      {},
      async (run) => {
        await run.signal('s', 1);
        await run.signal('s', 2);
      },
    );
    expect(statusesOf(view)).toEqual({
      '/': 'completed',
      '/process': 'completed',
      '/process/a': 'completed',
      '/process/b': 'completed',
    });
    expect(taskOf(view, '/process/b')).toMatchObject({ visit: 2, output: 5 });
  });

  it('fails the wait when it fails', async () => {
    const view = await play(
      '{ kind: wait, signal: s, process: { action: transform, with: "${{ signal.payload.x }}" } }',
      {},
      (run) => run.signal('s', 1),
    );
    expect(view).toMatchObject({ status: 'failed', error: { code: 'invalid_input', path: '/process' } });
  });

  it('is stopped when the wait times out', async () => {
    const view = await play(
      '{ kind: wait, signal: s, timeout: 5s, process: { kind: wait, duration: 1h } }',
      {},
      async (run) => {
        await run.signal('s');
        await run.finish();
      },
    );
    expect(view).toMatchObject({ status: 'timed_out', endedAt: '2030-01-01T00:00:05.000Z' });
    expect(taskOf(view, '/process').status).toBe('cancelled');
  });
});
