import { completeTaskInput } from '../../tasks/verbs/complete-task.js';
import { completeInRun } from '../../tasks/in-run/work-in-run.js';
import { defineWorkTool } from '../define-tool.js';

export const completeTaskTool = defineWorkTool({
  name: 'complete_task',
  title: 'Hand work in',
  description:
    'Hand in the work of a claimed task: it is kept as an artifact, then next_action decides. continue and complete finish the task, needs_revision sends it to review.',
  input: completeTaskInput,
  about: {
    summary: 'What was done, in a sentence or two.',
    detailed_work: 'All of it; kept byte for byte.',
    outputs: 'Values for the tasks that depend on it.',
    file_paths: "Files below the workspace's folder, kept as artifacts; one that is not there is kept as a reference.",
  },
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: false,
  verb: (tasks) => tasks.complete,
  inRun: completeInRun,
});
