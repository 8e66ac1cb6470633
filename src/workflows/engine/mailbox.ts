import { push, type EarlySignal, type RunState } from './state.js';
import { toView, type TaskNode } from './task-node.js';

/** Early signals that are kept for waits that have not started. More are recorded as unmatched. */
export const MAX_EARLY_SIGNALS = 10_000;

/** A signal that is sent again comes soon after the first time. */
const RECENT_SIGNALS = 200;

/** So many signals are judged in one go. */
const OFFER_SIZE = 100;

/** Lets a task that has started take signals, beginning with those that came before it. */
export function openMailbox(run: RunState, node: TaskNode): void {
  const subscription = run.orchestratorOf(node.plan.kind).subscription?.(toView(node));
  if (!subscription) return;
  node.mailbox = { name: subscription.name, queue: [], offered: [], areEarly: false, cursor: 0 };
  const subscribers = run.subscribers.get(subscription.name);
  if (subscribers) subscribers.add(node);
  else run.subscribers.set(subscription.name, new Set([node]));
  offer(run, node);
}

/** A signal for every wait that is waiting for it now; kept when there is none. */
export function receiveSignal(
  run: RunState,
  signal: { readonly id: string; readonly name: string; readonly path: string | null },
): void {
  if (run.recentSignals.has(signal.id)) return;
  rememberSignal(run, signal.id);
  const takers = [...(run.subscribers.get(signal.name) ?? [])].filter(
    (node) => signal.path === null || node.path === signal.path,
  );
  if (takers.length === 0) {
    keepEarly(run, signal);
    return;
  }
  for (const node of takers) {
    node.mailbox?.queue.push(signal.id);
    offer(run, node);
  }
}

/** The kind has judged what it was offered: what it neither wanted nor rejected is offered again, to it or to others. */
export function settleSignals(
  run: RunState,
  node: TaskNode,
  judged: { readonly consumed: readonly string[]; readonly rejected: readonly string[] },
): void {
  const { mailbox } = node;
  if (!mailbox) return;
  const left = mailbox.offered.filter((id) => !judged.consumed.includes(id) && !judged.rejected.includes(id));
  if (mailbox.areEarly) returnEarly(run, node, judged);
  else mailbox.queue.unshift(...left);
  mailbox.offered = [];
  for (const other of run.subscribers.get(mailbox.name) ?? []) offer(run, other);
}

/** A task that wants no more signals is offered none, though it goes on. */
export function refreshMailbox(run: RunState, node: TaskNode): void {
  if (!node.mailbox) return;
  if (!run.orchestratorOf(node.plan.kind).subscription?.(toView(node))) closeMailbox(run, node);
}

/** An ended task takes nothing more: what it has not judged is kept for the next one. */
export function closeMailbox(run: RunState, node: TaskNode): void {
  const { mailbox } = node;
  if (!mailbox) return;
  const subscribers = run.subscribers.get(mailbox.name);
  subscribers?.delete(node);
  const unjudged = mailbox.areEarly ? mailbox.queue : [...mailbox.offered, ...mailbox.queue];
  if (mailbox.areEarly) returnEarly(run, node, { consumed: [], rejected: [] });
  node.mailbox = null;
  for (const id of unjudged) {
    const isElsewhere = [...(subscribers ?? [])].some(
      (other) => other.mailbox?.queue.includes(id) || other.mailbox?.offered.includes(id),
    );
    if (!isElsewhere) keepEarly(run, { id, name: mailbox.name, path: null });
  }
  for (const other of subscribers ?? []) offer(run, other);
}

function offer(run: RunState, node: TaskNode): void {
  const { mailbox } = node;
  if (!mailbox || mailbox.offered.length > 0 || node.stop || node.phase !== 'running') return;
  const early = (run.early.get(mailbox.name) ?? []).filter(
    (signal) => signal.number > mailbox.cursor && (signal.path === null || signal.path === node.path),
  );
  if (early.some((signal) => signal.offeredTo !== null)) return;
  if (early.length > 0) {
    const offered = early.slice(0, OFFER_SIZE);
    for (const signal of offered) signal.offeredTo = node;
    mailbox.offered = offered.map((signal) => signal.id);
    mailbox.areEarly = true;
  } else {
    mailbox.offered = mailbox.queue.splice(0, OFFER_SIZE);
    mailbox.areEarly = false;
  }
  if (mailbox.offered.length > 0)
    push(run, node, { type: 'signals-offered', ids: mailbox.offered, areEarly: mailbox.areEarly });
}

function rememberSignal(run: RunState, id: string): void {
  run.recentSignals.add(id);
  for (const oldest of run.recentSignals) {
    if (run.recentSignals.size <= RECENT_SIGNALS) return;
    run.recentSignals.delete(oldest);
  }
}

function keepEarly(
  run: RunState,
  signal: { readonly id: string; readonly name: string; readonly path: string | null },
): void {
  if (run.earlyCount >= MAX_EARLY_SIGNALS) {
    run.effects.push({ type: 'record-unmatched', ids: [signal.id] });
    return;
  }
  run.earlyCount += 1;
  run.signalNumber += 1;
  const kept: EarlySignal = { id: signal.id, path: signal.path, number: run.signalNumber, offeredTo: null };
  const list = run.early.get(signal.name);
  if (list) list.push(kept);
  else run.early.set(signal.name, [kept]);
}

function returnEarly(
  run: RunState,
  node: TaskNode,
  judged: { readonly consumed: readonly string[]; readonly rejected: readonly string[] },
): void {
  const { mailbox } = node;
  const list = mailbox ? run.early.get(mailbox.name) : undefined;
  if (!mailbox || !list) return;
  for (const signal of list) {
    if (signal.offeredTo !== node) continue;
    signal.offeredTo = null;
    if (judged.rejected.includes(signal.id)) mailbox.cursor = Math.max(mailbox.cursor, signal.number);
  }
  const rest = list.filter((signal) => !judged.consumed.includes(signal.id));
  run.earlyCount -= list.length - rest.length;
  if (rest.length > 0) run.early.set(mailbox.name, rest);
  else run.early.delete(mailbox.name);
}
