import type { output, ZodObject } from 'zod';
import type { CheckContext, LocatedProblem } from '../definitions/definition-kind.js';
import type { TaskDefinition } from '../domain/definition.js';
import type { TaskKind, TaskParts } from '../orchestrators/kind.js';
import type { CustomKind } from './kinds.js';

/** A task of a user's own kind, as its schema parses it. */
export type TaskOf<Schema extends ZodObject> = TaskDefinition & output<Schema>;

/** A kind with the type of its tasks. */
export interface KindDefinition<Schema extends ZodObject> extends TaskKind<TaskOf<Schema>> {
  /** The fields of this kind alone. */
  readonly schema: Schema;
  /** Children and expressions of a task that met the schema. */
  parts(task: TaskOf<Schema>): TaskParts;
  /** Problems that the schema cannot say. */
  check?(task: TaskOf<Schema>, context: CheckContext): readonly LocatedProblem[];
}

/**
 * Gives a kind of the user's own its types. Pass it to the parser and to the worker, as `kinds`; its orchestrator is
 * registered by the module that the worker's `workflowsPath` names.
 */
export function defineKind<Schema extends ZodObject>(kind: KindDefinition<Schema>): CustomKind {
  return kind;
}
