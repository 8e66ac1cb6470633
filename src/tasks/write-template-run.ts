import { join } from 'node:path';
import { toTreeWorkflow } from '../client/tree-workflow.js';
import { TaskwrightError } from '../domain/errors.js';
import { toWorkflowId } from '../domain/ids.js';
import type { JsonObject } from '../domain/json.js';
import { isTerminal } from '../domain/status.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { toAuthoredFolders, type AuthoredFolders } from './authored/authored-folders.js';
import { findTask } from './store/generic-task-rows.js';
import { instantiateTemplate } from './templates/instantiate-template.js';
import type { TreeRuns } from './tree-runs.js';

export interface TemplateRun {
  readonly workspace: string;
  readonly templateId: string;
  readonly parameters: JsonObject;
  /** Of the root as well; all other ids begin with it, and are the same each time. */
  readonly runId: string;
  readonly startedBy: string;
}

/**
 * Writes the tasks of a template, whose workflow somebody else starts; null where that tree has been and ended. A repeat
 * finds what was written. Throws as instantiating does.
 */
export function createTemplateRunWriter({
  database,
  trees,
  folders = toAuthoredFolders(join(process.cwd(), '.taskwright')),
}: {
  readonly database: TaskDatabase;
  /** Other trees may have to be told. */
  readonly trees: TreeRuns;
  readonly folders?: AuthoredFolders;
}): (run: TemplateRun) => Promise<ReturnType<typeof toTreeWorkflow> | null> {
  return async ({ workspace, templateId, parameters, runId, startedBy }) => {
    const context = {
      db: database,
      trees: { ...trees, start: async () => null },
      schedules: null,
      workspace,
      actor: { name: startedBy, roles: [] },
      timeScale: 1,
      uiUrl: null,
      filesDir: process.cwd(),
      folders,
      now: Date.now,
    };
    const earlier = await findTask(database.database, workspace, runId);
    if (earlier === null)
      await instantiateTemplate(context, templateId, { parameters, prefix: runId, rootTaskId: runId });
    const root = earlier ?? (await findTask(database.database, workspace, runId));
    if (root === null || isTerminal(root.status)) return null;
    if (root.templateId !== templateId) throw new TaskwrightError('conflict', `The task id "${runId}" is taken.`);
    const { taskType: type, title } = root;
    return toTreeWorkflow({ runKey: toWorkflowId(workspace, runId), type, title, timeScale: 1 });
  };
}
