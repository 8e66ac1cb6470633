/**
 * A plain model of what the table of strategies says, for children that take different times. It knows nothing of the
 * engine: it looks for whatever ends next, and at the whole table again.
 */
export interface ModelChild {
  readonly id: string;
  readonly durationMs: number;
  /** `continued`: fails with `on_error: continue`. `skipped`: its `when` is false. */
  readonly outcome: 'completed' | 'failed' | 'timed_out' | 'continued' | 'skipped';
  readonly needs: readonly string[];
}

export interface ModelFan {
  readonly strategy: 'wait_all' | 'fail_fast' | 'best_effort' | 'race' | 'quorum';
  readonly quorum?: number | string;
  readonly tolerate?: number | string;
  readonly maxConcurrency?: number;
  readonly children: readonly ModelChild[];
}

export interface ModelEnd {
  readonly status: 'completed' | 'failed';
  readonly endMs: number;
  readonly children: Readonly<Record<string, string>>;
}

type Standing = 'blocked' | 'ready' | 'running' | 'over';

export function runModel(fan: ModelFan): ModelEnd {
  const standing = new Map<string, Standing>(fan.children.map((child) => [child.id, 'blocked']));
  const results: Record<string, string> = {};
  const running: { readonly child: ModelChild; readonly endMs: number }[] = [];
  const ready: ModelChild[] = [];
  let nowMs = 0;

  const end = (child: ModelChild, result: string): void => {
    standing.set(child.id, 'over');
    results[child.id] = result;
  };

  const spread = (): void => {
    for (const child of fan.children) {
      if (standing.get(child.id) !== 'blocked') continue;
      if (child.needs.some((id) => isDoomed(results[id]))) {
        end(child, 'skipped (dependency_failed)');
        spread();
        return;
      }
      if (child.needs.some((id) => results[id] === undefined)) continue;
      standing.set(child.id, 'ready');
      ready.push(child);
    }
  };

  for (;;) {
    spread();
    const verdict = judgeTable(fan, results);
    if (verdict) {
      for (const child of fan.children) if (standing.get(child.id) !== 'over') end(child, 'cancelled (strategy)');
      return { status: verdict, endMs: nowMs, children: results };
    }
    const limit = fan.maxConcurrency ?? Number.POSITIVE_INFINITY;
    while (ready.length > 0 && running.length < limit) {
      const child = ready.shift();
      if (!child) break;
      standing.set(child.id, 'running');
      running.push({ child, endMs: nowMs + (child.outcome === 'skipped' ? 0 : child.durationMs) });
    }
    const next = running.reduce((first, one) => (one.endMs < first.endMs ? one : first));
    running.splice(running.indexOf(next), 1);
    nowMs = next.endMs;
    end(next.child, toResult(next.child.outcome));
  }
}

function toResult(outcome: ModelChild['outcome']): string {
  if (outcome === 'skipped') return 'skipped (when)';
  return outcome === 'continued' ? 'failed, and counts as completed' : outcome;
}

function isDoomed(result: string | undefined): boolean {
  return result === 'failed' || result === 'timed_out' || result === 'skipped (dependency_failed)';
}

/** The table, and the sentences below it, word by word. Null while nothing is decided. */
export function judgeTable(
  fan: Pick<ModelFan, 'strategy' | 'quorum' | 'tolerate'> & { readonly children: readonly { readonly id: string }[] },
  results: Readonly<Record<string, string>>,
): 'completed' | 'failed' | null {
  const all = fan.children.map((child) => results[child.id]);
  const counted = all.filter((result) => result === undefined || !result.startsWith('skipped'));
  const completed = counted.filter((result) => result?.includes('completed')).length;
  const failed = counted.filter((result) => result === 'failed' || result === 'timed_out').length;
  const open = counted.filter((result) => result === undefined).length;
  const tolerated = toShare(fan.tolerate ?? 0, counted.length, Math.floor);
  switch (fan.strategy) {
    case 'wait_all':
      if (open > 0) return null;
      return failed <= tolerated ? 'completed' : 'failed';
    case 'fail_fast':
      if (failed > tolerated) return 'failed';
      return open === 0 ? 'completed' : null;
    case 'best_effort':
      if (open > 0) return null;
      return completed > 0 || counted.length === 0 ? 'completed' : 'failed';
    case 'race':
      if (completed > 0) return 'completed';
      return open === 0 ? 'failed' : null;
    case 'quorum': {
      if (counted.length === 0) return 'failed';
      const needed = toShare(fan.quorum ?? 1, counted.length, Math.ceil);
      if (completed >= needed) return 'completed';
      return completed + open < needed ? 'failed' : null;
    }
  }
}

function toShare(share: number | string, count: number, round: (value: number) => number): number {
  return typeof share === 'number' ? share : round((count * Number.parseFloat(share)) / 100);
}
