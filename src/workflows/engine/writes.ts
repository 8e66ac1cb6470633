import type { ErrorRecord } from '../../domain/errors.js';
import type { Failure } from '../../domain/outcome.js';
import { toChildPath } from '../../domain/path.js';
import type { OutputSource } from '../../domain/output-source.js';
import { isTerminal, type EndReason, type TaskStatus } from '../../domain/status.js';
import type { WaitingFor } from '../../domain/waiting.js';
import type { RecordedEvent } from '../../orchestrators/orchestrator.js';
import { NO_DIRTY, nextVersion, type Dirty, type RunState } from './state.js';
import type { TaskNode } from './task-node.js';

/** Notes how a task stands now, for the next write to the store. */
export function noteTransition(
  run: RunState,
  node: TaskNode,
  more: {
    readonly status?: TaskStatus;
    readonly output?: OutputSource;
    readonly waiting?: WaitingFor | null;
    readonly countsAs?: 'completed';
    readonly actor?: string;
    /** `null` clears it. */
    readonly error?: null;
    readonly deadlineAt?: null;
  } = {},
): void {
  const { status = node.status, ...rest } = more;
  run.dirty.transitions.push({
    path: node.path,
    visit: node.visit,
    version: nextVersion(run),
    // A run that is paused shows so at its root, however that stands.
    status: run.isPaused && node.parent === null && !isTerminal(status) ? 'paused' : status,
    at: toWrittenTime(run),
    ...(node.reason ? { reason: node.reason } : {}),
    ...(node.actor === null ? {} : { actor: node.actor }),
    ...(node.failure ? { error: toErrorRecord(node.failure) } : {}),
    ...rest,
  });
}

/** Notes an event that is no change of a status. Runs that began before there were any write none in a replay. */
export function noteEvent(
  run: RunState,
  { path, visit }: { readonly path: string; readonly visit: number },
  { type, by, after, messageId }: RecordedEvent,
): void {
  if (!run.keepsEvents()) return;
  run.dirty.events.push({
    id: messageId ?? nextVersion(run),
    path,
    visit,
    type,
    actor: by ?? 'system',
    after,
    at: toWrittenTime(run),
    ...(messageId === undefined ? {} : { messageId }),
  });
}

/** Everything below the task that has not ended gets this end. */
export function noteEndBelow(
  run: RunState,
  path: string,
  end: { readonly status: 'skipped' | 'cancelled'; readonly reason: EndReason },
): void {
  run.dirty.endBelow.push({ path, version: nextVersion(run), at: toWrittenTime(run), ...end });
}

export function noteReset(run: RunState, node: TaskNode, nextVisit: number): void {
  const removeBelow = collectItemContainers(node.path, node.plan);
  run.dirty.resets.push({ path: node.path, version: nextVersion(run), removeBelow, nextVisit, at: toWrittenTime(run) });
}

function collectItemContainers(path: string, plan: TaskNode['plan']): string[] {
  if (plan.item) return [path];
  return (plan.children ?? []).flatMap((child) => collectItemContainers(toChildPath(path, child.id), child));
}

/** For times that are shown: a task never ends before what was done in it. */
function toWrittenTime(run: RunState): number {
  return Math.max(run.now, run.landedAt);
}

export function noteFence(run: RunState, node: TaskNode): void {
  run.dirty.raiseFences.push({ path: node.path, visit: node.visit });
}

export function hasDirty(run: RunState): boolean {
  const { transitions, resets, endBelow, raiseFences, events } = run.dirty;
  return transitions.length + resets.length + endBelow.length + raiseFences.length + events.length > 0;
}

/** Hands the noted changes over; they are the caller's to write. */
export function takeDirty(run: RunState): Dirty {
  for (const node of run.unblocked) {
    if (node.phase === 'ready') {
      node.status = 'pending';
      noteTransition(run, node);
    }
  }
  run.unblocked.length = 0;
  const { dirty } = run;
  run.dirty = NO_DIRTY();
  return dirty;
}

export function toErrorRecord(failure: Failure): ErrorRecord {
  return { code: failure.code, message: failure.message, path: failure.path };
}
