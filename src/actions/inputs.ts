import { z } from 'zod';
import type { ZodType } from 'zod';
import { ID_RULE, isValidId } from '../domain/ids.js';

/**
 * What stands in `with` of the actions that the engine performs itself: they are completed from outside or start something
 * in Temporal, and none of them is an Action.
 */

const id = z.string().refine(isValidId, { error: ID_RULE });

/** Where it runs; the worker's own queue when it is left out. */
const queue = z.string().min(1).max(1000).optional();

/** Anything: it is shown to whoever completes the task. */
export const externalInput = z.unknown();

/** Starts a run of a definition; the newest version when none is named. */
export const runInput = z.strictObject({
  definition: id,
  version: z.string().min(1).optional(),
  input: z.record(z.string(), z.unknown()).default({}),
  /** False: the task completes as soon as the child run has started. */
  wait: z.boolean().default(true),
});

/** An existing Temporal activity, in any language. */
export const activityInput = z.strictObject({
  type: z.string().min(1).max(1000),
  queue,
  args: z.array(z.unknown()).default([]),
});

/** An existing Temporal workflow, in any language. */
export const workflowInput = activityInput;

export const ENGINE_ACTION_INPUTS = {
  external: externalInput,
  run: runInput,
  activity: activityInput,
  workflow: workflowInput,
} as const satisfies Record<string, ZodType>;

export type EngineActionName = keyof typeof ENGINE_ACTION_INPUTS;

export function isEngineActionName(name: string): name is EngineActionName {
  return Object.hasOwn(ENGINE_ACTION_INPUTS, name);
}
