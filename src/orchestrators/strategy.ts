import type { ChildCounts } from './orchestrator.js';

/** When a parallel or a collection has completed, and when it has failed. The words of the definition. */
export type StrategyName = 'wait_all' | 'fail_fast' | 'best_effort' | 'race' | 'quorum';

/** A number of children, or a percentage of those that are not skipped. */
export type Share = { readonly count: number } | { readonly percent: number };

export interface Strategy {
  readonly name: StrategyName;
  /** `quorum` only. */
  readonly quorum?: Share;
  /** `wait_all` and `fail_fast` only: so many failures are allowed. */
  readonly tolerate?: Share;
}

export type Verdict = 'undecided' | 'completed' | 'failed';

/**
 * The one meaning of the five strategies. `counts` are those of the children of this round; a child that was cancelled
 * from outside is counted under `failed`.
 */
export function judge(
  strategy: Strategy,
  counts: Pick<ChildCounts, 'total' | 'completed' | 'failed' | 'skipped' | 'cancelled'>,
): Verdict {
  const considered = counts.total - counts.skipped;
  const unfinished = considered - counts.completed - counts.failed - counts.cancelled;
  const hasEnded = unfinished === 0;
  switch (strategy.name) {
    case 'wait_all':
      if (!hasEnded) return 'undecided';
      return counts.failed <= toTolerated(strategy, considered) ? 'completed' : 'failed';
    case 'fail_fast':
      if (counts.failed > toTolerated(strategy, considered)) return 'failed';
      return hasEnded ? 'completed' : 'undecided';
    case 'best_effort':
      if (!hasEnded) return 'undecided';
      return counts.completed > 0 || considered === 0 ? 'completed' : 'failed';
    case 'race':
      if (counts.completed > 0) return 'completed';
      return hasEnded ? 'failed' : 'undecided';
    case 'quorum': {
      const needed = toNeeded(strategy, considered);
      if (considered > 0 && counts.completed >= needed) return 'completed';
      return counts.completed + unfinished < needed || hasEnded ? 'failed' : 'undecided';
    }
  }
}

function toTolerated(strategy: Strategy, considered: number): number {
  if (!strategy.tolerate) return 0;
  return 'count' in strategy.tolerate
    ? strategy.tolerate.count
    : Math.floor(toPart(considered, strategy.tolerate.percent));
}

function toNeeded(strategy: Strategy, considered: number): number {
  if (!strategy.quorum) return considered;
  return 'count' in strategy.quorum
    ? strategy.quorum.count
    : Math.max(1, Math.ceil(toPart(considered, strategy.quorum.percent)));
}

/** In ten-thousandths of a percent, the finest that is written: 16.1 % of 1000 is 161, and not a little more. */
function toPart(considered: number, percent: number): number {
  return (considered * Math.round(percent * 10_000)) / 1_000_000;
}
