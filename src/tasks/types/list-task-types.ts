import { readFolder } from '../authored/read-folder.js';
import { readRegistrations } from '../registrations.js';
import type { TasksContext } from '../tasks-context.js';
import { BUILT_IN_TYPES } from './built-in-types.js';
import { parseTaskType } from './parse-task-type.js';
import type { TaskType } from './task-type.js';

export type FindType = (name: string) => TaskType | null;

/** By name. What is registered hides a file, a file what is built in. Throws invalid_input for a file that is wrong. */
export async function listAllTaskTypes(
  context: Pick<TasksContext, 'db' | 'workspace' | 'folders'>,
): Promise<readonly TaskType[]> {
  const [files, registered] = await Promise.all([
    readFolder(context.folders.taskTypes),
    readRegistrations(context, 'task_type'),
  ]);
  const found = new Map(BUILT_IN_TYPES);
  for (const { file, document } of files) {
    const type = parseTaskType({ name: file.replace(/\.[^.]*$/, ''), ...document }, `The file "${file}"`);
    found.set(type.name, type);
  }
  for (const document of registered) {
    const type = parseTaskType(document, 'The registered type');
    found.set(type.name, type);
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** As they stand now. */
export async function loadTypes(context: Pick<TasksContext, 'db' | 'workspace' | 'folders'>): Promise<FindType> {
  const types = new Map((await listAllTaskTypes(context)).map((type) => [type.name, type]));
  return (name) => types.get(name) ?? null;
}
