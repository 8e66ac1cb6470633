import type { FanSettings } from './fan.js';
import type { Share, Strategy } from './strategy.js';
import type { StrategyChoice } from './strategy-fields.js';

/** What authors write about completion, as the orchestrators take it. */
export function toFanSettings(
  choice: StrategyChoice & { readonly max_concurrency?: number | undefined },
  output: FanSettings['output'],
): FanSettings {
  const strategy: Strategy = {
    name: choice.strategy ?? 'wait_all',
    ...(choice.quorum === undefined ? {} : { quorum: toShare(choice.quorum) }),
    ...(choice.tolerate === undefined ? {} : { tolerate: toShare(choice.tolerate.failed) }),
  };
  return {
    strategy,
    output,
    ...(choice.max_concurrency === undefined ? {} : { maxConcurrency: choice.max_concurrency }),
  };
}

function toShare(value: number | string): Share {
  return typeof value === 'number' ? { count: value } : { percent: Number.parseFloat(value) };
}
