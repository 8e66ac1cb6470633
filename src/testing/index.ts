export { createTestRun, runDefinition, type Person, type TestRun } from './create-test-run.js';
export type { MockAction, MockContext } from './mock-actions.js';
export type { ForeignWork } from './run-in-process.js';
export type { TestRunOptions } from './test-run-options.js';
