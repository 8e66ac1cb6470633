/** Keeps what was used last: at most `maxWeight` of it. */
export interface BoundedCache<V> {
  get(key: string): V | undefined;
  /** A key keeps the value that it has. */
  set(key: string, value: V): void;
}

/**
 * Two generations instead of an order of use: what is read from the old one moves to the new one, and when the new one
 * holds half of the weight, the old one is dropped. A hit costs one look-up.
 */
export function createBoundedCache<V>(limits: {
  readonly maxWeight: number;
  /** At least 1, so that the number of entries is bounded as well. */
  readonly weigh: (key: string, value: V) => number;
}): BoundedCache<V> {
  let fresh = new Map<string, V>();
  let stale = new Map<string, V>();
  let freshWeight = 0;

  const keep = (key: string, value: V) => {
    const weight = limits.weigh(key, value);
    if (weight > limits.maxWeight / 2) return;
    if (freshWeight + weight > limits.maxWeight / 2) {
      stale = fresh;
      fresh = new Map();
      freshWeight = 0;
    }
    fresh.set(key, value);
    freshWeight += weight;
  };

  return {
    get(key) {
      const hit = fresh.get(key);
      if (hit !== undefined) return hit;
      const old = stale.get(key);
      if (old !== undefined) keep(key, old);
      return old;
    },
    set(key, value) {
      if (!fresh.has(key)) keep(key, value);
    },
  };
}
