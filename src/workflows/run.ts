import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  patched,
  scheduleLocalActivity,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import { isJsonObject } from '../domain/json.js';
import type { TaskPlan } from '../domain/plan.js';
import { orchestratorOf } from '../factory/orchestrators.js';
import { createClockTimer } from './clock-timer.js';
import { describeRun } from './details.js';
import { accept } from './engine/accept.js';
import { acceptControl } from './engine/control.js';
import { nextDueAt } from './engine/clock.js';
import type { Effect, EngineEvent, StateResult } from './engine/effects.js';
import { hasEnded, reduce } from './engine/reduce.js';
import { MAX_SNAPSHOT_BYTES, restore, takeSnapshot } from './engine/snapshot.js';
import { createRunState, type RunState } from './engine/state.js';
import { toRunFailure } from './failures.js';
import { hasDirty } from './engine/writes.js';
import { registerHandlers } from './handlers.js';
import { ENGINE_LOCAL_OPTIONS } from './options.js';
import { createPerformer, type Performer } from './perform.js';
import {
  ACTIVITIES,
  type CreateStateOutput,
  type PerformOutput,
  type PlanPage,
  type RunInput,
  type RunRef,
} from './protocol.js';
import { createTaskWatch } from './task-watch.js';
import { createTurns } from './turns.js';

/**
 * One run. Everything that happens to it becomes an event of the synchronous core; this shell turns Temporal's
 * messages into events and performs what the core decides.
 */
export async function runWorkflow(input: RunInput): Promise<void> {
  const ref: RunRef = {
    runKey: workflowInfo().workflowId,
    definitionHash: input.definitionHash,
    timeScale: input.timeScale,
  };
  /** What has happened while it could not be taken. */
  const inbox: EngineEvent[] = [];
  const pending: Effect[] = [];
  let run: RunState | null = null;
  let performer: Performer | null = null;
  let isQuiet = false;
  let fault: Error | null = null;

  const turns = createTurns({
    take: () => takeTurn(),
    isOver: () => fault !== null || (isQuiet && allHandlersFinished()),
  });
  const { wake } = turns;
  const isReady = (): boolean => performer !== null && !performer.isWaiting && inbox.length === 0;

  const dispatch = (event: EngineEvent): void => {
    wake();
    if (!run || !performer || performer.isWaiting) inbox.push(event);
    else if (!hasEnded(run)) pending.push(...reduce(run, event, Date.now()));
  };

  /** A fault of ours: the workflow task fails, and goes on when a mended worker takes it. */
  const crash = (thrown: unknown): void => {
    wake();
    const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    fault ??= new Error(`The engine stumbled: ${cause}`);
  };

  const watch = createTaskWatch((reason) => {
    fault ??= reason;
  });
  const clock = createClockTimer(() => dispatch({ type: 'clock' }));

  const takeTurn = (): void => {
    if (!run || !performer) return;
    watch.look(performer.isWaiting);
    if (fault) return;
    isQuiet = false;
    performer.land();
    if (performer.isWaiting) return;
    for (const event of inbox.splice(0)) dispatch(event);
    run.isDraining ||= workflowInfo().historyLength >= input.historyLimit || workflowInfo().continueAsNewSuggested;
    // A new Temporal run would not know that it was asked to be cancelled.
    const wantsNew = run.isDraining && !run.isCancelRequested;
    performer.hold(wantsNew || hasEnded(run));
    do performer.perform(pending.splice(0));
    while (pending.length > 0);
    isQuiet = performer.isQuiet && (wantsNew || hasEnded(run));
    if (isQuiet && allHandlersFinished()) return;
    clock.arm(nextDueAt(run), Date.now());
    setCurrentDetails(describeRun(run));
  };

  registerHandlers({
    dispatch: (event) => {
      turns.waitForAll();
      dispatch(event);
    },
    reject: (message) => run && accept(run, message.path, message),
    rejectControl: (message) => run && acceptControl(run, message),
    whenReady: async () => {
      while (!isReady()) await condition(isReady);
    },
    replyTo: async (id) => {
      await condition(() => run !== null && (run.replies.has(id) || hasEnded(run)));
      const reply = run?.replies.get(id);
      run?.replies.delete(id);
      return reply === undefined ? { code: 'conflict', reason: 'The run has ended.' } : reply;
    },
    whenWritten: async () => {
      await condition(() => run !== null && !hasDirty(run));
      const taken = performer?.writes.taken ?? 0;
      await condition(() => performer === null || performer.writes.landed >= taken);
    },
    wake,
  });
  CancellationScope.current().cancelRequested.catch(() => dispatch({ type: 'cancel-requested' }));

  await CancellationScope.nonCancellable(async () => {
    watch.look(false);
    const started = await start(input, ref);
    run = started.run;
    performer = createPerformer({ run, ref, dispatch, wake, crash });
    pending.push(...started.effects);
    inbox.unshift(started.first);
    await turns.untilOver();
    if (fault) throw fault;
    if (!hasEnded(run)) await goOnAsNew(run, input);
  });
  if (run) conclude(run);
}

