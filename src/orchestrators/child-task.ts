import { z } from 'zod';
import type { TaskDefinition } from '../domain/definition.js';
import { isJsonObject } from '../domain/json.js';

/**
 * The built-in kinds by name, as authors write them. Each kind adds itself here, so that `AuthoredTask` is known to the
 * schemas below without their knowing the kinds; a user's own kind may add itself the same way.
 */
export interface AuthoredKinds {}

/** Any task as authors write it in TypeScript. */
export type AuthoredTask = AuthoredKinds[keyof AuthoredKinds];

/** A task in a list has an id; elsewhere its place names it. */
export type AuthoredListedTask = AuthoredTask & { id: string };

/** Where a task has children: what stands there as long as only its own fields are parsed. */
export class ChildSlot implements TaskDefinition {
  readonly id = '';
  readonly kind = '';

  constructor(
    readonly authored: unknown,
    readonly place: 'listed' | 'single' | 'single-or-list',
  ) {}
}

/*
 * A schema of a kind stops at its children: whichever kind they have, the definition's parser goes on from the slot.
 * The references are those of the published JSON Schema.
 */

/** One task, whose id may be left out. */
export const childTask = z
  .custom<AuthoredTask>(isJsonObject, { error: 'must be a task' })
  .meta({ $ref: '#/definitions/task' })
  .transform((authored): TaskDefinition => new ChildSlot(authored, 'single'));

/** A list of tasks with ids. */
export const childTasks = z.array(
  z
    .custom<AuthoredListedTask>()
    .meta({ $ref: '#/definitions/listed_task' })
    .transform((authored): TaskDefinition => new ChildSlot(authored, 'listed')),
  { error: 'must be a list of tasks' },
);

/** One task, or a list of tasks that is written out as a composite. */
export const childTaskOrTasks = z
  .custom<AuthoredTask | readonly AuthoredListedTask[]>((value) => isJsonObject(value) || Array.isArray(value), {
    error: 'must be a task or a list of tasks',
  })
  .meta({ $ref: '#/definitions/task_or_tasks' })
  .transform((authored): TaskDefinition => new ChildSlot(authored, 'single-or-list'));
