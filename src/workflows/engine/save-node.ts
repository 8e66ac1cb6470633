import { packIds } from '../../domain/pack-ids.js';
import { isInLine } from './line.js';
import { LETTERS, SAVED_FIELDS, type NodeSnapshot } from './node-snapshot.js';
import { createNode, type TaskNode } from './task-node.js';

/** A task and everything below it, as it is handed on. What was under way inline begins again. */
export function saveNode(node: TaskNode): NodeSnapshot {
  const fresh = createNode({ path: node.path, plan: node.plan, parent: node.parent, visit: node.visit });
  const changed = SAVED_FIELDS.filter((field) => JSON.stringify(node[field]) !== JSON.stringify(fresh[field]));
  const isInline = node.attempt === 'running' && node.attemptBy === 'inline';
  const children: (readonly [string, NodeSnapshot])[] = [];
  const ended: (readonly [string, string])[] = [];
  for (const [id, child] of node.children) {
    const letter = toLetter(node, child);
    if (letter) ended.push([id, letter]);
    else children.push([id, saveNode(child)]);
  }
  const ready = node.readyQueue
    .list()
    .filter((child) => child.phase === 'ready')
    .map((child) => child.plan.id);
  return {
    visit: node.visit,
    phase: node.phase,
    status: node.status,
    ...Object.fromEntries(changed.map((field) => [field, node[field]])),
    ...(isInline ? { attempt: 'queued' } : {}),
    ...(node.timers.size > 0 ? { timers: [...node.timers] } : {}),
    ...(node.asks.size > 0 ? { asks: [...node.asks] } : {}),
    ...(node.mailbox ? { mailbox: node.mailbox } : {}),
    ...(children.length > 0 ? { children: packChildren(children) } : {}),
    ...(ended.length > 0 ? { endedChildren: packLetters(ended) } : {}),
    ...(node.attached.size > 0
      ? { attached: [...node.attached].map(([id, task]) => [id, saveNode(task)] as const) }
      : {}),
    ...(ready.length > 0 ? { ready } : {}),
    ...(node.compensation
      ? {
          compensation: {
            queue: node.compensation.queue.map((task) => task.path),
            current: node.compensation.current?.path ?? null,
          },
        }
      : {}),
    ...(node.reworkFor ? { reworkFor: node.reworkFor.path } : {}),
    ...(isInLine(node) ? { line: [...node.waitsFor] } : {}),
  };
}

function toLetter(parent: TaskNode, child: TaskNode): string | null {
  const isPlain =
    child.phase === 'ended' &&
    child.visit === parent.visit &&
    child.children.size === 0 &&
    child.attached.size === 0 &&
    child.authors.length === 0 &&
    !child.isGranted;
  if (!isPlain) return null;
  const letter = Object.entries(LETTERS).find(
    ([, end]) => end.status === child.status && end.settlement === child.settlement && end.reason === child.reason,
  );
  return letter?.[0] ?? null;
}

function packChildren(children: readonly (readonly [string, NodeSnapshot])[]): (readonly [string, NodeSnapshot])[] {
  const alike = new Map<string, { readonly ids: string[]; readonly saved: NodeSnapshot }>();
  for (const [id, saved] of children) {
    const text = JSON.stringify(saved);
    const same = alike.get(text);
    if (same) same.ids.push(id);
    else alike.set(text, { ids: [id], saved });
  }
  return [...alike.values()].map(({ ids, saved }) => [packIds(ids), saved] as const);
}

/** Neighbours with the same letter share an entry: ids joined by spaces, which ids never contain. */
function packLetters(ended: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const byLetter = new Map<string, string[]>();
  for (const [id, letter] of ended) {
    const ids = byLetter.get(letter);
    if (ids) ids.push(id);
    else byLetter.set(letter, [id]);
  }
  return [...byLetter].map(([letter, ids]) => [packIds(ids), letter] as const);
}