/** Reads the plan and makes or restores the control state; the root's own state comes with the plan. */
async function start(
  input: RunInput,
  ref: RunRef,
): Promise<{ readonly run: RunState; readonly effects: readonly Effect[]; readonly first: EngineEvent }> {
  const { generation, snapshot, revival } = input;
  if (snapshot) {
    const plan = await readPlan(ref, { text: '', next: 0 });
    const restored = restore(snapshot, {
      runKey: ref.runKey,
      generation,
      plan,
      orchestratorOf,
      now: Date.now(),
      keepsEvents,
    });
    return { ...restored, first: { type: 'wake' } };
  }
  if (revival) {
    const plan = await readPlan(ref, { text: '', next: 0 });
    const { answers } = await scheduleLocalActivity<PerformOutput>(
      ACTIVITIES.performEffects,
      [{ ...ref, effects: [{ type: 'recall', request: revival }] }],
      { ...ENGINE_LOCAL_OPTIONS, summary: revival.verb },
    );
    const stored = answers[0] && 'recalled' in answers[0] ? answers[0].recalled : null;
    if (!stored) {
      const message = 'The run has more tasks than can be looked through for it.';
      throw ApplicationFailure.nonRetryable(message, 'conflict');
    }
    const generation = stored.generation + 1;
    const run = createRunState({ runKey: ref.runKey, generation, plan, orchestratorOf, now: Date.now() });
    return { run, effects: [], first: { type: 'recalled', request: revival, stored } };
  }
  const version = `${String(generation).padStart(6, '0')}.${String(Date.now()).padStart(15, '0')}.${'0'.padStart(9, '0')}`;
  const output = await scheduleLocalActivity<CreateStateOutput>(
    ACTIVITIES.createTaskState,
    [{ ...ref, tasks: [{ path: '/', visit: 1, version }], wantsPlan: true }],
    { ...ENGINE_LOCAL_OPTIONS, summary: '/' },
  );
  const plan = await readPlan(ref, output.plan ?? { text: '', next: 0 });
  const run = createRunState({ runKey: ref.runKey, generation, plan, orchestratorOf, now: Date.now(), keepsEvents });
  run.landedAt = output.at ?? 0;
  reduce(run, { type: 'start' }, Date.now());
  const result: StateResult = output.results[0] ?? { outcome: 'completed' };
  return { run, effects: [], first: { type: 'state-created', path: '/', visit: 1, result } };
}

/** A write of its own can be among what is decided, which histories of earlier versions do not have. */
function keepsEvents(): boolean {
  return patched('taskwright:events');
}

async function readPlan(ref: RunRef, first: PlanPage): Promise<TaskPlan> {
  let page = first;
  let text = page.text;
  while (page.next !== null) {
    page = await scheduleLocalActivity<PlanPage>(
      ACTIVITIES.readPlan,
      [{ ...ref, from: page.next }],
      ENGINE_LOCAL_OPTIONS,
    );
    text += page.text;
  }
  const plan: TaskPlan = JSON.parse(text);
  return plan;
}

function conclude(run: RunState): void {
  const { status, failure } = run.root;
  if (status === 'completed' || status === 'skipped') return;
  if (status === 'cancelled') throw new CancelledFailure('The run was cancelled.');
  throw toRunFailure(status, failure);
}

async function goOnAsNew(run: RunState, input: RunInput): Promise<void> {
  const snapshot = takeSnapshot(run);
  const bytes = JSON.stringify(snapshot).length;
  if (bytes > MAX_SNAPSHOT_BYTES) {
    throw ApplicationFailure.nonRetryable(
      `The control state of the run has ${bytes} bytes; at most ${MAX_SNAPSHOT_BYTES} can be carried on.`,
      'internal',
    );
  }
  const { revival: _, ...lasting } = input;
  await continueAsNew<typeof runWorkflow>({ ...lasting, generation: run.generation + 1, snapshot });
}

export function isRunInput(input: unknown): input is RunInput {
  return isJsonObject(input) && typeof input['definitionHash'] === 'string';
}
