import type { DefinitionLibrary } from '../activities/definition-library.js';
import type { createAnswerQuestion } from '../activities/answer-question.js';
import type { createCreateTaskState } from '../activities/create-task-state.js';
import type { createPrepareHosted } from '../activities/prepare-hosted.js';
import type { createReadPlan } from '../activities/read-plan.js';
import type { recallTasks } from '../activities/recall-tasks.js';
import type { AttemptSurroundings } from '../activities/attempt-surroundings.js';
import type { JsonValue } from '../domain/json.js';
import type { TaskPlan } from '../domain/plan.js';
import type { Store } from '../store/store.js';
import { accept } from '../workflows/engine/accept.js';
import { nextDueAt } from '../workflows/engine/clock.js';
import { acceptControl, type ControlRequest } from '../workflows/engine/control.js';
import type { Effect, EngineEvent } from '../workflows/engine/effects.js';
import { hasEnded, reduce } from '../workflows/engine/reduce.js';
import { restore, takeSnapshot } from '../workflows/engine/snapshot.js';
import type { RestartRequest } from '../workflows/engine/restart.js';
import { createRunState, type OrchestratorLookup, type RunState } from '../workflows/engine/state.js';
import { hasDirty, takeDirty } from '../workflows/engine/writes.js';
import type { AttemptInput, AttemptReport, PlanPage, RunInput, RunRef } from '../workflows/protocol.js';
import type { Jobs, Job } from './jobs.js';
import { createPerformer, isAskedAgain } from './perform-effects.js';
import type { VirtualClock } from './virtual-clock.js';

/** An existing Temporal activity or workflow, as a test plays it. */
export type ForeignWork = (
  args: readonly JsonValue[],
  context: { readonly signal: AbortSignal; sleep(ms: number): Promise<void> },
) => Promise<JsonValue> | JsonValue;

/** The real activities that a run calls. */
export interface TestActivities {
  readonly store: Store;
  readonly createTaskState: ReturnType<typeof createCreateTaskState>;
  readonly answerQuestion: ReturnType<typeof createAnswerQuestion>;
  readonly prepareHosted: ReturnType<typeof createPrepareHosted>;
  readonly readPlan: ReturnType<typeof createReadPlan>;
  recallTasks(ref: RunRef, request: RestartRequest): ReturnType<typeof recallTasks>;
}

/** What all runs of a test share. */
export interface TestSurroundings {
  readonly clock: VirtualClock;
  readonly jobs: Jobs;
  readonly jobOfSignal: WeakMap<AbortSignal, Job>;
  readonly library: DefinitionLibrary;
  readonly activities: TestActivities;
  readonly foreign: Readonly<Record<string, ForeignWork>>;
  readonly orchestratorOf: OrchestratorLookup;
  /** Every run continues as new as often as it can. */
  readonly continuesOften: boolean;
  runAction(input: AttemptInput, surroundings: AttemptSurroundings): Promise<AttemptReport>;
  deliverNotices(runKey: string): Promise<void>;
  startRun(runKey: string, input: RunInput): void;
  cancelRun(runKey: string): void;
  /** Something has happened that a run has to be told, in its turn. */
  announce(tell: () => void): void;
}

/** One run in this process: what the run's workflow does on Temporal, without it. */
export interface RunInProcess {
  readonly runKey: string;
  readonly hasEnded: boolean;
  /** How many times it has continued as new, plus one. */
  readonly generation: number;
  dispatch(event: EngineEvent): void;
  /** Why a message may not be applied; null where it may. */
  refuse(path: string, message: Parameters<typeof accept>[2]): ReturnType<typeof accept>;
  refuseControl(request: ControlRequest): ReturnType<typeof accept>;
  /** What became of a request that the run had to look into; undefined while it does. */
  replyTo(id: string): ReturnType<typeof accept> | undefined;
  nextDueAt(): number | null;
  /** Writes and performs what has been decided; true when there was anything. */
  step(): Promise<boolean>;
  /** Takes a snapshot and goes on from it, as soon as nothing is under way. */
  continueAsNew(): void;
  /** Nothing is written any more. */
  terminate(): void;
}

