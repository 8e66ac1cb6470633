import type { TaskNode } from './task-node.js';

/** First in, first out, however long: `shift` on a list of 100,000 would move all of them. */
export interface TaskQueue {
  readonly size: number;
  add(node: TaskNode): void;
  take(): TaskNode | undefined;
  clear(): void;
  /** What is still to be taken, in order. */
  list(): readonly TaskNode[];
}

export function createTaskQueue(): TaskQueue {
  let nodes: TaskNode[] = [];
  let next = 0;
  return {
    get size() {
      return nodes.length - next;
    },
    add(node) {
      nodes.push(node);
    },
    take() {
      const node = nodes[next];
      if (!node) return undefined;
      next += 1;
      if (next === nodes.length) {
        nodes = [];
        next = 0;
      }
      return node;
    },
    clear() {
      nodes = [];
      next = 0;
    },
    list: () => nodes.slice(next),
  };
}
