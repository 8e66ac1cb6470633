import { z } from 'zod';
import { createActionRegistry } from '../../../src/actions/action-registry.js';
import { defineAction, type ActionContext } from '../../../src/actions/action.js';
import { createSecretSource } from '../../../src/actions/secret-source.js';
import type { AttemptSurroundings } from '../../../src/activities/attempt-surroundings.js';
import { createCreateTaskState } from '../../../src/activities/create-task-state.js';
import { createDefinitionLibrary } from '../../../src/activities/definition-library.js';
import type { ActivityDependencies } from '../../../src/activities/dependencies.js';
import type { JsonValue } from '../../../src/domain/json.js';
import { createKindRegistry } from '../../../src/factory/kinds.js';
import type { Store } from '../../../src/store/store.js';
import type { AttemptInput } from '../../../src/workflows/protocol.js';
import { define } from '../../support/engine/define.js';
import { versionOf } from '../../support/store-builders.js';
import { createFixture, NOW } from '../client/client-fixture.js';

export interface ActivityFixture {
  readonly deps: ActivityDependencies;
  readonly store: Store;
  /** For the task `/a`. */
  readonly attempt: AttemptInput;
  /** How often the action `work` was run. */
  readonly count: { runs: number };
}

/** A run of one task `/a` that has been started, with what an activity works with. */
export async function givenTask(
  task: string,
  options: {
    readonly work?: (context: ActionContext) => JsonValue | Promise<JsonValue>;
    readonly isInline?: boolean;
    wrapStore?(store: Store): Store;
  } = {},
): Promise<ActivityFixture> {
  const { client, store: memory } = createFixture();
  const { work = () => 'done', wrapStore = (store) => store, isInline = false } = options;
  const store = wrapStore(memory);
  const count = { runs: 0 };
  const kinds = createKindRegistry();
  const action = defineAction({
    name: 'work',
    input: z.unknown(),
    async run(_, context) {
      count.runs += 1;
      return work(context);
    },
  });
  const deps: ActivityDependencies = {
    store,
    kinds,
    actions: createActionRegistry({ actions: [action], isShellAllowed: false, allowHosts: [] }),
    secrets: createSecretSource({ env: {} }),
    library: createDefinitionLibrary({ definitions: memory.definitions, kinds }),
    messenger: {
      notify: async () => true,
      sendSignal: async () => true,
      startRun: async () => undefined,
    },
    now: () => NOW,
  };
  const definition = define(`{ id: one, tasks: [{ id: a, ${task} }] }`);
  const { runId } = await client.start({ definition, startedBy: 'ann' });
  const definitionHash = (await memory.runs.read(runId))?.definitionHash ?? '';
  const ref = { runKey: runId, definitionHash, timeScale: 1 };
  await createCreateTaskState(deps)({ ...ref, tasks: [{ path: '/', visit: 1, version: versionOf(1) }] });
  const attempt = { ...ref, task: { path: '/a', visit: 1, version: versionOf(2) }, isInline, deadlineAt: null };
  return { deps, store: memory, attempt, count };
}

/** An activity that nothing happens to. */
export function surroundingsOf(caller: string, over: Partial<AttemptSurroundings> = {}): AttemptSurroundings {
  return {
    caller,
    isInline: false,
    isAnotherTry: false,
    signal: new AbortController().signal,
    race: (work) => work(),
    isCancelled: () => false,
    isTimedOut: () => false,
    isGivenUp: () => false,
    ...over,
  };
}
