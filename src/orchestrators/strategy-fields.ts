import { z } from 'zod';
import { optional, wholeNumber } from './authored-values.js';
import type { PartProblem } from './kind.js';

const COUNT_OR_PERCENT_ERROR = 'must be a whole number, or a percentage such as "50%"';

/** `2`, or `"10%"` (more than 0 and at most 100). */
const countOrPercent = (from: number) =>
  z.union(
    [
      z
        .number()
        .int()
        .min(from, { error: `must be at least ${from}, or a percentage such as "50%"` }),
      z
        .string()
        .regex(/^\d{1,3}(?:\.\d{1,4})?%$/)
        .refine((text) => Number.parseFloat(text) <= 100 && Number.parseFloat(text) > 0, {
          error: 'must be more than 0% and at most 100%',
        }),
    ],
    { error: COUNT_OR_PERCENT_ERROR },
  );

/** What parallel and collection have in common: when they complete, and how many children run at once. */
export const strategyFields = {
  strategy: optional(z.enum(['wait_all', 'fail_fast', 'best_effort', 'race', 'quorum'])).describe(
    'When it completes: wait_all (default), fail_fast, best_effort, race (the first), or quorum.',
  ),
  quorum: optional(countOrPercent(1)).describe(
    'With strategy quorum: how many children have to complete, as 2 or "50%".',
  ),
  tolerate: optional(
    z.strictObject({ failed: countOrPercent(0).describe('How many may fail, as 1 or "10%".') }),
  ).describe('With wait_all or fail_fast: how many children may fail.'),
  max_concurrency: optional(wholeNumber(1, 10_000)).describe('How many children run at once; all unless said.'),
};

export interface StrategyChoice {
  readonly strategy?: 'wait_all' | 'fail_fast' | 'best_effort' | 'race' | 'quorum';
  readonly quorum?: number | string;
  readonly tolerate?: { readonly failed: number | string };
}

/** `childCount` is null where it is not known before the run. */
export function checkStrategy(choice: StrategyChoice, childCount: number | null): PartProblem[] {
  const strategy = choice.strategy ?? 'wait_all';
  return [
    ...checkQuorum(strategy, choice.quorum, childCount),
    ...checkTolerate(strategy, choice.tolerate),
    ...checkNonEmpty(strategy, childCount),
  ];
}

function checkQuorum(strategy: string, quorum: number | string | undefined, childCount: number | null): PartProblem[] {
  if (strategy !== 'quorum') {
    if (quorum === undefined) return [];
    return [
      {
        field: ['quorum'],
        message: `"quorum" has no meaning with the strategy ${strategy}.`,
        hint: 'Add "strategy: quorum", or leave "quorum" out.',
      },
    ];
  }
  if (quorum === undefined) {
    return [
      {
        field: ['strategy'],
        message: 'The strategy quorum needs "quorum".',
        hint: 'Say how many children have to complete, as in "quorum: 2" or "quorum: 50%".',
      },
    ];
  }
  if (typeof quorum !== 'number' || childCount === null || childCount === 0 || quorum <= childCount) return [];
  return [
    {
      field: ['quorum'],
      message: `The quorum ${quorum} cannot be reached: there ${childCount === 1 ? 'is 1 child' : `are ${childCount} children`}.`,
      hint: `Write at most ${childCount}, or a percentage.`,
    },
  ];
}

function checkTolerate(strategy: string, tolerate: StrategyChoice['tolerate']): PartProblem[] {
  if (tolerate === undefined || strategy === 'wait_all' || strategy === 'fail_fast') return [];
  return [
    {
      field: ['tolerate'],
      message: `"tolerate" has no meaning with the strategy ${strategy}.`,
      hint: 'It relaxes wait_all and fail_fast; leave it out here.',
    },
  ];
}

function checkNonEmpty(strategy: string, childCount: number | null): PartProblem[] {
  if (childCount !== 0 || strategy !== 'quorum') return [];
  return [
    {
      field: ['strategy'],
      message: 'The strategy quorum fails without children, and there are none.',
      hint: 'Add a task, or take another strategy.',
    },
  ];
}
