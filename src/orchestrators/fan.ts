import type { JsonValue } from '../domain/json.js';
import type { OutputSource } from '../domain/output-source.js';
import type { Change, Command, Decision, TaskView } from './orchestrator.js';
import { judge, type Strategy } from './strategy.js';

/** How a container runs children that do not wait for each other's turn. */
export interface FanSettings {
  readonly strategy: Strategy;
  /** How many may run at once; unlimited when it is left out. A blocked child takes no place. */
  readonly maxConcurrency?: number;
  readonly output: OutputSource;
}

const MATTERS: ReadonlySet<Change['type']> = new Set(['started', 'child-ready', 'child-ended', 'children-given-up']);

/** What has been decided while the last children are still being stopped. */
type Verdict = 'undecided' | 'completed' | 'failed';

/** Opens children (all at once, or one after another), starts them as places allow, and settles by the strategy. */
export function advanceFan(options: {
  readonly self: TaskView;
  readonly change: Change;
  readonly settings: FanSettings;
  /** Ids to open when the task starts, and when one has ended: a sequence opens the next one. */
  readonly open: (change: Change) => readonly string[];
}): Decision {
  const { self, change, settings } = options;
  if (!MATTERS.has(change.type)) return { commands: [] };

  const before = toVerdict(self.control);
  const verdict = before === 'undecided' ? judge(settings.strategy, self.counts) : before;
  const commands: Command[] = [];
  if (verdict === 'undecided') {
    const ids = change.type === 'child-ready' ? [] : options.open(change);
    if (ids.length > 0) commands.push({ type: 'open-children', ids });
    const places = (settings.maxConcurrency ?? Number.POSITIVE_INFINITY) - self.counts.active;
    const admitted = Math.min(places, self.counts.ready);
    if (admitted > 0) commands.push({ type: 'start-ready', count: admitted });
  } else if (self.counts.ended < self.counts.total) {
    if (before === 'undecided') commands.push({ type: 'cancel-children' });
  } else {
    commands.push(toEnd(self, verdict, settings));
  }
  return { control: { verdict }, commands };
}

function toEnd(self: TaskView, verdict: Verdict, settings: FanSettings): Command {
  if (verdict === 'completed') return { type: 'complete', output: settings.output };
  const message =
    self.counts.total === self.counts.skipped
      ? `No child ran, and the strategy ${settings.strategy.name} needs one that completes.`
      : `Too few children completed for the strategy ${settings.strategy.name}.`;
  return { type: 'fail', failure: self.firstFailure ?? { code: 'task_failed', message, path: self.path } };
}

function toVerdict(control: JsonValue): Verdict {
  if (typeof control !== 'object' || control === null || !('verdict' in control)) return 'undecided';
  return control.verdict === 'completed' || control.verdict === 'failed' ? control.verdict : 'undecided';
}
