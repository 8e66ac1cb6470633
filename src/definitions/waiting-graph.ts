/** The moments that wait for each other in circles; most knots are one moment that waits for no later one. */
export interface Knots {
  /** The knot of each moment. */
  readonly of: Int32Array;
  /** The moments of each knot; a knot stands behind all that it waits for. */
  readonly members: readonly (readonly number[])[];
}

/** Whether the end of a task, by its index, comes before a moment. */
export type Ended = (moment: number, task: number) => boolean;

/** The strongly connected components (Tarjan), without recursion. */
export function toKnots(waitsFor: readonly (readonly number[])[]): Knots {
  const order = new Int32Array(waitsFor.length).fill(-1);
  const low = new Int32Array(waitsFor.length);
  const of = new Int32Array(waitsFor.length).fill(-1);
  const members: number[][] = [];
  const open: number[] = [];
  let visited = 0;
  for (let root = 0; root < waitsFor.length; root += 1) if (order[root] === -1) visit(root);
  return { of, members };

  function visit(root: number): void {
    const calls = [{ moment: root, next: 0 }];
    enter(root);
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const { moment } = call;
      const target = waitsFor[moment]?.[call.next];
      call.next += 1;
      if (target === undefined) {
        calls.pop();
        close(moment);
        lower(calls.at(-1)?.moment, low[moment]);
      } else if (order[target] === -1) {
        enter(target);
        calls.push({ moment: target, next: 0 });
      } else if (of[target] === -1) lower(moment, order[target]);
    }
  }

  function enter(moment: number): void {
    order[moment] = visited;
    low[moment] = visited;
    visited += 1;
    open.push(moment);
  }

  function lower(moment: number | undefined, to: number | undefined): void {
    if (moment !== undefined && to !== undefined && to < (low[moment] ?? 0)) low[moment] = to;
  }

  function close(moment: number): void {
    if (low[moment] !== order[moment]) return;
    const knot = open.splice(open.lastIndexOf(moment));
    for (const member of knot) of[member] = members.length;
    members.push(knot);
  }
}

/**
 * One bit a task for each knot: which tasks have ended by then. Odd moments are ends. For ten thousand tasks it takes
 * 25 MB and some ten million steps, where a search for each question could take ten thousand times ten thousand.
 */
export function toEnded(waitsFor: readonly (readonly number[])[], knots: Knots): Ended {
  const words = Math.ceil(waitsFor.length / 64);
  const ended: Uint32Array[] = [];
  for (const [knot, moments] of knots.members.entries()) {
    const bits = new Uint32Array(words);
    for (const moment of moments) {
      if (moment % 2 === 1) setBit(bits, moment >> 1);
      for (const target of waitsFor[moment] ?? []) {
        const earlier = knots.of[target] ?? knot;
        if (earlier !== knot) addBits(bits, ended[earlier]);
      }
    }
    ended.push(bits);
  }
  return (moment, task) => hasBit(ended[knots.of[moment] ?? -1], task);
}

function setBit(bits: Uint32Array, index: number): void {
  bits[index >> 5] = (bits[index >> 5] ?? 0) | (1 << (index & 31));
}

function hasBit(bits: Uint32Array | undefined, index: number): boolean {
  return (((bits?.[index >> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

function addBits(bits: Uint32Array, more: Uint32Array = bits): void {
  for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) | (more[word] ?? 0);
}

/** The shortest way over what is waited for, both included; empty where there is none. */
export function pathBetween(waitsFor: readonly (readonly number[])[], from: number, to: number): number[] {
  const cameFrom = new Map<number, number>([[from, from]]);
  const queue = [from];
  for (const moment of queue) {
    for (const next of waitsFor[moment] ?? []) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, moment);
      if (next === to) return toPath(cameFrom, from, to);
      queue.push(next);
    }
  }
  return [];
}

function toPath(cameFrom: ReadonlyMap<number, number>, from: number, to: number): number[] {
  const path = [to];
  for (let at = to; at !== from;) {
    at = cameFrom.get(at) ?? from;
    path.unshift(at);
  }
  return path;
}
