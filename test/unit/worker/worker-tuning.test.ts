import { expect, test } from 'vitest';
import { toCacheTuning } from '../../../src/worker/worker-tuning.js';

test('a worker that keeps no runs takes one workflow task at a time', () => {
  expect(toCacheTuning(0)).toEqual({
    maxCachedWorkflows: 0,
    maxConcurrentWorkflowTaskExecutions: 1,
    maxConcurrentWorkflowTaskPolls: 1,
  });
  expect(toCacheTuning(20)).toEqual({ maxCachedWorkflows: 20 });
});
