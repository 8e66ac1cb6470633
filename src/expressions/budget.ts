import { Failure } from './failure.js';

/**
 * What one evaluation may cost, in units of roughly 30 ns. Counted and not timed, so that an expression that fits
 * today fits tomorrow on a busier machine.
 */
export const COST_LIMIT = 10_000_000;

/** The longest text that an expression may build, in UTF-16 units. */
export const TEXT_LIMIT = 16 * 1024 * 1024;

/** What is left of the cost limit; every loop and every operation that grows with its data spends from it. */
export interface Budget {
  left: number;
}

export function spend(budget: Budget, units: number): void {
  budget.left -= units;
  if (budget.left < 0) {
    throw new Failure('it costs too much to evaluate', {
      hint: 'Loop over fewer items, or split the work over several tasks.',
      isFinal: true,
    });
  }
}

/** For operations that read or build a text. */
export function spendOnText(budget: Budget, length: number): void {
  spend(budget, 1 + (length >> 5));
}

/** Refuses a text of this length before it is built. */
export function requireTextFits(budget: Budget, length: number): void {
  if (length > TEXT_LIMIT) {
    throw new Failure(`it builds a text of more than ${TEXT_LIMIT} characters`, { isFinal: true });
  }
  spendOnText(budget, length);
}

/** For a search of one text in another: some pairs cost JavaScript the product of their lengths. */
export function spendOnSearch(budget: Budget, textLength: number, partLength: number): void {
  spend(budget, 1 + (textLength >> 5) + Math.ceil((textLength * partLength) / 128));
}
