import type { Tool } from '../tool.js';
import { batchCreateTool } from './batch-create.js';
import { cancelRunTool } from './cancel-run.js';
import { cancelTaskTool } from './cancel-task.js';
import { completeTaskTool } from './complete-task.js';
import { createFromTemplateTool } from './create-from-template.js';
import { createGenericTaskTool } from './create-generic-task.js';
import { createTemplateTool } from './create-template.js';
import { decideTool } from './decide.js';
import { deleteTaskTool } from './delete-task.js';
import { deleteTemplateTool } from './delete-template.js';
import { executeTaskTool } from './execute-task.js';
import { getDependenciesTool } from './get-dependencies.js';
import { getRunTool } from './get-run.js';
import { getStatusTool } from './get-status.js';
import { getTaskTool } from './get-task.js';
import { getTaskEventsTool } from './get-task-events.js';
import { getTaskHierarchyTool } from './get-task-hierarchy.js';
import { getTemplateTool } from './get-template.js';
import { listDefinitionsTool } from './list-definitions.js';
import { listTemplatesTool } from './list-templates.js';
import { listWaitingTool } from './list-waiting.js';
import { manageDependenciesTool } from './manage-dependencies.js';
import { manageLifecycleTool } from './manage-lifecycle.js';
import { moveTaskTool } from './move-task.js';
import { planTaskTool } from './plan-task.js';
import { queryTasksTool } from './query-tasks.js';
import { runDefinitionTool } from './run-definition.js';
import { sendSignalTool } from './send-signal.js';
import { updateTaskTool } from './update-task.js';
import { validateDefinitionTool } from './validate-definition.js';
import { waitForRunTool } from './wait-for-run.js';

/** In the order in which they are listed: what an agent needs first stands first. */
export const ALL_TOOLS: readonly Tool[] = [
  planTaskTool,
  createGenericTaskTool,
  batchCreateTool,
  getTaskTool,
  updateTaskTool,
  deleteTaskTool,
  cancelTaskTool,
  queryTasksTool,
  getTaskHierarchyTool,
  moveTaskTool,
  getTaskEventsTool,
  executeTaskTool,
  completeTaskTool,
  manageDependenciesTool,
  getDependenciesTool,
  manageLifecycleTool,
  getStatusTool,
  createFromTemplateTool,
  createTemplateTool,
  listTemplatesTool,
  getTemplateTool,
  deleteTemplateTool,
  listDefinitionsTool,
  validateDefinitionTool,
  runDefinitionTool,
  getRunTool,
  waitForRunTool,
  cancelRunTool,
  sendSignalTool,
  listWaitingTool,
  decideTool,
];
