import { packIds, unpackIds } from '../../domain/pack-ids.js';
import type { EarlySignal, RunState } from './state.js';

/** Early signals of one name, for one task or for whichever wants them. */
export interface EarlySnapshot {
  readonly name: string;
  readonly path: string | null;
  readonly ids: readonly string[];
  /** Of each of the ids, packed. */
  readonly numbers: string;
}

export function packEarly(run: RunState): EarlySnapshot[] {
  return [...run.early].flatMap(([name, signals]) =>
    [...groupByPath(signals)].map(([path, alike]) => ({
      name,
      path,
      ids: alike.map(({ id }) => id),
      numbers: packIds(alike.map(({ number }) => String(number))),
    })),
  );
}

export function unpackEarly(run: RunState, packed: readonly EarlySnapshot[]): void {
  for (const { name, path, ids, numbers } of packed) {
    const list = run.early.get(name) ?? [];
    const unpacked = unpackIds(numbers);
    ids.forEach((id, index) => list.push({ id, path, number: Number(unpacked[index]), offeredTo: null }));
    run.early.set(name, list);
    run.earlyCount += ids.length;
  }
  for (const list of run.early.values()) list.sort((left, right) => left.number - right.number);
}

function groupByPath(signals: readonly EarlySignal[]): Map<string | null, EarlySignal[]> {
  const byPath = new Map<string | null, EarlySignal[]>();
  for (const signal of signals) {
    const same = byPath.get(signal.path);
    if (same) same.push(signal);
    else byPath.set(signal.path, [signal]);
  }
  return byPath;
}
