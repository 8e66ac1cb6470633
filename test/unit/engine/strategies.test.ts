import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunView } from '../../../src/client/run-view.js';
import type { MockContext } from '../../../src/testing/index.js';
import { runModel, type ModelChild, type ModelFan } from './fan-model.js';
import { play, statusesOf, taskOf } from './play.js';

type Work = { readonly outcome: ModelChild['outcome']; readonly ms: number };

const actions = {
  work: async ({ outcome, ms }: Work, { sleep, path }: MockContext) => {
    await sleep(outcome === 'timed_out' ? Number.POSITIVE_INFINITY : ms);
    if (outcome !== 'completed') throw new Error(`${path} failed`);
    return ms;
  },
};

/** `[['a', 3], ['b', 1, 'failed']]`: children with the milliseconds that they take and how they end. */
function children(...list: readonly (readonly [string, number, ModelChild['outcome']?, ...string[]])[]): ModelChild[] {
  return list.map(([id, durationMs, outcome = 'completed', ...needs]) => ({ id, durationMs, outcome, needs }));
}

function toHead(fan: ModelFan): object {
  return {
    strategy: fan.strategy,
    ...(fan.quorum === undefined ? {} : { quorum: fan.quorum }),
    ...(fan.tolerate === undefined ? {} : { tolerate: { failed: fan.tolerate } }),
    ...(fan.maxConcurrency === undefined ? {} : { max_concurrency: fan.maxConcurrency }),
  };
}

function toParallel(fan: ModelFan): string {
  return JSON.stringify({
    kind: 'parallel',
    ...toHead(fan),
    tasks: fan.children.map(({ id, durationMs, outcome, needs }) => ({
      id,
      action: 'work',
      with: { outcome: outcome === 'continued' ? 'failed' : outcome, ms: durationMs },
      retry: { max_attempts: 1 },
      needs,
      ...(outcome === 'timed_out' ? { timeout: `${durationMs}ms` } : {}),
      ...(outcome === 'continued' ? { on_error: 'continue' } : {}),
      ...(outcome === 'skipped' ? { when: 'false' } : {}),
    })),
  });
}

function toCollection(fan: ModelFan, mode: 'parallel' | 'sequential'): string {
  return JSON.stringify({
    kind: 'collection',
    mode,
    ...toHead(fan),
    items: 'input.items',
    do: {
      action: 'work',
      with: '${{ item }}',
      when: "item.outcome != 'skipped'",
      retry: { max_attempts: 1 },
    },
  });
}

function toItems(fan: ModelFan): { items: Work[] } {
  return { items: fan.children.map(({ outcome, durationMs }) => ({ outcome, ms: durationMs })) };
}

function childStatusesOf(view: RunView): Record<string, string> {
  const { '/': _, ...rest } = statusesOf(view);
  return Object.fromEntries(Object.entries(rest).map(([path, status]) => [path.slice(1), status]));
}

const started = Date.parse('2030-01-01T00:00:00Z');

function endOf(view: RunView): number {
  return Date.parse(view.endedAt ?? '') - started;
}

