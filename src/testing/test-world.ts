import { createAnswerQuestion } from '../activities/answer-question.js';
import { createCreateTaskState } from '../activities/create-task-state.js';
import { createDefinitionLibrary } from '../activities/definition-library.js';
import { createDeliverNotices } from '../activities/deliver-notices.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import { createPrepareHosted } from '../activities/prepare-hosted.js';
import { createReadPlan } from '../activities/read-plan.js';
import { recallTasks } from '../activities/recall-tasks.js';
import { createRunAction } from '../activities/run-action.js';
import { createSecretSource, SECRET_PREFIX } from '../actions/secret-source.js';
import { toClient, type TaskwrightClient } from '../client/create-client.js';
import { TaskwrightError } from '../domain/errors.js';
import { createKindRegistry } from '../factory/kinds.js';
import { orchestratorOf } from '../factory/orchestrators.js';
import { createMemoryStore } from '../store/memory-store.js';
import type { Store } from '../store/store.js';
import { DEFAULT_HISTORY_LIMIT } from '../workflows/protocol.js';
import { createInProcessMessenger, createInProcessTemporal } from './in-process-temporal.js';
import { createJobs, type Job } from './jobs.js';
import { createTestActions } from './mock-actions.js';
import { createRunInProcess, type RunInProcess, type TestSurroundings } from './run-in-process.js';
import type { TestRunOptions } from './test-run-options.js';
import { createVirtualClock } from './virtual-clock.js';

const START_AT = '2030-01-01T00:00:00Z';

/** The runs of one test, and what they share: store, clock, activities, and the client. */
export interface TestWorld {
  readonly store: Store;
  readonly client: TaskwrightClient;
  now(): number;
  settle(): Promise<void>;
  /** Moves on to the next timer, if it is due by then. */
  jump(until: number): Promise<boolean>;
  moveTo(at: number): Promise<void>;
  find(runId: string): RunInProcess | undefined;
}

export function createTestWorld(options: TestRunOptions): TestWorld {
  const { pick = () => 0 } = options;
  const store = options.store ?? createMemoryStore();
  const clock = createVirtualClock(Date.parse(options.startAt ?? START_AT));
  const jobs = createJobs(clock);
  const jobOfSignal = new WeakMap<AbortSignal, Job>();
  const all = new Map<string, RunInProcess>();
  const ready: (() => void)[] = [];
  const runs = {
    all,
    start(runKey: string, input: Parameters<typeof createRunInProcess>[2]) {
      const known = all.get(runKey);
      if (!known || (known.hasEnded && input.revival)) all.set(runKey, createRunInProcess(surroundings, runKey, input));
    },
    settle: () => settle(),
  };
  const kinds = createKindRegistry(options.kinds);
  const deps: ActivityDependencies = {
    store,
    kinds,
    actions: createTestActions({
      mocks: options.actions ?? {},
      actions: options.ownActions ?? [],
      jobOf: ({ signal }) => jobOfSignal.get(signal) ?? refuseStray(),
    }),
    secrets: createSecretSource({ env: toSecretEnvironment(options.secrets ?? {}) }),
    library: createDefinitionLibrary({ definitions: store.definitions, kinds }),
    messenger: createInProcessMessenger(runs, store.messages),
    now: clock.now,
  };
  const deliverNotices = createDeliverNotices(deps);
  const surroundings: TestSurroundings = {
    clock,
    jobs,
    jobOfSignal,
    library: deps.library,
    activities: {
      store,
      createTaskState: createCreateTaskState(deps),
      answerQuestion: createAnswerQuestion(deps),
      prepareHosted: createPrepareHosted(deps),
      readPlan: createReadPlan(deps),
      recallTasks: (ref, request) => recallTasks(deps, ref, request),
    },
    foreign: options.foreign ?? {},
    orchestratorOf,
    continuesOften: options.continuesOften ?? false,
    runAction: createRunAction(deps),
    deliverNotices: (runKey) => deliverNotices({ runKey }),
    startRun: runs.start,
    cancelRun: (runKey) => all.get(runKey)?.dispatch({ type: 'cancel-requested' }),
    announce: (tell) => ready.push(tell),
  };
  const client = toClient({
    store,
    runs: createInProcessTemporal(runs),
    workspace: 'default',
    timeScale: 1,
    historyLimit: DEFAULT_HISTORY_LIMIT,
    uiUrl: null,
    mask: (text) => text,
    schedules: null,
    trees: null,
    now: clock.now,
  });

  const stepAll = async (): Promise<void> => {
    let hasMoved = true;
    while (hasMoved) {
      hasMoved = false;
      for (const run of [...all.values()]) hasMoved = (await run.step()) || hasMoved;
    }
  };

  const settle = async (): Promise<void> => {
    for (;;) {
      await stepAll();
      const next = ready.length > 0 ? ready.splice(pick(ready.length), 1)[0] : undefined;
      if (next) next();
      else if (jobs.busy > 0) await jobs.changed();
      else return;
    }
  };

  const moveTo = async (at: number): Promise<void> => {
    clock.moveTo(at);
    for (const run of all.values()) {
      const dueAt = run.nextDueAt();
      if (dueAt !== null && dueAt <= clock.now()) run.dispatch({ type: 'clock' });
    }
    await settle();
  };

  return {
    store,
    client,
    now: clock.now,
    settle,
    moveTo,
    async jump(until) {
      const due = [clock.nextDueAt(), ...[...all.values()].map((run) => run.nextDueAt())];
      const next = due.reduce((least, at) => (at !== null && (least === null || at < least) ? at : least), null);
      if (next === null || next > until) return false;
      await moveTo(next);
      return true;
    },
    find: (runId) => all.get(runId),
  };
}

function toSecretEnvironment(secrets: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`${SECRET_PREFIX}${name}`, value]));
}

function refuseStray(): never {
  throw new TaskwrightError('internal', 'An action ran outside of an attempt.');
}
