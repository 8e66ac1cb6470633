import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orchestratorOf } from '../../../src/factory/orchestrators.js';
import { accept } from '../../../src/workflows/engine/accept.js';
import { reduce } from '../../../src/workflows/engine/reduce.js';
import { createRunState, type RunState } from '../../../src/workflows/engine/state.js';
import { createTestRun } from '../../../src/testing/index.js';
import { play } from './play.js';

const good = { name: 'complete', id: 'm', by: 'ann', outcome: 'completed' };

/** A run whose tasks have been opened and wait for their state. */
function openRun(): RunState {
  const plan = {
    id: '',
    kind: 'parallel',
    control: { strategy: { name: 'wait_all' }, output: 'children-by-id' },
    children: [
      { id: 'a', kind: 'basic', action: 'external', prepares: true as const, control: { by: 'external' } },
      { id: 'b', kind: 'basic', action: 'noop', control: { by: 'inline' } },
      { id: 'w', kind: 'wait', prepares: true as const, guards: [] },
    ],
  };
  const run = createRunState({ runKey: 'r', generation: 1, plan, orchestratorOf, now: 0 });
  reduce(run, { type: 'start' }, 0);
  const started = { outcome: 'started', control: null, itemCount: null, deadlineAt: null, isWaiting: false } as const;
  reduce(run, { type: 'state-created', path: '/', visit: 1, result: started }, 0);
  reduce(run, { type: 'state-created', path: '/a', visit: 1, result: started }, 0);
  return run;
}

describe('a message', () => {
  it.each([
    ['of an unknown task', '/nowhere', good, 'not_found'],
    ['of a path that is none', 'a', good, 'invalid_input'],
    ['of a path like a name of all objects', '/__proto__/constructor', good, 'not_found'],
    ['of a task that prepares', '/w', { ...good, name: 'decide', roles: [], decision: 'approve' }, 'conflict'],
    ['of a task that nobody completes', '/b', good, 'conflict'],
    ['of a container', '/', good, 'conflict'],
    ['of another name', '/a', { ...good, name: 'destroy' }, 'invalid_input'],
    ['without an id', '/a', { ...good, id: '' }, 'invalid_input'],
    ['without a person', '/a', { name: 'complete', id: 'm', outcome: 'completed' }, 'invalid_input'],
    ['with an unknown outcome', '/a', { ...good, outcome: 'maybe' }, 'invalid_input'],
    ['with an unknown decision', '/w', { ...good, name: 'decide', roles: [], decision: 'perhaps' }, 'invalid_input'],
    [
      'with roles that are no list',
      '/w',
      { ...good, name: 'decide', roles: 'boss', decision: 'approve' },
      'invalid_input',
    ],
    [
      'of another kind than the task waits for',
      '/a',
      { ...good, name: 'decide', roles: [], decision: 'approve' },
      'conflict',
    ],
  ])('%s is refused', (_, path, message, code) => {
    expect(accept(openRun(), path, message)).toMatchObject({ code, reason: expect.stringMatching(/^[A-Z/].*\.$/) });
  });

  it('that fits is taken', () => {
    expect(accept(openRun(), '/a', good)).toBeNull();
  });

  it('of any shape is answered and never breaks the run', () => {
    const run = openRun();
    const before = JSON.stringify(run.dirty);
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (path, message) => {
        const answer = accept(run, path as never, message as never);
        expect(answer?.code).toMatch(/^(invalid_input|not_found|conflict|forbidden)$/);
      }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('/', '/a', '/b', '/w', '/x'),
        fc.dictionary(fc.constantFrom('name', 'id', 'by', 'roles', 'decision', 'outcome'), fc.jsonValue()),
        (path, message) => {
          accept(run, path, { ...message } as never);
        },
      ),
    );
    expect(JSON.stringify(run.dirty)).toBe(before);
  });
});

describe('handing in a result', () => {
  it('completes an external task with it', async () => {
    const view = await play('{ action: external, specialist: tester }', {}, (run) => run.complete('/', { rows: 3 }));
    expect(view).toMatchObject({ status: 'completed', output: { rows: 3 } });
  });

  it('fails it with what was said', async () => {
    const view = await play('{ action: external }', {}, (run) => run.fail('/', 'no time'));
    expect(view).toMatchObject({ status: 'failed', error: { code: 'task_failed', message: 'no time', path: '/' } });
  });

  it('is refused for what does not wait for it', async () => {
    await play(
      'tasks: [{ id: a, action: external }, { id: w, kind: wait, signal: s }, { id: b, action: external }]',
      {},
      async (run) => {
        await expect(run.complete('/b')).rejects.toMatchObject({ code: 'not_found' });
        await expect(run.complete('/nowhere')).rejects.toMatchObject({ code: 'not_found' });
        await expect(run.complete('/')).rejects.toMatchObject({ code: 'conflict' });
        await run.complete('/a');
        await expect(run.complete('/a')).rejects.toMatchObject({ code: 'conflict' });
        await expect(run.complete('/w')).rejects.toMatchObject({ code: 'conflict' });
        await run.signal('s');
        await run.complete('/b');
        await expect(run.complete('/b')).rejects.toMatchObject({ code: 'conflict' });
      },
    );
  });

  it('twice with the same id is one', async () => {
    await play('tasks: [{ id: a, action: external }, { id: b, action: external }]', {}, async (run) => {
      const message = { runId: run.runId, path: '/a', by: 'ann', id: 'm1', output: 1 };
      const receipt = await run.client.complete(message);
      await run.settle();
      expect(await run.client.complete(message)).toEqual(receipt);
      await run.complete('/b');
      expect((await run.view()).output).toEqual({ a: 1, b: null });
    });
  });

  it('of two at once takes the first', async () => {
    const run = await createTestRun('{ action: external }');
    const both = await Promise.allSettled([
      run.client.complete({ runId: run.runId, path: '/', by: 'ann', output: 1 }),
      run.client.complete({ runId: run.runId, path: '/', by: 'bob', output: 2 }),
    ]);
    await run.settle();
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await run.view()).output).toBe(both[0]?.status === 'fulfilled' ? 1 : 2);
  });

  it('shows who completes it what it is given', async () => {
    await play(
      '{ action: external, specialist: tester, with: { build: "${{ input.build }}" } }',
      { input: { build: 7 } },
      async (run) => {
        expect(await run.client.listWaiting(run.runId)).toMatchObject([
          { path: '/', waiting: { for: 'external', specialist: 'tester', inputs: { build: 7 } } },
        ]);
        await run.complete('/');
      },
    );
  });
});
