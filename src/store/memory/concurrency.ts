import { isWithin } from '../../domain/path.js';
import { isTerminalRun } from '../../domain/status.js';
import type { ConcurrencyEntry, ConcurrencyStore } from '../store.js';
import { hasSettled } from './outbox.js';
import { tasksOf, type Rows } from './rows.js';

export function createConcurrency(rows: Rows): ConcurrencyStore {
  const isInLine = ({ runKey, path, visit }: ConcurrencyEntry): boolean => {
    const run = rows.runs.get(runKey);
    if (run && isTerminalRun(run.status)) return false;
    const task = tasksOf(rows, runKey).get(path);
    return !task || task.visit < visit || (task.visit === visit && !hasSettled(task));
  };

  return {
    async enter(entry) {
      const { workspace, key, limit, runKey, path, visit } = entry;
      const line = rows.concurrency.filter((other) => other.workspace === workspace && other.key === key);
      if (line.some((other) => other.runKey === runKey && other.path !== path && isWithin(path, other.path)))
        return { behind: [] };
      let place = line.findIndex((other) => other.runKey === runKey && other.path === path && other.visit === visit);
      if (place < 0) {
        place = line.length;
        rows.concurrency.push(entry);
      }
      const before = line.slice(0, place).filter(isInLine).slice(-limit);
      if (before.length < limit) return { behind: [] };
      return {
        behind: before
          .map((other) => ({ runId: rows.runs.get(other.runKey)?.runId ?? '', path: other.path }))
          .reverse(),
      };
    },
  };
}
