import type { AuthoredAggregateTask } from '../orchestrators/aggregate/schema.js';
import type { AuthoredBasicTask } from '../orchestrators/basic/schema.js';
import type { AuthoredTask } from '../orchestrators/child-task.js';
import type { AuthoredCollectionTask } from '../orchestrators/collection/schema.js';
import type { AuthoredCompositeTask } from '../orchestrators/composite/schema.js';
import type { AuthoredParallelTask } from '../orchestrators/parallel/schema.js';
import type { AuthoredRouterTask } from '../orchestrators/router/schema.js';
import type { AuthoredSignalTask } from '../orchestrators/signal/schema.js';
import type { AuthoredWaitTask } from '../orchestrators/wait/schema.js';
import type { AuthoredHead } from './head-schema.js';

/** A task of a built-in kind. */
export type AuthoredBuiltInTask =
  | AuthoredBasicTask
  | AuthoredWaitTask
  | AuthoredSignalTask
  | AuthoredRouterTask
  | AuthoredParallelTask
  | AuthoredCollectionTask
  | AuthoredCompositeTask
  | AuthoredAggregateTask;

type WithoutId<Task> = Task extends unknown ? Omit<Task, 'id'> : never;

/** A definition as it is written in TypeScript: the head, and the fields of the body's kind beside it. */
export type AuthoredDefinition = AuthoredHead & WithoutId<AuthoredTask | AuthoredBuiltInTask>;

/**
 * Gives a definition in TypeScript its types; use it as the default export of a `.ts` or `.js` file. Returns the object
 * as it is: it is checked when it is run, pushed or validated, as any other definition.
 */
export function defineWorkflow(definition: AuthoredDefinition): AuthoredDefinition {
  return definition;
}
