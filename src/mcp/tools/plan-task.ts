import { planTaskInput } from '../../tasks/verbs/plan-task.js';
import { defineTaskTool } from '../define-tool.js';

export const planTaskTool = defineTaskTool({
  name: 'plan_task',
  title: 'Plan a task',
  description:
    'Write one task down, or with subtasks_json a task and its subtasks in one go; answers in which order they can be executed. Start here for new work.',
  input: planTaskInput,
  about: {
    subtasks_json:
      'JSON array of {title, description, specialist_type?, dependencies?: [titles or ids of siblings], estimated_effort?}',
    parent_task_id: 'Without it the task is the root of a tree of its own.',
    task_id: 'Your own id; generated unless given.',
  },
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: false,
  isRepeatable: true,
  verb: (tasks) => tasks.plan,
});
