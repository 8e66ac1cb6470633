import { TaskwrightError, type JsonValue } from 'taskwright';
import {
  basePartsOf,
  bareExpression,
  childTaskOrTasks,
  defineKind,
  duration,
  expression,
  ITEM_SEGMENT,
} from 'taskwright/worker';
import { z } from 'zod';

/**
 * A ninth kind: does something for a growing share of the users, step by step, and stops at the first step that fails.
 * This is what is evaluated and stored; the decisions are in rollout-orchestrator.ts.
 */
export const rolloutKind = defineKind({
  kind: 'rollout',

  schema: z.strictObject({
    steps: expression.describe('An expression for percentages that grow, such as "[5, 25, 100]".'),
    pause: duration.exactOptional().describe('The time between two steps.'),
    do: childTaskOrTasks.describe('What is done at each step; it sees "percent".'),
  }),

  parts(task) {
    const { children, expressions } = basePartsOf(task, { tasks: 'children' });
    const step = { segment: ITEM_SEGMENT, field: ['do'], task: task.do, sees: 'none', variables: ['percent'] } as const;
    return {
      children: [...children, step],
      expressions: [...expressions, ...bareExpression(['steps'], task.steps)],
    };
  },

  plan: (task, clock) => ({
    prepares: true,
    control: { pauseMs: task.pause === undefined ? 0 : clock.toMs(task.pause) },
  }),

  async createState(task, context) {
    const steps = await context.evaluate(task.steps, { field: 'steps' });
    if (!isGrowing(steps)) {
      throw new TaskwrightError('invalid_input', '"steps" must be percentages that grow, up to 100.', {
        path: context.path,
        hint: 'Write them as in "[5, 25, 100]".',
      });
    }
    return { outcome: 'started', items: steps.map((percent) => ({ percent })) };
  },
});

function isGrowing(steps: JsonValue): steps is readonly number[] {
  if (!Array.isArray(steps) || steps.length === 0) return false;
  return steps.every((step: JsonValue, index) => {
    const before: JsonValue = index === 0 ? 0 : (steps[index - 1] ?? 0);
    return typeof step === 'number' && typeof before === 'number' && step > before && step <= 100;
  });
}
