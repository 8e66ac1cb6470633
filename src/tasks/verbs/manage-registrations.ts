import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { toAuthoredObject } from '../authored/read-text.js';
import { name as nameInput, parseInput } from '../inputs/scalars.js';
import { removeRegistration, writeRegistration } from '../registrations.js';
import { listAllSpecialists } from '../specialists/list-specialists.js';
import { parseSpecialist } from '../specialists/specialist.js';
import type { TasksContext } from '../tasks-context.js';
import { listAllTaskTypes } from '../types/list-task-types.js';
import { parseTaskType } from '../types/parse-task-type.js';

const nothing = z.strictObject({}).optional();
const document = z.record(z.string(), z.unknown());

export const registerSpecialistInput = z.strictObject({ specialist: document, overwrite: z.boolean().default(false) });
export const registerTaskTypeInput = z.strictObject({ type: document, overwrite: z.boolean().default(false) });
const namedInput = z.strictObject({ name: nameInput });

export async function listSpecialists(context: TasksContext, input: unknown): Promise<JsonObject> {
  parseInput(nothing, input ?? {});
  const specialists = await listAllSpecialists(context);
  return {
    specialists: specialists.map(({ name, aliases, role, expertise, approach, instructions }) => ({
      name,
      aliases,
      role,
      expertise,
      approach,
      instructions,
    })),
    total_count: specialists.length,
  };
}

/** Throws invalid_input, and conflict for a role that is registered, unless it may be overwritten. */
export async function registerSpecialist(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(registerSpecialistInput, input);
  const body = toAuthoredObject(request.specialist, 'The role');
  const { name, role } = parseSpecialist(body, 'The role');
  await writeRegistration(context, { sort: 'specialist', name, body, overwrite: request.overwrite });
  return { name, role };
}

export async function listTaskTypes(context: TasksContext, input: unknown): Promise<JsonObject> {
  parseInput(nothing, input ?? {});
  const types = await listAllTaskTypes(context);
  return {
    task_types: types.map(({ name, description, kind, defaults, attributesSchema }) => ({
      name,
      description,
      kind,
      defaults,
      attributes_schema: attributesSchema,
    })),
    total_count: types.length,
  };
}

/** Tasks that stand stay as they are. Throws invalid_input, conflict. */
export async function registerTaskType(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(registerTaskTypeInput, input);
  const body = toAuthoredObject(request.type, 'The type');
  const { name, kind } = parseTaskType(body, 'The type');
  await writeRegistration(context, { sort: 'task_type', name, body, overwrite: request.overwrite });
  return { name, kind };
}

/**
 * What a file or Taskwright says of the role counts again. Throws not_found, and conflict for a role that was not
 * registered.
 */
export async function unregisterSpecialist(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { name } = parseInput(namedInput, input);
  if (await removeRegistration(context, { sort: 'specialist', name })) return { name, unregistered: true };
  const others = await listAllSpecialists(context);
  throw notRegistered('role', name, others);
}

/** Tasks that stand stay as they are. Throws not_found, and conflict for a type that was not registered. */
export async function unregisterTaskType(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { name } = parseInput(namedInput, input);
  if (await removeRegistration(context, { sort: 'task_type', name })) return { name, unregistered: true };
  const others = await listAllTaskTypes(context);
  throw notRegistered('type', name, others);
}

function notRegistered(what: string, name: string, others: readonly { readonly name: string }[]): TaskwrightError {
  if (!others.some((other) => other.name === name))
    return new TaskwrightError('not_found', `No ${what} "${name}" is registered.`);
  return new TaskwrightError('conflict', `The ${what} "${name}" is a file or comes with Taskwright, and stays.`, {
    hint: 'Remove the file, or register another one under its name to hide it.',
  });
}