describe('the strategies', () => {
  const cases: readonly [string, Omit<ModelFan, 'children'>, ModelChild[], 'completed' | 'failed', number][] = [
    [
      'wait_all completes when all have completed',
      { strategy: 'wait_all' },
      children(['a', 2], ['b', 1]),
      'completed',
      2,
    ],
    [
      'wait_all runs to the end and fails',
      { strategy: 'wait_all' },
      children(['a', 1, 'failed'], ['b', 5]),
      'failed',
      5,
    ],
    [
      'fail_fast fails at the first failure',
      { strategy: 'fail_fast' },
      children(['a', 1, 'failed'], ['b', 5]),
      'failed',
      1,
    ],
    ['fail_fast completes when none failed', { strategy: 'fail_fast' }, children(['a', 1], ['b', 5]), 'completed', 5],
    ['best_effort needs only one', { strategy: 'best_effort' }, children(['a', 1, 'failed'], ['b', 5]), 'completed', 5],
    ['best_effort fails when none completed', { strategy: 'best_effort' }, children(['a', 1, 'failed']), 'failed', 1],
    [
      'race takes the first that completes',
      { strategy: 'race' },
      children(['a', 1, 'failed'], ['b', 3], ['c', 9]),
      'completed',
      3,
    ],
    [
      'race fails when all have failed',
      { strategy: 'race' },
      children(['a', 1, 'failed'], ['b', 3, 'timed_out']),
      'failed',
      3,
    ],
    [
      'quorum completes with the nth',
      { strategy: 'quorum', quorum: 2 },
      children(['a', 1], ['b', 3], ['c', 9]),
      'completed',
      3,
    ],
    [
      'quorum fails as soon as it cannot be reached',
      { strategy: 'quorum', quorum: 2 },
      children(['a', 1, 'failed'], ['b', 3, 'failed'], ['c', 9]),
      'failed',
      3,
    ],
    [
      'a percentage for a quorum rounds up',
      { strategy: 'quorum', quorum: '34%' },
      children(['a', 1], ['b', 3], ['c', 9]),
      'completed',
      3,
    ],
    [
      'a percentage leaves out what was skipped',
      { strategy: 'quorum', quorum: '50%' },
      children(['a', 1], ['b', 3], ['c', 9, 'skipped'], ['d', 12, 'skipped']),
      'completed',
      1,
    ],
    [
      'tolerate allows a number of failures',
      { strategy: 'wait_all', tolerate: 1 },
      children(['a', 1, 'failed'], ['b', 2]),
      'completed',
      2,
    ],
    [
      'tolerate relaxes fail_fast until one more fails',
      { strategy: 'fail_fast', tolerate: 1 },
      children(['a', 1, 'failed'], ['b', 2, 'failed'], ['c', 9]),
      'failed',
      2,
    ],
    [
      'a percentage for tolerate rounds down',
      { strategy: 'wait_all', tolerate: '60%' },
      children(['a', 1, 'failed'], ['b', 2, 'failed'], ['c', 3]),
      'failed',
      3,
    ],
    [
      'what timed out counts as failed',
      { strategy: 'wait_all' },
      children(['a', 1, 'timed_out'], ['b', 2]),
      'failed',
      2,
    ],
    [
      'what is skipped counts as neither',
      { strategy: 'wait_all' },
      children(['a', 1, 'skipped'], ['b', 2]),
      'completed',
      2,
    ],
    [
      'what failed and continues counts as completed',
      { strategy: 'race' },
      children(['a', 1, 'continued'], ['b', 2]),
      'completed',
      1,
    ],
    ['all skipped completes', { strategy: 'best_effort' }, children(['a', 1, 'skipped']), 'completed', 0],
    ['all skipped fails a race', { strategy: 'race' }, children(['a', 1, 'skipped']), 'failed', 0],
    ['all skipped fails a quorum', { strategy: 'quorum', quorum: '10%' }, children(['a', 1, 'skipped']), 'failed', 0],
  ];

  it.each(cases)('%s', async (_, head, list, status, endMs) => {
    const fan = { ...head, children: list };
    const view = await play(toParallel(fan), { actions });
    expect([view.status, endOf(view)]).toEqual([status, endMs]);
    expect(runModel(fan)).toMatchObject({ status, endMs });
  });

  it.each(['wait_all', 'fail_fast', 'best_effort'])('%s completes without children', async (strategy) => {
    const view = await play(`{ kind: parallel, strategy: ${strategy}, tasks: [] }`);
    expect([view.status, view.output]).toEqual(['completed', {}]);
  });

  it.each(['race', 'quorum, quorum: 1'])('%s fails without children', async (strategy) => {
    const view = await play(`{ kind: collection, strategy: ${strategy}, items: "[]", do: { action: noop } }`);
    expect([view.status, view.error?.code]).toEqual(['failed', 'task_failed']);
  });

  it('a race without children that the definition writes fails when it runs', async () => {
    const view = await play('{ kind: parallel, strategy: race, tasks: [] }');
    expect([view.status, view.error?.code]).toEqual(['failed', 'task_failed']);
  });

  it('a failed one has the code and the path of the child that failed first', async () => {
    const tasks = [
      { id: 'a', kind: 'wait', duration: '9ms', timeout: '4ms' },
      ...JSON.parse(
        toParallel({
          strategy: 'wait_all',
          children: children(['b', 7, 'failed']),
        }),
      ).tasks,
    ];
    const view = await play(JSON.stringify({ kind: 'parallel', tasks }), { actions });
    expect(view.error).toEqual({ code: 'timed_out', message: expect.any(String), path: '/a' });
  });

  it('every child stays readable whatever the strategy', async () => {
    const fan: ModelFan = { strategy: 'best_effort', children: children(['a', 1], ['b', 2, 'failed']) };
    const view = await play(toParallel(fan), { actions });
    expect(view.output).toEqual({ a: 1, b: null });
    expect(taskOf(view, '/b').error).toEqual({ code: 'task_failed', message: '/b failed', path: '/b' });
  });
});

const share = fc.oneof(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 100 }).map((percent) => `${percent}%`),
);

const outcome = fc.constantFrom<ModelChild['outcome']>(
  'completed',
  'completed',
  'failed',
  'timed_out',
  'continued',
  'skipped',
);

