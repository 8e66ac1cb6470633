import type { TaskwrightClient } from '../client/create-client.js';
import type { EventView } from '../client/list-events.js';
import type { RunView, TaskView } from '../client/run-view.js';
import type { AuthoredDefinition } from '../definitions/define-workflow.js';
import type { DecisionWord } from '../domain/approval.js';
import type { Definition } from '../domain/definition.js';
import { parseDuration } from '../domain/duration.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { SignalRecord } from '../store/store.js';
import { toTestDefinition } from './test-definition.js';
import type { TestRunOptions } from './test-run-options.js';
import { createTestWorld, type TestWorld } from './test-world.js';

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

/** Starts a run of a definition: an object, its YAML, or what `defineWorkflow` returned. Throws invalid_definition. */
export async function createTestRun(
  definition: Definition | AuthoredDefinition | string,
  options: TestRunOptions = {},
): Promise<TestRun> {
  const world = createTestWorld(options);
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

function toTestRun(world: TestWorld, runId: string): TestRun {
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
