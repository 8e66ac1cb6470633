import TinyQueue from 'tinyqueue';

/** Time that passes only when it is told to. Milliseconds since the epoch. */
export interface VirtualClock {
  now(): number;
  /** Rings once, when the clock is moved there or past it. Returns how to forget it. */
  setTimer(dueAt: number, ring: () => void): () => void;
  /** When the next timer rings; null when there is none. */
  nextDueAt(): number | null;
  /** Moves on, never back, and rings what is due in the order of its time. */
  moveTo(at: number): void;
}

interface Entry {
  readonly dueAt: number;
  readonly number: number;
  ring: (() => void) | null;
}

export function createVirtualClock(startAt: number): VirtualClock {
  let now = startAt;
  let count = 0;
  const entries = new TinyQueue<Entry>([], (left, right) => left.dueAt - right.dueAt || left.number - right.number);

  const peek = (): Entry | undefined => {
    for (let next = entries.peek(); next; next = entries.peek()) {
      if (next.ring) return next;
      entries.pop();
    }
    return undefined;
  };

  return {
    now: () => now,
    setTimer(dueAt, ring) {
      const entry: Entry = { dueAt, number: (count += 1), ring };
      entries.push(entry);
      return () => {
        entry.ring = null;
      };
    },
    nextDueAt: () => peek()?.dueAt ?? null,
    moveTo(at) {
      for (let next = peek(); next && next.dueAt <= at; next = peek()) {
        now = Math.max(now, next.dueAt);
        entries.pop();
        next.ring?.();
      }
      now = Math.max(now, at);
    },
  };
}
