import { getMetricsInput } from '../../tasks/verbs/get-metrics.js';
import { defineTaskTool } from '../define-tool.js';

export const getMetricsTool = defineTaskTool({
  name: 'get_metrics',
  title: 'Measure',
  description: 'Measure velocity, completion rate, cycle time and how good the estimates were.',
  input: getMetricsInput,
  toolset: 'tasks',
  isReadOnly: true,
  verb: (tasks) => tasks.getMetrics,
});
