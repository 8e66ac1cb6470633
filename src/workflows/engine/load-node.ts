import { unpackIds } from '../../domain/pack-ids.js';
import { toChildPath } from '../../domain/path.js';
import { watchNeeds } from './gates.js';
import { stayInLine } from './line.js';
import { LETTERS, SAVED_FIELDS, type NodeSnapshot } from './node-snapshot.js';
import { addChild, findNode, nextVersion, type RunState } from './state.js';
import { createNode, type TaskNode } from './task-node.js';

/** Makes the nodes again. What refers to other tasks is left to `linkNodes`. */
export function loadNode(run: RunState, node: TaskNode, saved: NodeSnapshot): void {
  node.visit = saved.visit;
  node.phase = saved.phase;
  node.status = saved.status;
  const { counts, ...fields } = saved;
  for (const field of SAVED_FIELDS) {
    if (field !== 'counts' && field in fields) Object.assign(node, { [field]: fields[field] });
  }
  if (counts) Object.assign(node.counts, counts);
  for (const [name, dueAt] of saved.timers ?? []) {
    node.timers.set(name, dueAt);
    run.timers.push({ node, name, dueAt });
  }
  for (const [ids, letter] of saved.endedChildren ?? []) {
    for (const id of unpackIds(ids))
      Object.assign(addChild(run, node, id), { ...LETTERS[letter], phase: 'ended', visit: node.visit });
  }
  for (const [ids, child] of saved.children ?? []) {
    for (const id of unpackIds(ids)) loadNode(run, addChild(run, node, id), child);
  }
  for (const [id, task] of saved.attached ?? []) {
    const plan = node.plan.attached?.[id];
    if (!plan) continue;
    const path = toChildPath(node.path, id);
    const attached = createNode({
      path,
      plan: { ...plan, id, prepares: true },
      parent: node,
      attachedId: id,
      visit: task.visit,
    });
    node.attached.set(id, attached);
    loadNode(run, attached, task);
  }
  const below = [...node.children.values(), ...node.attached.values()];
  node.openBelow = below.filter((task) => task.phase !== 'ended').length;
}

/** What refers to other tasks, once all of them are there, and what had not gone out. */
export function linkNodes(run: RunState, node: TaskNode, saved: NodeSnapshot): void {
  for (const id of saved.ready ?? []) {
    const child = node.children.get(id);
    if (child) node.readyQueue.add(child);
  }
  if (saved.compensation) {
    const queue = saved.compensation.queue.map((path) => findNode(run, path)).filter((task) => task !== undefined);
    node.compensation = {
      queue,
      current: saved.compensation.current === null ? null : (findNode(run, saved.compensation.current) ?? null),
    };
  }
  if (saved.reworkFor !== undefined) node.reworkFor = findNode(run, saved.reworkFor) ?? null;
  if (saved.mailbox) {
    node.mailbox = { ...saved.mailbox, queue: [...saved.mailbox.queue] };
    const subscribers = run.subscribers.get(saved.mailbox.name) ?? new Set();
    run.subscribers.set(saved.mailbox.name, subscribers.add(node));
    if (saved.mailbox.areEarly) {
      for (const signal of run.early.get(saved.mailbox.name) ?? [])
        if (saved.mailbox.offered.includes(signal.id)) signal.offeredTo = node;
    }
  }
  const isOpened = !node.goesOn || node.status === 'blocked';
  if (node.phase === 'blocked' && isOpened) watchNeeds(run, node, 'start');
  if (node.phase === 'holding') watchNeeds(run, node, 'completion');
  if (node.attempt === 'queued') run.attemptQueue.push(node);
  if (node.phase === 'ready' && (node.attachedId !== null || node.parent === null)) run.held.push(node);
  if (saved.line) stayInLine(run, node, saved.line);
  else if (node.phase === 'preparing') {
    run.effects.push({ type: 'create-state', path: node.path, visit: node.visit, version: nextVersion(run) });
  }
  for (const [question, detail] of saved.asks ?? []) {
    node.asks.set(question, detail);
    run.effects.push({ type: 'ask', path: node.path, visit: node.visit, version: nextVersion(run), question, detail });
  }
  for (const [ids, child] of saved.children ?? []) {
    for (const id of unpackIds(ids)) {
      const below = node.children.get(id);
      if (below) linkNodes(run, below, child);
    }
  }
  for (const [id, task] of saved.attached ?? []) {
    const below = node.attached.get(id);
    if (below) linkNodes(run, below, task);
  }
}
