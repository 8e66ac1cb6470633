export { createTestRun, runDefinition, type Person, type TestRun, type TestRunOptions } from './create-test-run.js';
export type { MockAction, MockContext } from './mock-actions.js';
export type { ForeignWork } from './run-in-process.js';
