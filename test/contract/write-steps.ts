import fc from 'fast-check';
import type { OutputSource } from '../../src/domain/output-source.js';
import { isWithin } from '../../src/domain/path.js';
import { isTerminal, type TaskStatus } from '../../src/domain/status.js';
import type { AttemptResult, Store, Transition, WorkflowWrite } from '../../src/store/store.js';
import { beginOf, COMPLETED, failed, finishOf, transition, versionOf } from '../support/store-builders.js';

/** What a workflow might decide next; `toSteps` gives it versions and visits. */
export type Intent =
  | {
      readonly type: 'transitions';
      readonly changes: readonly {
        readonly path: string;
        readonly status: TaskStatus;
        readonly output: 'stays' | 'value' | 'children';
        readonly isNewVisit: boolean;
      }[];
    }
  | { readonly type: 'attempt'; readonly path: string; readonly end: 'none' | 'completed' | 'retry' }
  | { readonly type: 'fence' | 'end' | 'reset'; readonly path: string };

const intent: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({
    type: fc.constant('transitions'),
    changes: fc.array(
      fc.record({
        path: fc.constantFrom('/', '/a', '/a/b', '/a/c', '/d'),
        status: fc.constantFrom('blocked', 'in_progress', 'waiting', 'paused', 'completed', 'failed', 'skipped'),
        output: fc.constantFrom('stays', 'value', 'children'),
        isNewVisit: fc.boolean(),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  }),
  fc.record({
    type: fc.constant('attempt'),
    path: fc.constantFrom('/a', '/a/b', '/a/c', '/d'),
    end: fc.constantFrom('none', 'completed', 'retry'),
  }),
  fc.record({ type: fc.constant('fence'), path: fc.constantFrom('/a', '/a/b', '/a/c', '/d') }),
  fc.record({ type: fc.constant('end'), path: fc.constantFrom('/', '/a') }),
  fc.record({ type: fc.constant('reset'), path: fc.constantFrom('/', '/a') }),
);

/** Of a run with the tasks `/a`, `/a/b`, `/a/c` and `/d`. */
export const HISTORY = fc.array(intent, { minLength: 1, maxLength: 12 });

/** One call to the store, ready to be repeated. */
export type Step =
  | { readonly type: 'write'; readonly write: Omit<WorkflowWrite, 'runKey'> }
  | {
      readonly type: 'attempt';
      readonly path: string;
      readonly visit: number;
      readonly caller: string;
      readonly version: string;
      readonly result: AttemptResult | null;
    };

interface Standing {
  visit: number;
  isEnded: boolean;
}

const RESULTS = { none: null, completed: COMPLETED, retry: failed(5) };
const SOURCES: Record<string, OutputSource> = { value: { value: 'v' }, children: 'children-by-id' };

/** As a workflow does, begins a new visit for whatever goes on after it had ended. */
export function toSteps(intents: readonly Intent[]): Step[] {
  const standings = new Map<string, Standing>(
    ['/', '/a', '/a/b', '/a/c', '/d'].map((path) => [path, { visit: 1, isEnded: false }]),
  );
  const standingOf = (path: string): Standing => standings.get(path) ?? { visit: 1, isEnded: false };
  let count = 0;

  function toTransition({
    path,
    status,
    output,
    isNewVisit,
  }: Extract<Intent, { type: 'transitions' }>['changes'][number]): Transition {
    const standing = standingOf(path);
    if (isNewVisit || (standing.isEnded && !isTerminal(status))) standing.visit += 1;
    standing.isEnded = isTerminal(status);
    const source = SOURCES[output];
    return transition(path, ++count, { status, visit: standing.visit, ...(source && { output: source }) });
  }

  function toStep(intent: Intent): Step {
    switch (intent.type) {
      case 'transitions':
        return { type: 'write', write: { transitions: intent.changes.map(toTransition) } };
      case 'attempt': {
        const standing = standingOf(intent.path);
        if (standing.isEnded) standing.visit += 1;
        standing.isEnded = intent.end === 'completed';
        const { path, end } = intent;
        count += 1;
        return {
          type: 'attempt',
          path,
          visit: standing.visit,
          caller: `c${count}`,
          version: versionOf(count),
          result: RESULTS[end],
        };
      }
      case 'fence':
        return { type: 'write', write: { raiseFences: [{ path: intent.path, visit: standingOf(intent.path).visit }] } };
      case 'end': {
        for (const [path, standing] of standings) if (isWithin(path, intent.path)) standing.isEnded = true;
        const version = versionOf(++count);
        const end = { path: intent.path, version, status: 'cancelled', reason: 'strategy', at: count } as const;
        return { type: 'write', write: { endBelow: [end] } };
      }
      case 'reset': {
        const below = [...standings].filter(([path]) => isWithin(path, intent.path));
        const nextVisit = 1 + Math.max(...below.map(([, { visit }]) => visit));
        for (const [, standing] of below) Object.assign(standing, { visit: nextVisit, isEnded: false });
        const version = versionOf(++count);
        return {
          type: 'write',
          write: { resets: [{ path: intent.path, version, removeBelow: [], nextVisit, at: count }] },
        };
      }
    }
  }

  return intents.map(toStep);
}

export async function applyStep(store: Store, runKey: string, step: Step): Promise<void> {
  if (step.type === 'write') {
    await store.tasks.write({ runKey, ...step.write });
    return;
  }
  const { path, visit, caller, version, result } = step;
  const execution = { runKey, path, visit };
  const [begun] = await store.attempts.begin([beginOf(execution, { caller, version })]);
  if (begun?.state !== 'begun' || result === null) return;
  await store.attempts.finish([finishOf(execution, begun.attempt, { version, result, output: caller })]);
}

/** Everything that is remembered of a run but for its name and times that the store gives. */
export async function describeRun(store: Store, runKey: string) {
  const run = await store.runs.read(runKey);
  const tasks = await store.tasks.list(runKey);
  const attempts = await store.attempts.list(runKey);
  const events = await store.events.list({ runKey, limit: 1_000 });
  return {
    run: { status: run?.status, output: run?.output, startedAt: run?.startedAt, endedAt: run?.endedAt },
    tasks: tasks.map(({ runKey: _, taskId: __, createdAt: ___, updatedAt: ____, ...task }) => task),
    attempts: attempts.map(({ path, visit, attempt, status }) => ({ path, visit, attempt, status })),
    // Of one task in their order; what tasks that have nothing to do with each other did in one write has none.
    events: events
      .map(({ path, visit, type, before, after }) => ({ path, visit, type, before, after }))
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  };
}
