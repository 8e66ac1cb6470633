import type { ZodObject } from 'zod';
import type { TaskDefinition } from '../domain/definition.js';
import type { JsonObject } from '../domain/json.js';
import type { PartProblem, TaskParts } from '../orchestrators/kind.js';
import type { SchemaDefect } from './json-schema.js';
import type { KnownActions } from './known-actions.js';

/**
 * What the parser has to know of a kind. Every `TaskKind` is one, also a user's own; nothing here asks which kind a
 * task is.
 */
export interface DefinitionKind {
  /** The fields of this kind alone. */
  readonly schema: ZodObject;
  /** Children and expressions of a task that met the schema. */
  parts(task: TaskDefinition): TaskParts;
  /** Problems that the schema cannot say. */
  check?(task: TaskDefinition, context: CheckContext): readonly LocatedProblem[];
}

export interface NamedDefinitionKind extends DefinitionKind {
  readonly kind: string;
}

/** A problem of a field's value, or of the key itself. */
export interface LocatedProblem extends PartProblem {
  readonly at?: 'key' | 'value';
}

export type DefinitionKinds = ReadonlyMap<string, DefinitionKind>;

export interface CheckContext {
  /** The JSON Schema of the definition's input. */
  readonly inputSchema: JsonObject;
  readonly actions: KnownActions;
  /** What is wrong with a JSON Schema; null for a good one. */
  findSchemaDefect(schema: JsonObject): SchemaDefect | null;
}
