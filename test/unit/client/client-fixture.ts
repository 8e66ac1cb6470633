import { toClient } from '../../../src/client/create-client.js';
import type { ClientContext } from '../../../src/client/client-context.js';
import type { Definition } from '../../../src/domain/definition.js';
import type { TaskStatus } from '../../../src/domain/status.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import type { NewTask, Transition } from '../../../src/store/store.js';
import { createFakeRuns } from './fake-runs.js';

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

export function createFixture(options: { readonly workspace?: string } = {}) {
  const clock = { now: NOW };
  const store = createMemoryStore();
  const runs = createFakeRuns();
  const context: ClientContext = {
    store,
    runs,
    workspace: options.workspace ?? 'default',
    timeScale: 1,
    historyLimit: 1_500,
    uiUrl: 'http://ui.test/namespaces/default',
    mask: (text) => text.replaceAll('hunter22', '***'),
    schedules: null,
    trees: null,
    now: () => clock.now,
  };
  return { clock, store, runs, context, client: toClient(context) };
}

export type Fixture = ReturnType<typeof createFixture>;

export function aDefinition(over: Partial<Definition> = {}): Definition {
  return {
    id: 'release',
    version: '1.2.0',
    input: { type: 'object', properties: { n: { type: 'integer' } } },
    root: { id: '', kind: 'composite', title: 'Release' },
    ...over,
  };
}

let versionCount = 0;

export function aVersion(): string {
  versionCount += 1;
  return `000001.${String(NOW).padStart(15, '0')}.${String(versionCount).padStart(9, '0')}`;
}

export function aTask(path: string, over: Partial<NewTask> = {}): NewTask {
  const position = path === '/' ? [] : [path.length];
  return { path, kind: 'wait', status: 'pending', visit: 1, ordinal: position, ...over };
}

export function aTransition(path: string, status: TaskStatus, over: Partial<Transition> = {}): Transition {
  return { path, visit: 1, version: aVersion(), status, at: NOW, ...over };
}

/** A run that has started, with these tasks below a root that goes on. */
export async function startRun(
  { client, store }: Fixture,
  runId: string,
  tasks: readonly (readonly [path: string, status: TaskStatus, over?: Partial<Transition>])[] = [],
): Promise<void> {
  await client.start({ definition: aDefinition(), runId, startedBy: 'ann' });
  await store.tasks.write({
    runKey: runId,
    newTasks: [aTask('/', { kind: 'composite' }), ...tasks.map(([path]) => aTask(path))],
    transitions: [
      aTransition('/', 'in_progress'),
      ...tasks
        .filter(([, status]) => status !== 'pending')
        .map(([path, status, over]) => aTransition(path, status, over)),
    ],
  });
}
