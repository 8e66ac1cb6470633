import type { Definition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import { isValidId } from '../domain/ids.js';
import type { ClientContext } from './client-context.js';
import { hashDefinition, parsePinnedDefinition } from '../definitions/pinned-definition.js';

export interface DefinitionRef {
  readonly id: string;
  /** The highest by semantic versioning unless said. */
  readonly version?: string | undefined;
}

/** A definition that was pushed. */
export interface DefinitionView {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the parsed definition, hex. */
  readonly hash: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export interface PushedDefinition {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  /** False when the same body stood under that version already. */
  readonly isNew: boolean;
}

/** Throws conflict when another body stands under that version. */
export async function pushDefinition(
  { store, workspace }: ClientContext,
  definition: Definition,
): Promise<PushedDefinition> {
  const { id, version } = definition;
  const { hash, body } = hashDefinition(definition);
  const { isNew } = await store.definitions.push({ workspace, id, version, hash, body });
  return { id, version, hash, isNew };
}

/** By id, the highest version first. */
export async function listDefinitions({ store, workspace }: ClientContext): Promise<readonly DefinitionView[]> {
  const definitions = await store.definitions.list(workspace);
  return definitions.map(({ id, version, hash, createdAt }) => ({
    id,
    version,
    hash,
    createdAt: new Date(createdAt).toISOString(),
  }));
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
