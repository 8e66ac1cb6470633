import { detectSupersededInput } from '../../tasks/verbs/detect-superseded.js';
import { defineTaskTool } from '../define-tool.js';

export const detectSupersededTool = defineTaskTool({
  name: 'detect_superseded',
  title: 'Find duplicates',
  description: 'Find older tasks that a newer one seems to replace; manage_lifecycle with superseded_by says so.',
  input: detectSupersededInput,
  about: {
    similarity: 'From 0.3 to 1.',
    minimum_age: 'Of the older one, such as 7d.',
  },
  toolset: 'tasks',
  isReadOnly: true,
  verb: (tasks) => tasks.detectSuperseded,
});
