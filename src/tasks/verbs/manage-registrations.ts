import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import { toAuthoredObject } from '../authored/read-text.js';
import { parseInput } from '../inputs/scalars.js';
import { writeRegistration } from '../registrations.js';
import { listAllSpecialists } from '../specialists/list-specialists.js';
import { parseSpecialist } from '../specialists/specialist.js';
import type { TasksContext } from '../tasks-context.js';
import { listAllTaskTypes } from '../types/list-task-types.js';
import { parseTaskType } from '../types/parse-task-type.js';

const nothing = z.strictObject({}).optional();
const document = z.record(z.string(), z.unknown());

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
  const request = parseInput(z.strictObject({ specialist: document, overwrite: z.boolean().default(false) }), input);
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
  const request = parseInput(z.strictObject({ type: document, overwrite: z.boolean().default(false) }), input);
  const body = toAuthoredObject(request.type, 'The type');
  const { name, kind } = parseTaskType(body, 'The type');
  await writeRegistration(context, { sort: 'task_type', name, body, overwrite: request.overwrite });
  return { name, kind };
}
