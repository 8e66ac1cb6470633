import { createAnswerQuestion } from '../activities/answer-question.js';
import { createCreateTaskState } from '../activities/create-task-state.js';
import { createDefinitionLibrary } from '../activities/definition-library.js';
import { createDeliverNotices } from '../activities/deliver-notices.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import { createPrepareHosted } from '../activities/prepare-hosted.js';
import { createReadPlan } from '../activities/read-plan.js';
import { recallTasks } from '../activities/recall-tasks.js';
import { createRunAction } from '../activities/run-action.js';
import type { Action } from '../actions/action.js';
import { createSecretSource, SECRET_PREFIX } from '../actions/secret-source.js';
import type { DecisionWord } from '../domain/approval.js';
import type { Definition } from '../domain/definition.js';
import { parseDuration } from '../domain/duration.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import { createKindRegistry, type CustomKind } from '../factory/kinds.js';
import { orchestratorOf } from '../factory/orchestrators.js';
import { toClient, type TaskwrightClient } from '../client/create-client.js';
import type { EventView } from '../client/list-events.js';
import type { RunView, TaskView } from '../client/run-view.js';
import type { AuthoredDefinition } from '../definitions/define-workflow.js';
import { createMemoryStore } from '../store/memory-store.js';
import type { SignalRecord, Store } from '../store/store.js';
import { DEFAULT_HISTORY_LIMIT } from '../workflows/protocol.js';
import { createInProcessMessenger, createInProcessTemporal } from './in-process-temporal.js';
import { createJobs, type Job } from './jobs.js';
import { createTestActions, type MockAction } from './mock-actions.js';
import { createRunInProcess, type ForeignWork, type RunInProcess, type TestSurroundings } from './run-in-process.js';
import { toTestDefinition } from './test-definition.js';
import { createVirtualClock } from './virtual-clock.js';

export interface TestRunOptions {
  /** An empty object unless said. */
  readonly input?: JsonObject;
  readonly runId?: string;
  /** By name. They hide built-in actions and those of `ownActions`. What is not mocked, and would reach out, fails. */
  readonly actions?: Readonly<Record<string, MockAction>>;
  /** Actions made with `defineAction`, run as they are. */
  readonly ownActions?: readonly Action[];
  readonly kinds?: readonly CustomKind[];
  /** Existing Temporal activities and workflows, by type, for the actions `activity` and `workflow`. */
  readonly foreign?: Readonly<Record<string, ForeignWork>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Definitions that other runs may be started of, by the action `run` or by a signal. */
  readonly pushed?: readonly (Definition | AuthoredDefinition | string)[];
  /** When the test begins: 2030-01-01T00:00:00Z unless said. */
  readonly startAt?: string;
  /** In memory unless said. */
  readonly store?: Store;
  /** Every run continues as new whenever it can: nothing may change by it. */
  readonly continuesOften?: boolean;
  /** Of several things that have happened at once, which one the run is told next, from 0; the first unless said. */
  readonly pick?: (count: number) => number;
}

export interface Person {
  readonly by: string;
  readonly roles?: readonly string[];
  readonly comment?: string;
}

/**
 * A run in this process, under a clock that is moved by hand: timers jump, and three days take no time. Everything but
 * Temporal and the mocks is what runs in production. What is refused throws TaskwrightError.
 */
export interface TestRun {
  readonly runId: string;
  /** The verbs of the product, for what has none here; `settle` afterwards. */
  readonly client: TaskwrightClient;
  /** Milliseconds since the epoch, in virtual time. */
  now(): number;
  /** Goes on until nothing happens any more without time or help from outside. */
  settle(): Promise<RunView>;
  /** Goes on to the end, over all timers. Throws when the run waits for something else, and names it. */
  finish(): Promise<RunView>;
  /** Lets time pass: milliseconds, or a duration such as `3d`. */
  advance(time: number | string): Promise<RunView>;
  signal(
    name: string,
    payload?: JsonValue,
    options?: { readonly task?: string; readonly id?: string },
  ): Promise<RunView>;
  /** As a plain Temporal tool sends it. */
  plainSignal(name: string, payload?: JsonValue): Promise<RunView>;
  /** Hands in the output of an external task. */
  complete(path: string, output?: JsonValue, by?: string): Promise<RunView>;
  /** Reports an external task as failed. */
  fail(path: string, message: string, by?: string): Promise<RunView>;
  approve(path: string, person: Person): Promise<RunView>;
  reject(path: string, person: Person): Promise<RunView>;
  requestChanges(path: string, person: Person): Promise<RunView>;
  cancel(): Promise<RunView>;
  /** Lets the run go on from a snapshot of its control state, as soon as no activity is under way. */
  continueAsNew(): Promise<RunView>;
  view(): Promise<RunView>;
  /** Throws not_found. */
  task(path: string): Promise<TaskView>;
  events(path?: string): Promise<readonly EventView[]>;
  /** All that the run was sent, in order, with what became of it. */
  signals(): Promise<readonly SignalRecord[]>;
  /** Another run of the test, such as one that a task has started. */
  other(runId: string): Promise<RunView>;
}

const START_AT = '2030-01-01T00:00:00Z';

