import type { ActionContext } from '../../../src/actions/action.js';

/** The context of a first attempt, with what a test is about. */
export function actionContext(given: Partial<ActionContext> = {}): ActionContext {
  return {
    workspace: 'default',
    runId: 'r1',
    path: '/a',
    taskId: 'task-1',
    visit: 1,
    attempt: 1,
    idempotencyKey: 'r1/a',
    signal: new AbortController().signal,
    isInline: false,
    ...given,
  };
}
