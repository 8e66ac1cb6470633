import { TaskwrightError } from '../domain/errors.js';
import { isValidId, ID_RULE, toWorkflowId } from '../domain/ids.js';
import type { JsonObject } from '../domain/json.js';
import { checkInput } from '../definitions/check-input.js';
import { parsePinnedDefinition } from '../definitions/pinned-definition.js';
import type { RunParent } from '../store/store.js';
import type { ActivityDependencies } from './dependencies.js';

export interface ChildRun {
  readonly workspace: string;
  readonly runId: string;
  readonly definition: { readonly id: string; readonly version?: string | undefined };
  readonly input: JsonObject;
  readonly parent: RunParent | null;
  readonly startedBy: string;
  /** Of the task that starts it, for errors. */
  readonly path: string;
}

/** Stores a run of a pushed definition. The run id makes it safe to repeat; starting it is the caller's. */
export async function createChildRun(
  deps: ActivityDependencies,
  run: ChildRun,
): Promise<{ readonly runKey: string; readonly definitionId: string; readonly definitionHash: string }> {
  const { workspace, runId, path } = run;
  if (!isValidId(runId))
    throw new TaskwrightError('invalid_input', `"${runId.slice(0, 80)}" cannot be the id of a run.`, {
      path,
      hint: ID_RULE,
    });
  const { id, version } = run.definition;
  const found = await deps.store.definitions.find(workspace, id, version);
  if (!found) {
    const name = version === undefined ? id : `${id}@${version}`;
    throw new TaskwrightError('not_found', `There is no definition "${name}".`, {
      path,
      hint: 'Push it first: taskwright push FILE.',
      isRetryable: false,
    });
  }
  const input = checkInput(parsePinnedDefinition(found.body), run.input);
  const runKey = toWorkflowId(workspace, runId);
  await deps.store.runs.create(
    {
      runKey,
      workspace,
      runId,
      definitionId: found.id,
      version: found.version,
      definitionHash: found.hash,
      input,
      startedBy: run.startedBy,
      parent: run.parent,
      createdAt: deps.now(),
      requestToken: `${run.startedBy}${path}`,
    },
    found.body,
  );
  return { runKey, definitionId: found.id, definitionHash: found.hash };
}