/** Starts a run of a definition: an object, its YAML, or what `defineWorkflow` returned. Throws invalid_definition. */
export async function createTestRun(
  definition: Definition | AuthoredDefinition | string,
  options: TestRunOptions = {},
): Promise<TestRun> {
  const world = createWorld(options);
  for (const pushed of options.pushed ?? []) await world.client.push(toTestDefinition(pushed, options));
  const { runId } = await world.client.start({
    definition: toTestDefinition(definition, options),
    input: options.input ?? {},
    runId: options.runId ?? 'test',
    startedBy: 'test',
  });
  const run = toTestRun(world, runId);
  await run.settle();
  return run;
}

/** Runs a definition to its end, over all timers. Throws when it waits for something from outside. */
export async function runDefinition(
  definition: Definition | AuthoredDefinition | string,
  options: TestRunOptions = {},
): Promise<RunView> {
  const run = await createTestRun(definition, options);
  return run.finish();
}

interface World {
  readonly store: Store;
  readonly client: TaskwrightClient;
  now(): number;
  settle(): Promise<void>;
  /** Moves on to the next timer, if it is due by then. */
  jump(until: number): Promise<boolean>;
  moveTo(at: number): Promise<void>;
  find(runId: string): RunInProcess | undefined;
}

function createWorld(options: TestRunOptions): World {
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

function toTestRun(world: World, runId: string): TestRun {
  const { client } = world;
  const settle = async (): Promise<RunView> => {
    await world.settle();
    return client.read(runId);
  };
  const after = async (verb: Promise<unknown>): Promise<RunView> => {
    await verb;
    return settle();
  };
  const decide = (path: string, decision: DecisionWord, { by, roles = [], comment }: Person): Promise<RunView> =>
    after(client.decide({ runId, path, decision, by, roles, comment }));

  return {
    runId,
    client,
    now: world.now,
    settle,
    async finish() {
      await world.settle();
      for (let jumps = 1; world.find(runId)?.hasEnded === false; jumps += 1) {
        const hasJumped = await world.jump(Number.POSITIVE_INFINITY);
        const isStuck = !hasJumped || (jumps % JUMPS === 0 && (await onlyReminds(client, runId)));
        if (isStuck) throw await toStuck(client, runId);
      }
      return client.read(runId);
    },
    async advance(time) {
      const until = world.now() + (typeof time === 'number' ? time : parseDuration(time));
      while (await world.jump(until));
      await world.moveTo(until);
      return client.read(runId);
    },
    signal: (name, payload = null, { task, id } = {}) =>
      after(client.signal({ runId, name, payload, task, id, from: 'test' })),
    async plainSignal(name, payload = null) {
      world.find(runId)?.dispatch({ type: 'plain-signal', name, payload });
      return settle();
    },
    complete: (path, output = null, by = 'test') => after(client.complete({ runId, path, by, output })),
    fail: (path, message, by = 'test') => after(client.complete({ runId, path, by, failure: message })),
    approve: (path, person) => decide(path, 'approve', person),
    reject: (path, person) => decide(path, 'reject', person),
    requestChanges: (path, person) => decide(path, 'request_changes', person),
    cancel: () => after(client.cancel({ runId, by: 'test' })),
    async continueAsNew() {
      world.find(runId)?.continueAsNew();
      return settle();
    },
    view: () => client.read(runId),
    async task(path) {
      const { tasks } = await client.read(runId);
      const found = tasks.find((task) => task.path === path);
      if (found) return found;
      throw new TaskwrightError('not_found', `The run has no task ${path}.`, {
        hint: `Its tasks are ${tasks.map((task) => task.path).join(', ')}.`,
      });
    },
    events: (path) => client.listEvents({ runId, path }),
    signals: () => world.store.messages.listSignals(runId),
    other: (otherId) => client.read(otherId),
  };
}

/** So many timers ring before it is asked whether any of them leads anywhere. */
const JUMPS = 100;

/** All that is open are approvals without an end, which remind people for ever. */
async function onlyReminds(client: TaskwrightClient, runId: string): Promise<boolean> {
  const { tasks } = await client.read(runId);
  const isWorking = tasks.some(({ action, status }) => action !== null && status === 'in_progress');
  const waiting = await client.listWaiting(runId);
  return (
    !isWorking && waiting.every(({ waiting: { for: what }, deadlineAt }) => what === 'approval' && deadlineAt === null)
  );
}

async function toStuck(client: TaskwrightClient, runId: string): Promise<TaskwrightError> {
  const waiting = await client.listWaiting(runId);
  const names = waiting.map(({ path, waiting: { for: what } }) => `${path} (${what})`);
  const { tasks } = await client.read(runId);
  const open = tasks.filter((task) => task.status === 'in_progress' || task.status === 'blocked');
  const what = names.length > 0 ? names : open.map(({ path, status }) => `${path} (${status})`);
  return new TaskwrightError('conflict', `The run waits for something from outside: ${what.join(', ')}.`, {
    hint: 'Send it with signal(), complete() or approve() before finish().',
  });
}

function toSecretEnvironment(secrets: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`${SECRET_PREFIX}${name}`, value]));
}

function refuseStray(): never {
  throw new TaskwrightError('internal', 'An action ran outside of an attempt.');
}
