import type { Side } from './sides.js';

export function toMedian(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Runs a second, with so many in flight until `total` have ended. */
export async function measureThroughput(
  side: Side,
  { inFlight, total }: { readonly inFlight: number; readonly total: number },
): Promise<number> {
  let left = total;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const handle = await side.start();
      await handle.result();
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, lane));
  return (total * 1_000) / (performance.now() - startedAt);
}

/** Milliseconds from the request to the result of a run that is alone; the median of several. */
export async function measureLatency(side: Side, count: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < count; run += 1) {
    const startedAt = performance.now();
    const handle = await side.start();
    await handle.result();
    times.push(performance.now() - startedAt);
  }
  return toMedian(times);
}
