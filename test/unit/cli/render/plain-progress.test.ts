import { expect, test } from 'vitest';
import { createPlainProgress } from '../../../../src/cli/render/plain-progress.js';
import { APPROVAL, aSnapshot, aTask, NOW } from './snapshot-fixture.js';

test('each change is one line, with the way to go on below what waits', () => {
  const tell = createPlainProgress();
  const root = aTask('/', 'in_progress', { kind: 'parallel', action: null });
  const first = aSnapshot('in_progress', [
    root,
    aTask('/build', 'in_progress'),
    aTask('/approve', 'waiting', { kind: 'wait', action: null, waiting: APPROVAL }),
    aTask('/qa', 'waiting', { action: 'external', waiting: { for: 'external', specialist: 'tester', inputs: null } }),
    aTask('/deploy', 'blocked'),
  ]);
  expect(tell(first, NOW)).toEqual([
    '▶ /build (http) started',
    '… /approve (wait) waits for approval: 2 more of pm, em',
    '  taskwright approve r1 /approve --role pm',
    '… /qa (external) waits for a tester to complete it',
    '  taskwright complete r1 /qa',
  ]);
  expect(tell(first, NOW)).toEqual([]);

  const second = aSnapshot('failed', [
    aTask('/', 'failed', { kind: 'parallel', action: null }),
    aTask('/build', 'failed', { error: { code: 'task_failed', message: 'HTTP 500', path: '/build' } }),
    aTask('/approve', 'cancelled', { kind: 'wait', action: null, reason: 'strategy' }),
    aTask('/qa', 'completed', { action: 'external' }),
    aTask('/deploy', 'skipped', { reason: 'dependency_failed' }),
  ]);
  expect(tell(second, NOW)).toEqual([
    '✘ /build (http) failed after 1.2 s: HTTP 500',
    '⊘ /approve (wait) cancelled: the task above it was decided without it',
    '✔ /qa (external) completed in 1.2 s',
    '- /deploy (http) skipped: a task that it needs did not complete',
  ]);
});

test('further attempts and visits are named', () => {
  const tell = createPlainProgress();
  expect(tell(aSnapshot('in_progress', [aTask('/a', 'in_progress')]), NOW)).toEqual(['▶ /a (http) started']);
  const retried = aTask('/a', 'in_progress', { attempt: 2 });
  expect(tell(aSnapshot('in_progress', [retried]), NOW)).toEqual(['▶ /a (http) attempt 2']);
  const again = aTask('/a', 'in_progress', { visit: 2 });
  expect(tell(aSnapshot('in_progress', [again]), NOW)).toEqual(['▶ /a (http, visit 2) started']);
});

test('a container names the task that it failed because of', () => {
  const tell = createPlainProgress();
  const error = { code: 'task_failed', message: 'HTTP 500', path: '/build/x' } as const;
  const failed = aTask('/build', 'failed', { kind: 'composite', action: null, error });
  expect(tell(aSnapshot('failed', [failed]), NOW)).toEqual([
    '✘ /build (composite) failed after 1.2 s: because of /build/x',
  ]);
});

test('signals, times and runs that are waited for are named', () => {
  const tell = createPlainProgress();
  const tasks = [
    aTask('/go', 'waiting', {
      kind: 'wait',
      action: null,
      waiting: { for: 'signal', name: "it's go", correlation: 'k' },
    }),
    aTask('/pause', 'waiting', { kind: 'wait', action: null, waiting: { for: 'time', until: NOW } }),
    aTask('/child', 'waiting', { action: 'run', waiting: { for: 'run', runId: 'r2' } }),
  ];
  expect(tell(aSnapshot('waiting', tasks), NOW)).toEqual([
    "… /go (wait) waits for the signal it's go (k)",
    "  taskwright signal r1 'it'\\''s go'",
    '… /pause (wait) waits until 2026-01-02T03:04:05.000Z',
    '… /child (run) waits for the run r2',
    '  taskwright watch r2',
  ]);
});

test('a task that no worker takes says why', () => {
  const tell = createPlainProgress();
  const error = { code: 'unavailable', message: 'No worker knows the action "x".', path: '/a' } as const;
  const line = '(x) waits: No worker knows the action "x".';
  expect(tell(aSnapshot('in_progress', [aTask('/a', 'pending', { action: 'x' })]), NOW)).toEqual([]);
  expect(tell(aSnapshot('in_progress', [aTask('/a', 'pending', { action: 'x', error })]), NOW)).toEqual([
    `· /a ${line}`,
  ]);
  const inline = aTask('/b', 'in_progress', { action: 'x', attempt: 0, error });
  expect(tell(aSnapshot('in_progress', [inline]), NOW)).toEqual([`▶ /b ${line}`]);
});