/** Durations are powers of two, so that no two children ever end at the same time, whatever waits for what. */
function childList(withNeeds: boolean): fc.Arbitrary<ModelChild[]> {
  return fc
    .array(
      fc.record({ outcome, needs: fc.array(fc.nat({ max: 5 }), { maxLength: withNeeds ? 2 : 0 }), weight: fc.nat() }),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((list) => {
      const order = list
        .map((_, index) => index)
        .sort((a, b) => (list[a]?.weight ?? 0) - (list[b]?.weight ?? 0) || a - b);
      return list.map((one, index) => ({
        id: `t${index}`,
        durationMs: 2 ** (order.indexOf(index) + 1),
        outcome: one.outcome,
        needs: [...new Set(one.needs.filter((need) => need < index))].map((need) => `t${need}`),
      }));
    });
}

function fans(withNeeds: boolean): fc.Arbitrary<ModelFan> {
  const limit = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });
  return childList(withNeeds).chain((list) => {
    const most = list.length;
    const plain = fc.constantFrom<ModelFan['strategy']>('best_effort', 'race').map((strategy) => ({ strategy }));
    const tolerant = fc.record({
      strategy: fc.constantFrom<ModelFan['strategy']>('wait_all', 'fail_fast'),
      tolerate: fc.option(share, { nil: undefined }),
    });
    const quorum = fc.record({
      strategy: fc.constant<ModelFan['strategy']>('quorum'),
      quorum: share.map((given) => (typeof given === 'number' ? Math.min(given, most) : given)),
    });
    return fc.tuple(fc.oneof(plain, tolerant, quorum), limit).map(([head, maxConcurrency]) => ({
      ...(JSON.parse(JSON.stringify({ ...head, maxConcurrency })) as Omit<ModelFan, 'children'>),
      children: list,
    }));
  });
}

const NEVER_RUN = new Set(['skipped (dependency_failed)', 'cancelled (strategy)']);

/**
 * Skips spread one after another. In the instant in which a quorum can no longer be reached it is left open who is skipped
 * first and who is cancelled by the decision; that it cannot be reached is the same.
 */
function isQuorum({ strategy }: ModelFan): boolean {
  return strategy === 'quorum';
}

describe('any fan', () => {
  it('of tasks that need each other settles as the model says', async () => {
    await fc.assert(
      fc.asyncProperty(fans(true), async (fan) => {
        const expected = runModel(fan);
        const view = await play(toParallel(fan), { actions });
        const shown = (children: Readonly<Record<string, string>>): Record<string, string> =>
          Object.fromEntries(
            Object.entries(children).map(([id, result]) => {
              const text = result.replace(/,.*/, '');
              return [id, isQuorum(fan) && NEVER_RUN.has(text) ? 'never run' : text];
            }),
          );
        expect({ status: view.status, endMs: endOf(view), children: shown(childStatusesOf(view)) }).toEqual({
          ...expected,
          children: shown(expected.children),
        });
      }),
      { numRuns: 150 },
    );
  });

  it.each(['parallel', 'sequential'] as const)('of items in %s mode settles as the model says', async (mode) => {
    await fc.assert(
      fc.asyncProperty(fans(false), async (given) => {
        const list = given.children.map((child, index) => ({
          ...child,
          id: String(index),
          outcome: child.outcome === 'continued' || child.outcome === 'timed_out' ? ('failed' as const) : child.outcome,
        }));
        const fan = { ...given, children: list, ...(mode === 'sequential' ? { maxConcurrency: 1 } : {}) };
        const expected = runModel(fan);
        const view = await play(toCollection(fan, mode), { actions, input: toItems(fan) });
        expect({ status: view.status, endMs: endOf(view), children: childStatusesOf(view) }).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('never runs more children at once than max_concurrency', async () => {
    let running = 0;
    let most = 0;
    const counted = {
      work: async (input: Work, context: MockContext) => {
        running += 1;
        most = Math.max(most, running);
        try {
          return await actions.work(input, context);
        } finally {
          running -= 1;
        }
      },
    };
    const list = children(['a', 1], ['b', 9], ['c', 2], ['d', 4, 'failed'], ['e', 3, 'completed', 'b']);
    const view = await play(toParallel({ strategy: 'wait_all', maxConcurrency: 2, children: list }), {
      actions: counted,
    });
    expect([most, view.status]).toEqual([2, 'failed']);
  });

  it('gives no place to a child that is blocked', async () => {
    const list = children(['b', 8, 'completed', 'a'], ['c', 8, 'completed', 'a'], ['a', 1], ['d', 2]);
    const view = await play(toParallel({ strategy: 'wait_all', maxConcurrency: 2, children: list }), { actions });
    expect([taskOf(view, '/a').startedAt, taskOf(view, '/d').startedAt]).toEqual([view.startedAt, view.startedAt]);
  });
});
