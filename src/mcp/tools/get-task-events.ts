import { getTaskEventsInput } from '../../tasks/verbs/get-task-events.js';
import { defineTaskTool } from '../define-tool.js';

export const getTaskEventsTool = defineTaskTool({
  name: 'get_task_events',
  title: 'Read what happened',
  description: 'Read who changed a task, when, from what to what and why; oldest first.',
  input: getTaskEventsInput,
  toolset: 'tasks',
  isReadOnly: true,
  verb: (tasks) => tasks.getEvents,
});
