import { describe, expect, it } from 'vitest';
import type { TaskPlan } from '../../../src/domain/plan.js';
import { orchestratorOf } from '../../../src/factory/orchestrators.js';
import type { Effect, EngineEvent, StateResult } from '../../../src/workflows/engine/effects.js';
import { nextDueAt } from '../../../src/workflows/engine/clock.js';
import { reduce } from '../../../src/workflows/engine/reduce.js';
import { MAX_SNAPSHOT_BYTES, restore, takeSnapshot } from '../../../src/workflows/engine/snapshot.js';
import { createRunState, type RunState } from '../../../src/workflows/engine/state.js';

const WAIT_ALL = { strategy: { name: 'wait_all' }, output: 'children-in-order', isSequential: false };

const STARTED: Extract<StateResult, { outcome: 'started' }> = {
  outcome: 'started',
  control: null,
  itemCount: null,
  deadlineAt: null,
  isWaiting: false,
};

const QUEUED: TaskPlan = { id: '', kind: 'basic', action: 'http', control: { by: 'queue' } };
const INLINE: TaskPlan = { id: '', kind: 'basic', action: 'http', control: { by: 'inline' } };
const EXTERNAL: TaskPlan = { id: '', kind: 'basic', action: 'external', prepares: true, control: { by: 'external' } };

interface Fan {
  readonly run: RunState;
  /** Of its start. */
  readonly effects: readonly Effect[];
  tell(event: EngineEvent): readonly Effect[];
}

/** A collection of so many items, all of which have been started as far as they may. */
function startFan(item: TaskPlan, itemCount: number): Fan {
  const plan: TaskPlan = { id: '', kind: 'collection', control: WAIT_ALL, prepares: true, item };
  const run = createRunState({ runKey: 'run', generation: 1, plan, orchestratorOf, now: 0 });
  reduce(run, { type: 'start' }, 0);
  const tell = (event: EngineEvent): readonly Effect[] => reduce(run, event, 1);
  const result: StateResult = { ...STARTED, itemCount };
  return { run, effects: tell({ type: 'state-created', path: '/', visit: 1, result }), tell };
}

function endOf(path: string): EngineEvent {
  return { type: 'attempt-ended', path, visit: 1, outcome: { status: 'completed' } };
}

function attemptsOf(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => (effect.type === 'attempt' ? effect.path : []));
}

function continueAsNew(run: RunState): { readonly run: RunState; readonly bytes: number } {
  const text = JSON.stringify(takeSnapshot(run));
  const { plan } = run.root;
  const given = { runKey: 'run', generation: 2, plan, orchestratorOf, now: 2 };
  return { run: restore(JSON.parse(text) as ReturnType<typeof takeSnapshot>, given).run, bytes: text.length };
}

describe('attempts that other workers run', () => {
  it('are 500 at once, and the next goes out when one of them has ended', () => {
    const { effects, tell } = startFan(QUEUED, 600);
    expect(attemptsOf(effects)).toEqual(Array.from({ length: 500 }, (_, index) => `/${index}`));
    expect(attemptsOf(tell(endOf('/7')))).toEqual(['/500']);
  });

  it('do not count those inside the workflow task', () => {
    const { effects } = startFan(INLINE, 600);
    expect(attemptsOf(effects)).toHaveLength(600);
  });

  it('start no more once the run wants to continue as new, while inline ones go on', () => {
    const queued = startFan(QUEUED, 501);
    queued.run.isDraining = true;
    expect(attemptsOf(queued.tell(endOf('/0')))).toEqual([]);
    const chain = {
      id: '',
      kind: 'composite',
      control: {},
      children: [
        { ...INLINE, id: 'a' },
        { ...INLINE, id: 'b' },
      ],
    };
    const inline = startFan(chain, 1);
    inline.run.isDraining = true;
    expect(attemptsOf(inline.tell(endOf('/0/a')))).toEqual(['/0/b']);
  });
});

