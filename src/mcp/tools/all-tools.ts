import type { Tool } from '../tool.js';
import { analyzeDependenciesTool } from './analyze-dependencies.js';
import { batchCreateTool } from './batch-create.js';
import { bulkUpdateTool } from './bulk-update.js';
import { cancelRunTool } from './cancel-run.js';
import { cancelTaskTool } from './cancel-task.js';
import { completeTaskTool } from './complete-task.js';
import { createFromTemplateTool } from './create-from-template.js';
import { createGenericTaskTool } from './create-generic-task.js';
import { createTemplateTool } from './create-template.js';
import { decideTool } from './decide.js';
import { deleteTaskTool } from './delete-task.js';
import { deleteTemplateTool } from './delete-template.js';
import { detectSupersededTool } from './detect-superseded.js';
import { executeTaskTool } from './execute-task.js';
import { getDependenciesTool } from './get-dependencies.js';
import { getMetricsTool } from './get-metrics.js';
import { getRunTool } from './get-run.js';
import { getStatusTool } from './get-status.js';
import { getTaskTool } from './get-task.js';
import { getTaskEventsTool } from './get-task-events.js';
import { getTaskHierarchyTool } from './get-task-hierarchy.js';
import { getTemplateTool } from './get-template.js';
import { listArtifactsTool } from './list-artifacts.js';
import { listDefinitionsTool } from './list-definitions.js';
import { listSpecialistsTool } from './list-specialists.js';
import { listTemplatesTool } from './list-templates.js';
import { listWaitingTool } from './list-waiting.js';
import { manageDependenciesTool } from './manage-dependencies.js';
import { manageLifecycleTool } from './manage-lifecycle.js';
import { moveTaskTool } from './move-task.js';
import { planTaskTool } from './plan-task.js';
import { queryTasksTool } from './query-tasks.js';
import { readArtifactTool } from './read-artifact.js';
import { runDefinitionTool } from './run-definition.js';
import { sendSignalTool } from './send-signal.js';
import { synthesizeResultsTool } from './synthesize-results.js';
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
  bulkUpdateTool,
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
  analyzeDependenciesTool,
  manageLifecycleTool,
  getMetricsTool,
  getStatusTool,
  synthesizeResultsTool,
  detectSupersededTool,
  createFromTemplateTool,
  createTemplateTool,
  listTemplatesTool,
  getTemplateTool,
  deleteTemplateTool,
  listSpecialistsTool,
  listArtifactsTool,
  readArtifactTool,
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
