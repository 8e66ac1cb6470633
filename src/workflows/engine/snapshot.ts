import type { ApprovalDecision, ApprovalStanding } from '../../domain/approval.js';
import type { TaskPlan } from '../../domain/plan.js';
import type { TaskStatus } from '../../domain/status.js';
import { packEarly, unpackEarly, type EarlySnapshot } from './early-snapshot.js';
import type { Effect } from './effects.js';
import { linkNodes, loadNode } from './load-node.js';
import type { NodeSnapshot } from './node-snapshot.js';
import { saveNode } from './save-node.js';
import { createRunState, type EndFact, type OrchestratorLookup, type RunState } from './state.js';

/**
 * The control state of a quiet run, as it is handed to the next Temporal run. The plan is not part of it: it is read
 * again from the pinned definition. At most `MAX_SNAPSHOT_BYTES` of JSON.
 */
export interface Snapshot {
  readonly root: NodeSnapshot;
  readonly counter: number;
  readonly signalNumber: number;
  readonly recentSignals: readonly string[];
  readonly early: readonly EarlySnapshot[];
  readonly endFacts: readonly (readonly [string, EndFact])[];
  readonly visits: readonly (readonly [string, number])[];
  /** Of an earlier version: the decisions alone. */
  readonly approvals: readonly (readonly [string, ApprovalStanding | readonly ApprovalDecision[]])[];
  readonly foreign: readonly (readonly [string, TaskStatus | null])[];
  readonly isPaused?: true;
  readonly unshownBy?: string;
}

/** Half of what Temporal takes as the input of a run. */
export const MAX_SNAPSHOT_BYTES = 1024 * 1024;

export function takeSnapshot(run: RunState): Snapshot {
  return {
    root: saveNode(run.root),
    counter: run.counter,
    signalNumber: run.signalNumber,
    recentSignals: [...run.recentSignals],
    early: packEarly(run),
    endFacts: [...run.endFacts],
    visits: [...run.visits],
    approvals: [...run.approvals],
    foreign: [...run.foreign],
    ...(run.isPaused ? { isPaused: true } : {}),
    ...(run.unshownBy === null ? {} : { unshownBy: run.unshownBy }),
  };
}

/** Brings a run back to where its snapshot was taken. The effects are those that had not gone out. */
export function restore(
  snapshot: Snapshot,
  options: {
    readonly runKey: string;
    readonly generation: number;
    readonly plan: TaskPlan;
    readonly orchestratorOf: OrchestratorLookup;
    readonly now: number;
    readonly keepsEvents?: () => boolean;
  },
): { readonly run: RunState; readonly effects: readonly Effect[] } {
  const run = createRunState(options);
  run.counter = snapshot.counter;
  run.isPaused = snapshot.isPaused ?? false;
  run.unshownBy = snapshot.unshownBy ?? null;
  run.signalNumber = snapshot.signalNumber;
  for (const id of snapshot.recentSignals) run.recentSignals.add(id);
  for (const [path, fact] of snapshot.endFacts) run.endFacts.set(path, fact);
  for (const [path, visit] of snapshot.visits) run.visits.set(path, visit);
  for (const [path, said] of snapshot.approvals)
    run.approvals.set(path, 'decisions' in said ? said : { decisions: said, delegations: [] });
  for (const [id, status] of snapshot.foreign) run.foreign.set(id, status);
  unpackEarly(run, snapshot.early);
  loadNode(run, run.root, snapshot.root);
  linkNodes(run, run.root, snapshot.root);
  for (const [id, status] of snapshot.foreign) if (status === null) reregister(run, id);
  return { run, effects: run.effects.splice(0) };
}

/** A registration may have been on its way; it is safe to repeat. */
function reregister(run: RunState, id: string): void {
  const waiter = [...(run.waiters.get(id) ?? [])][0];
  const need = waiter?.plan.needs?.find(
    (candidate) => candidate.run !== undefined && id.endsWith(`>${candidate.run}${candidate.task}`),
  );
  if (waiter && need?.run !== undefined) {
    run.effects.push({ type: 'register-dependency', id, path: waiter.path, run: need.run, task: need.task });
  }
}