describe('an event about one of many children', () => {
  it('is taken without looking at the others', () => {
    const { run, tell } = startFan(QUEUED, 400);
    const { children } = run.root;
    const refuse = (): never => {
      throw new Error('All children were looked at.');
    };
    Object.assign(children, { values: refuse, entries: refuse, keys: refuse, forEach: refuse });
    Object.assign(children, { [Symbol.iterator]: refuse });
    for (let index = 0; index < 399; index += 1) tell(endOf(`/${index}`));
    expect(run.root.counts).toMatchObject({ ended: 399, completed: 399, active: 1 });
  });
});

describe('early signals', () => {
  it('are kept up to ten thousand; what comes then is recorded as unmatched', () => {
    const { run, tell } = startFan(EXTERNAL, 1);
    const effects = Array.from({ length: 10_001 }, (_, index) =>
      tell({ type: 'signal', id: `s${index}`, name: 'early', path: null }),
    );
    expect(run.earlyCount).toBe(10_000);
    expect(effects.flat()).toEqual([{ type: 'record-unmatched', ids: ['s10000'] }]);
  });
});

describe('a wait', () => {
  it('has its signals judged one question at a time, in the order they came', () => {
    const plan: TaskPlan = { id: '', kind: 'wait', prepares: true, control: {} };
    const run = createRunState({ runKey: 'run', generation: 1, plan, orchestratorOf, now: 0 });
    reduce(run, { type: 'start' }, 0);
    const control = {
      for: 'signal',
      name: 'go',
      processes: false,
      offered: null,
      isExpired: false,
      isClosed: false,
      timeoutAt: null,
      onTimeout: 'fail',
    };
    const tell = (event: EngineEvent): readonly Effect[] => reduce(run, event, 1);
    tell({ type: 'state-created', path: '/', visit: 1, result: { ...STARTED, control, isWaiting: true } });
    const asked = ['a', 'b', 'c'].flatMap((id) => tell({ type: 'signal', id, name: 'go', path: null }));
    const answer = { rejected: ['a'], consumed: [], isDone: false };
    const askedThen = tell({ type: 'answered', path: '/', visit: 1, question: 'judge', result: { answer } });
    const detailsOf = (effects: readonly Effect[]) => effects.map((effect) => effect.type === 'ask' && effect.detail);
    expect(detailsOf(asked)).toEqual([{ ids: ['a'], isEarly: false }]);
    expect(detailsOf(askedThen)).toEqual([{ ids: ['b', 'c'], isEarly: false }]);
  });
});

describe('the clock of a run', () => {
  it('is due at the earliest of all deadlines', () => {
    const { run } = startFan({ ...QUEUED, deadlineMs: 5_000 }, 300);
    expect(nextDueAt(run)).toBe(5_001);
  });
});

describe('what a run hands on when it continues as new', () => {
  it('stays small with ten thousand tasks that have ended or wait for someone', () => {
    const fan = startFan(EXTERNAL, 10_000);
    for (let index = 0; index < 10_000; index += 1)
      fan.tell({ type: 'state-created', path: `/${index}`, visit: 1, result: { ...STARTED, isWaiting: true } });
    const { run, bytes } = continueAsNew(fan.run);
    expect(run.root.children.size).toBe(10_000);
    expect(bytes).toBeLessThan(MAX_SNAPSHOT_BYTES);
  });

  it('has room for ten thousand early signals', () => {
    const fan = startFan(EXTERNAL, 1);
    for (let index = 0; index < 10_000; index += 1) {
      const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
      fan.tell({ type: 'signal', id, name: `name-${index % 7}`, path: index % 2 === 0 ? '/0' : null });
    }
    const { run, bytes } = continueAsNew(fan.run);
    expect(run.early).toEqual(fan.run.early);
    expect(run.earlyCount).toBe(10_000);
    expect(bytes).toBeLessThan(MAX_SNAPSHOT_BYTES);
  });
});
