import type { JsonObject, JsonValue, TasksClient } from 'taskwright';

/** Finishes tasks, one after another, as whoever claims them would. */
export async function handIn(tasks: TasksClient, taskIds: readonly string[], outputs?: JsonObject): Promise<void> {
  for (const taskId of taskIds) {
    await tasks.complete({
      task_id: taskId,
      summary: `${taskId} is done.`,
      detailed_work: `What was done for ${taskId}.`,
      next_action: 'complete',
      ...(outputs && { outputs }),
    });
  }
}

/** By id, as they stand: `{ design: 'completed', build: 'pending' }`. */
export async function statusesOf(tasks: TasksClient, query: JsonObject): Promise<JsonObject> {
  const { tasks: found } = await tasks.query({ limit: 200, sort: { field: 'hierarchy_path' }, ...query });
  return Object.fromEntries(objectsIn(found).map((task) => [String(task['task_id']), task['status'] ?? null]));
}

/** The objects of a list in an answer. */
export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [];
  return list.map(objectIn);
}

/** An object in an answer; an empty one where there is none. */
export function objectIn(value: JsonValue | undefined): JsonObject {
  return Object.fromEntries(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}