export function createRunInProcess(surroundings: TestSurroundings, runKey: string, input: RunInput): RunInProcess {
  const { clock, activities, orchestratorOf, continuesOften } = surroundings;
  const ref: RunRef = { runKey, definitionHash: input.definitionHash, timeScale: input.timeScale };
  const inbox: EngineEvent[] = [];
  const pending: Effect[] = [];
  let run: RunState | null = null;
  let plan: TaskPlan | null = null;
  let isStarting = false;
  let isTerminated = false;
  let wantsNew = false;
  let isTouched = false;

  const dispatch = (event: EngineEvent): void => {
    if (!run) {
      inbox.push(event);
      return;
    }
    if (isTerminated || hasEnded(run)) return;
    isTouched = true;
    run.isDraining = (continuesOften || wantsNew) && performer.underWay === 0;
    pending.push(...reduce(run, event, clock.now()));
  };

  const performer = createPerformer({
    ...surroundings,
    ref,
    dispatch: (event) => surroundings.announce(() => dispatch(event)),
  });

  const start = async (): Promise<void> => {
    if (input.revival) {
      plan = JSON.parse(await readPlan({ text: '', next: 0 })) as TaskPlan;
      const stored = await activities.recallTasks(ref, input.revival);
      const generation = (stored?.generation ?? 0) + 1;
      run = createRunState({ runKey, generation, plan, orchestratorOf, now: clock.now() });
      dispatch({ type: 'recalled', request: input.revival, stored });
      for (const event of inbox.splice(0)) dispatch(event);
      return;
    }
    const version = `000001.${String(clock.now()).padStart(15, '0')}.${'0'.padStart(9, '0')}`;
    const { results, plan: page } = await activities.createTaskState({
      ...ref,
      tasks: [{ path: '/', visit: 1, version }],
      wantsPlan: true,
    });
    plan = JSON.parse(await readPlan(page ?? { text: '', next: 0 })) as TaskPlan;
    run = createRunState({ runKey, generation: 1, plan, orchestratorOf, now: clock.now() });
    reduce(run, { type: 'start' }, clock.now());
    const result = results[0] ?? { outcome: 'completed' };
    dispatch({ type: 'state-created', path: '/', visit: 1, result });
    for (const event of inbox.splice(0)) dispatch(event);
  };

  const readPlan = async (first: PlanPage): Promise<string> => {
    let page = first;
    let text = page.text;
    while (page.next !== null) {
      page = await activities.readPlan({ ...ref, from: page.next });
      text += page.text;
    }
    return text;
  };

  const flush = async (state: RunState): Promise<void> => {
    if (!hasDirty(state)) return;
    const { hasNotices } = await activities.store.tasks.write({ runKey, ...takeDirty(state) });
    if (hasNotices) await surroundings.deliverNotices(runKey);
  };

  /** What had not gone out is asked for again by the restored run. */
  const goOnAsNew = (state: RunState): void => {
    const isQuiet = performer.underWay === 0 && !pending.some(isOrdinaryAttempt);
    if (!plan || !isQuiet || hasEnded(state)) return;
    wantsNew = false;
    const snapshot = JSON.parse(JSON.stringify(takeSnapshot(state))) as ReturnType<typeof takeSnapshot>;
    const generation = state.generation + 1;
    const restored = restore(snapshot, { runKey, generation, plan, orchestratorOf, now: clock.now() });
    for (const [id, reply] of state.replies) restored.run.replies.set(id, reply);
    run = restored.run;
    const kept = pending.filter((effect) => !isAskedAgain(effect));
    const woken = reduce(run, { type: 'wake' }, clock.now());
    pending.splice(0, pending.length, ...kept, ...restored.effects, ...woken);
  };

  return {
    runKey,
    get hasEnded() {
      return isTerminated || (run !== null && hasEnded(run));
    },
    get generation() {
      return run?.generation ?? 1;
    },
    dispatch,
    refuse: (path, message) => (run ? accept(run, path, message) : null),
    replyTo: (id) => run?.replies.get(id),
    refuseControl: (request) => (run ? acceptControl(run, request) : null),
    nextDueAt: () => (run && !isTerminated && !hasEnded(run) ? nextDueAt(run) : null),
    async step() {
      if (isTerminated) return false;
      if (!run) {
        if (isStarting) return false;
        isStarting = true;
        await start();
        return true;
      }
      if (!isTouched) return false;
      isTouched = false;
      await flush(run);
      if (continuesOften || wantsNew) goOnAsNew(run);
      const effects = pending.splice(0);
      performer.perform(effects, { oneLocalOnly: continuesOften });
      return true;
    },
    continueAsNew() {
      wantsNew = true;
      dispatch({ type: 'wake' });
    },
    terminate() {
      isTerminated = true;
    },
  };
}

function isOrdinaryAttempt(effect: Effect): boolean {
  return effect.type === 'attempt' && effect.by !== 'inline';
}
