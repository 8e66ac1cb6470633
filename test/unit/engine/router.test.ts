import { describe, expect, it } from 'vitest';
import { play, statusesOf, taskOf } from './play.js';

describe('a router', () => {
  const named = `kind: router
switch: input.env
cases:
  prod: { action: transform, with: full }
  dev: [{ id: a, action: transform, with: 1 }, { id: b, action: noop }]
default: { action: transform, with: other }`;

  it.each([
    ['prod', 'full'],
    ['dev', { a: 1, b: null }],
    ['test', 'other'],
    [3, 'other'],
    [null, 'other'],
  ])('takes the case named %j, and puts out what it does', async (env, output) => {
    expect((await play(named, { input: { env } })).output).toEqual(output);
  });

  it('records the cases that were not taken as skipped, with everything below', async () => {
    const view = await play(named, { input: { env: 'prod' } });
    expect(statusesOf(view)).toEqual({
      '/': 'completed',
      '/prod': 'completed',
      '/dev': 'skipped (case_not_taken)',
      '/dev/a': 'skipped (parent_skipped)',
      '/dev/b': 'skipped (parent_skipped)',
      '/default': 'skipped (case_not_taken)',
    });
  });

  it.each([
    [1, 'true'],
    [2, 'true'],
  ])('takes cases named by numbers and by truth: %j', async (n, _) => {
    const view = await play(
      `{ kind: router, switch: input.n, cases: { '1': { action: transform, with: one }, '2': { action: transform, with: two } } }`,
      { input: { n } },
    );
    expect(view.output).toBe(n === 1 ? 'one' : 'two');
  });

  it('takes a case named true for a condition', async () => {
    const view = await play(
      `{ kind: router, switch: input.n > 1, cases: { 'true': { action: transform, with: y }, 'false': { action: transform, with: n } } }`,
      { input: { n: 3 } },
    );
    expect(view.output).toBe('y');
  });

  const listed = `kind: router
cases:
  - { when: input.n > 10, do: { action: transform, with: large } }
  - { when: input.n > 5, do: [{ id: x, action: transform, with: medium }] }
default: { action: transform, with: small }`;

  it.each([
    [11, 'large', '/0'],
    [6, { x: 'medium' }, '/1'],
    [1, 'small', '/default'],
  ])('takes the first case of a list that is true: %j', async (n, output, path) => {
    const view = await play(listed, { input: { n } });
    expect([view.output, taskOf(view, path).status]).toEqual([output, 'completed']);
  });

  it('does not evaluate the conditions behind the first that is true', async () => {
    const view = await play(
      `{ kind: router, cases: [{ when: "true", do: { action: noop } }, { when: input.missing, do: { action: noop } }] }`,
    );
    expect(view.status).toBe('completed');
  });

  it.each([
    ['no case and no default', `{ kind: router, switch: input.env, cases: { a: { action: noop } } }`, 'task_failed'],
    ['no case that is true', `{ kind: router, cases: [{ when: "false", do: { action: noop } }] }`, 'task_failed'],
    [
      'a switch that cannot be evaluated',
      `{ kind: router, switch: input.no, cases: { a: { action: noop } } }`,
      'invalid_input',
    ],
    [
      'a condition that is no condition',
      `{ kind: router, cases: [{ when: "1", do: { action: noop } }] }`,
      'invalid_input',
    ],
  ])('fails for %s, and takes no case', async (_, definition, code) => {
    const view = await play(definition, { input: { env: 'b' } });
    expect(view).toMatchObject({ status: 'failed', error: { code, path: '/' } });
    const cases = view.tasks.slice(1);
    expect(cases.map(({ attempt, status, reason }) => [attempt, status, reason])).toEqual(
      cases.map(() => [0, 'skipped', 'case_not_taken']),
    );
  });

  it('fails with what its case failed with', async () => {
    const view = await play(
      `{ kind: router, switch: "'a'", cases: { a: [{ id: w, kind: wait, signal: s, timeout: 1s }] } }`,
    );
    expect(view.error).toMatchObject({ code: 'timed_out', path: '/a/w' });
  });

  it('records the other cases as skipped, however the one that was taken has failed', async () => {
    const view = await play(
      `{ kind: router, switch: "'a'", cases: { a: { action: transform, with: "\${{ input.x }}" }, b: [{ id: z, action: noop }] }, default: { action: noop } }`,
    );
    expect(statusesOf(view)).toEqual({
      '/': 'failed',
      '/a': 'failed',
      '/b': 'skipped (case_not_taken)',
      '/b/z': 'skipped (parent_skipped)',
      '/default': 'skipped (case_not_taken)',
    });
  });

  it('completes with null when its case is skipped, or failed and continues', async () => {
    const skipped = await play(`{ kind: router, switch: "'a'", cases: { a: { when: "false", action: noop } } }`);
    const continued = await play(
      `{ kind: router, switch: "'a'", cases: { a: { on_error: continue, kind: wait, signal: s, timeout: 1s } } }`,
    );
    expect([skipped, continued].map(({ status, output }) => [status, output])).toEqual([
      ['completed', null],
      ['completed', null],
    ]);
  });
});
