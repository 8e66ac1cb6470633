import { expect, test } from 'vitest';
import type { TaskPlan } from '../../../src/domain/plan.js';
import { orchestratorOf } from '../../../src/factory/orchestrators.js';
import { describeRun } from '../../../src/workflows/details.js';
import { reduce } from '../../../src/workflows/engine/reduce.js';
import { createRunState, type RunState } from '../../../src/workflows/engine/state.js';

const WAIT_ALL = { strategy: { name: 'wait_all' }, output: 'children-by-id' };

/** A run whose root has been entered. */
function startRun(plan: TaskPlan, itemCount: number | null = null): RunState {
  const run = createRunState({ runKey: 'run', generation: 1, plan, orchestratorOf, now: 0 });
  reduce(run, { type: 'start' }, 0);
  const result = { outcome: 'started', control: null, itemCount, deadlineAt: null, isWaiting: false } as const;
  reduce(run, { type: 'state-created', path: '/', visit: 1, result }, 0);
  return run;
}

function toBasic(id: string, more: Partial<TaskPlan> = {}): TaskPlan {
  return { id, kind: 'basic', action: 'http', control: { by: 'queue' }, ...more };
}

/** Without the fence. */
function linesOf(run: RunState): string[] {
  const [open, ...rest] = describeRun(run).split('\n');
  expect([open, rest.pop()]).toEqual(['```', '```']);
  return rest;
}

test('the tree shows what has been opened, what it waits for, and how far it has come', () => {
  const tasks = { kind: 'parallel', control: WAIT_ALL } as const;
  const inner = { id: 'checks', ...tasks, children: [toBasic('lint'), toBasic('unit')] };
  const needs = [{ task: 'checks', type: 'completion' }] as const;
  const run = startRun({ id: '', ...tasks, children: [inner, toBasic('deploy', { needs: [...needs] })] });
  reduce(run, { type: 'attempt-ended', path: '/checks/lint', visit: 1, outcome: { status: 'completed' } }, 1);

  expect(linesOf(run)).toEqual([
    '▶ /         parallel  in progress, 0 of 2',
    '  ▶ checks  parallel  in progress, 1 of 2',
    '    ✔ lint  http      completed',
    '    ▶ unit  http      in progress',
    '  · deploy  http      blocked, waits for /checks',
  ]);
});

test('a failure is told where it happened, and named where it is passed on', () => {
  const inner = { id: 'checks', kind: 'composite', control: {}, children: [toBasic('lint')] };
  const run = startRun({ id: '', kind: 'composite', control: {}, children: [inner, toBasic('ship')] });
  const failure = { code: 'task_failed', message: 'no\n```disk', path: '/checks/lint' } as const;
  reduce(run, { type: 'attempt-ended', path: '/checks/lint', visit: 1, outcome: { status: 'failed', failure } }, 1);

  expect(linesOf(run)).toEqual([
    "✘ /         composite  failed, 2 of 2, because of /checks/lint: no '''disk",
    "  ✘ checks  composite  failed, 1 of 1, because of /checks/lint: no '''disk",
    '  - ship    http       skipped, earlier task failed',
  ]);
});

test('what a composite has not come to is shown as well', () => {
  const run = startRun({ id: '', kind: 'composite', control: {}, children: [toBasic('build'), toBasic('ship')] });
  expect(linesOf(run)).toEqual([
    '▶ /        composite  in progress, 0 of 2',
    '  ▶ build  http       in progress',
    '  · ship   http',
  ]);
});

test('of a wide collection only what is open is shown, and not all of it', () => {
  const control = { strategy: { name: 'wait_all' }, output: 'children-in-order', isSequential: false };
  const run = startRun({ id: '', kind: 'collection', control, prepares: true, item: toBasic('') }, 400);
  for (let item = 0; item < 100; item += 1) {
    reduce(run, { type: 'attempt-ended', path: `/${item}`, visit: 1, outcome: { status: 'completed' } }, 1);
  }
  const lines = linesOf(run);
  expect(lines.slice(0, 2)).toEqual([
    '▶ /               collection  in progress, 100 of 400',
    '  ▶ 100           http        in progress',
  ]);
  expect(lines.slice(-1)).toEqual(['    and 375 more']);
  expect(lines).toHaveLength(27);
});
