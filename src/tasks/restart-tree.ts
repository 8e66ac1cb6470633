import { isTerminal } from '../domain/status.js';
import type { GenericTask } from './model/generic-task.js';
import type { TasksContext } from './tasks-context.js';

/** A root that had failed and goes on has no workflow any more: another one takes over, from what the store knows. */
export async function restartTree(context: TasksContext, task: GenericTask): Promise<void> {
  if (task.parentId !== null || isTerminal(task.status)) return;
  await context.trees.start({ runKey: task.runKey, type: task.taskType, title: task.title });
}
