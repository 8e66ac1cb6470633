import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import { jsonObject, jsonValue, parseInput } from '../inputs/scalars.js';
import { findSpecialist, listAllSpecialists } from '../specialists/list-specialists.js';
import { HAND_IN_RUN, toSpecialistContext } from '../specialists/work-view.js';
import type { TasksContext } from '../tasks-context.js';

const briefInput = z.strictObject({
  specialist: z.string().nullable(),
  title: z.string(),
  description: z.string().nullable(),
  attributes: jsonObject,
  inputs: jsonValue,
});

/** What a specialist has to know of a task that is kept elsewhere, in the form of `execute`. */
export async function briefSpecialist(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { specialist: type, inputs: given, ...task } = parseInput(briefInput, input);
  const specialist = findSpecialist(await listAllSpecialists(context), type);
  const inputs = isJsonObject(given) ? given : given === null ? {} : { input: given };
  return {
    task_title: task.title,
    specialist_context:
      specialist && toSpecialistContext(specialist, { ...task, context: null }, { inputs, results: [] }),
    execution_instructions: [...(specialist?.instructions ?? []), ...HAND_IN_RUN],
    inputs,
    dependency_results: [],
    dependencies_satisfied: true,
    blockers: [],
  };
}
