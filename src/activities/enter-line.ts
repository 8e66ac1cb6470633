import type { TaskDefinition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import { assertStorableText } from '../domain/storable.js';
import type { StateContext } from '../orchestrators/kind.js';
import type { ActivityDependencies } from './dependencies.js';
import { toRunIds } from '../domain/ids.js';

/** Of a key when it has been rendered, in characters. */
const MAX_KEY_LENGTH = 500;

/** The task's place among those with the same key, in all runs of its workspace: whom it has to wait for. */
export async function enterLine(
  deps: ActivityDependencies,
  options: {
    readonly runKey: string;
    readonly visit: number;
    readonly definition: TaskDefinition;
    readonly context: StateContext;
  },
): Promise<readonly { readonly runId: string; readonly path: string }[]> {
  const { runKey, visit, definition, context } = options;
  const { concurrency } = definition;
  if (concurrency === undefined) return [];
  const rendered = await context.render(concurrency.key, { field: 'concurrency.key' });
  const key = typeof rendered === 'string' ? rendered : JSON.stringify(rendered);
  if (key === '' || key.length > MAX_KEY_LENGTH)
    throw new TaskwrightError(
      'invalid_input',
      `"concurrency.key" has ${key.length} characters; 1 to ${MAX_KEY_LENGTH} are taken.`,
      {
        path: context.path,
      },
    );
  assertStorableText(key, 'concurrency.key');
  const { workspace } = toRunIds(runKey);
  const entry = { workspace, key, limit: concurrency.limit, runKey, path: context.path, visit };
  return (await deps.store.concurrency.enter(entry)).behind;
}
