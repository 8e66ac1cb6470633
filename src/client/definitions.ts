import type { Definition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import { isValidId } from '../domain/ids.js';
import type { ClientContext } from './client-context.js';
import type { DefinitionRef } from './definition-ref.js';
import type { ScheduleView } from './definition-schedules.js';
import { hashDefinition, parsePinnedDefinition } from '../definitions/pinned-definition.js';

/** A definition that was pushed. */
export interface DefinitionView {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the parsed definition, hex. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Where runs of this version start by themselves. */
  readonly schedules?: readonly ScheduleView[];
}

export interface PushedDefinition {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  /** False when the same body stood under that version already. */
  readonly isNew: boolean;
}

/**
 * Throws conflict when another body stands under that version; unavailable, after it is kept, while Temporal cannot be
 * told of its schedule.
 */
export async function pushDefinition(
  { store, schedules, workspace }: ClientContext,
  definition: Definition,
): Promise<PushedDefinition> {
  const { id, version } = definition;
  const { hash, body } = hashDefinition(definition);
  const { isNew } = await store.definitions.push({ workspace, id, version, hash, body });
  try {
    await schedules?.follow(workspace, id);
  } catch (thrown) {
    throw thrown instanceof TaskwrightError && thrown.traits.isRetried ? schedulesLater(definition, thrown) : thrown;
  }
  return { id, version, hash, isNew };
}

/** By id, the highest version first. */
export async function listDefinitions({
  store,
  schedules,
  workspace,
}: ClientContext): Promise<readonly DefinitionView[]> {
  const definitions = await store.definitions.list(workspace);
  const scheduled = await schedules?.list(workspace);
  return definitions.map(({ id, version, hash, createdAt }) => {
    const own = scheduled?.get(id);
    const view = { id, version, hash, createdAt: new Date(createdAt).toISOString() };
    return own?.version === version ? { ...view, schedules: own.schedules } : view;
  });
}

function schedulesLater({ id, version }: Definition, outage: TaskwrightError): TaskwrightError {
  return new TaskwrightError(
    outage.code,
    `${outage.message} The definition "${id}" ${version} is kept, and its schedule follows when it is back.`,
    { hint: 'See it with "taskwright definitions"; pushing it again is harmless.', cause: outage },
  );
}

export interface FoundDefinition {
  readonly definition: Definition;
  readonly hash: string;
  /** The definition as JSON text. */
  readonly body: string;
}

/** Throws not_found. */
export async function readDefinition(
  { store, workspace }: ClientContext,
  { id, version }: DefinitionRef,
): Promise<FoundDefinition> {
  const found = isValidId(id) ? await store.definitions.find(workspace, id, version) : null;
  if (found === null) {
    const name = version === undefined ? `"${id.slice(0, 200)}"` : `"${id.slice(0, 200)}" in version ${version}`;
    throw new TaskwrightError('not_found', `There is no definition ${name}.`, {
      hint: 'List them with "taskwright definitions", add one with "taskwright push FILE".',
    });
  }
  const definition = parsePinnedDefinition(found.body);
  return { definition, hash: found.hash, body: found.body };
}
