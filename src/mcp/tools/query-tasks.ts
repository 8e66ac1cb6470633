import { queryTasksInput } from '../../tasks/query/query-input.js';
import { defineTaskTool } from '../define-tool.js';

export const queryTasksTool = defineTaskTool({
  name: 'query_tasks',
  title: 'Find tasks',
  description: 'Find tasks by their fields, attributes, words and times; sorted, in pages, with metrics if asked for.',
  input: queryTasksInput,
  about: {
    filters: 'The same filters under one key, and attributes{}, template_id, has_dependencies.',
    custom_filter: "Such as: created_at < DATE_SUB(NOW(), INTERVAL 2 WEEK) AND attributes.priority = 'high'",
  },
  terse: ['filters'],
  toolset: 'tasks',
  isDefault: true,
  isReadOnly: true,
  verb: (tasks) => tasks.query,
});
