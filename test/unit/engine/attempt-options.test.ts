import { describe, expect, it } from 'vitest';
import { createAuthorClock } from '../../../src/activities/author-clock.js';
import { parseDefinition } from '../../../src/definitions/parse-definition.js';
import type { TaskPlan } from '../../../src/domain/plan.js';
import { createDefinitionTree } from '../../../src/factory/definition-tree.js';
import { createKindRegistry } from '../../../src/factory/kinds.js';
import { planDefinition } from '../../../src/factory/plan-definition.js';
import { toAttemptOptions, toForeignRetry } from '../../../src/workflows/options.js';

const rule = { maxAttempts: 4, initialIntervalMs: 500, backoff: 3, maxIntervalMs: 9_000, nonRetryable: [] };

describe('an attempt goes out', () => {
  it('to the queue and with the priority of its task, or of what the task stands in', () => {
    const plan = planOf(`
kind: parallel
queue: gpu
priority: 2
tasks:
  - { id: inherits, action: http, with: { url: "https://a.test" } }
  - { id: own, queue: fast, priority: 1, action: http, with: { url: "https://a.test" } }
`);
    expect(plan.children?.map(toRoute)).toEqual([
      { taskQueue: 'gpu', priority: { priorityKey: 2 } },
      { taskQueue: 'fast', priority: { priorityKey: 1 } },
    ]);
  });

  it('to the queue of the run and with no priority where nothing is said', () => {
    expect(toRoute(planOf('{ action: http, with: { url: "https://a.test" } }'))).toEqual({});
  });
});

describe('a foreign activity is tried again', () => {
  it('by the numbers of its author', () => {
    expect(toForeignRetry(rule)).toEqual({
      maximumAttempts: 4,
      initialInterval: 500,
      backoffCoefficient: 3,
      maximumInterval: 9_000,
      nonRetryableErrorTypes: [],
    });
  });

  it('but not after failures and timeouts that the author calls final', () => {
    expect(toForeignRetry({ ...rule, nonRetryable: ['invalid_input', 'timed_out'] })).toMatchObject({
      maximumAttempts: 4,
      nonRetryableErrorTypes: ['invalid_input', 'TemporalTimeout:StartToClose', 'TemporalTimeout:Heartbeat'],
    });
  });

  it('not at all when no failure is to be tried again', () => {
    expect(toForeignRetry({ ...rule, nonRetryable: ['task_failed'] })).toMatchObject({ maximumAttempts: 1 });
  });
});

function planOf(yaml: string): TaskPlan {
  const { definition, problems } = parseDefinition(yaml);
  if (definition === null) throw new Error(JSON.stringify(problems));
  const kinds = createKindRegistry();
  return planDefinition(createDefinitionTree(definition, kinds.definitions), kinds, createAuthorClock(1));
}

function toRoute(plan: TaskPlan): unknown {
  const { taskQueue, priority } = toAttemptOptions({ path: '/', plan, deadlineInMs: null });
  return { ...(taskQueue === undefined ? {} : { taskQueue }), ...(priority === undefined ? {} : { priority }) };
}
