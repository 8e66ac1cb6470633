import type { AttachedId } from '../../domain/path.js';
import type { TaskStatus } from '../../domain/status.js';
import type { TaskNode } from './task-node.js';

/**
 * Fields that stand at their first value are left out; children that are plainly ended are one letter each, and those
 * that stand alike are written once.
 */
export interface NodeSnapshot extends Partial<Pick<TaskNode, (typeof SAVED_FIELDS)[number]>> {
  readonly visit: number;
  readonly phase: TaskNode['phase'];
  readonly status: TaskStatus;
  readonly timers?: readonly (readonly [string, number])[];
  readonly asks?: readonly (readonly [string, TaskNode['control']])[];
  readonly mailbox?: {
    readonly name: string;
    readonly queue: readonly string[];
    readonly offered: readonly string[];
    readonly areEarly: boolean;
    readonly cursor: number;
  };
  /** By their ids, packed. */
  readonly children?: readonly (readonly [string, NodeSnapshot])[];
  readonly attached?: readonly (readonly [AttachedId, NodeSnapshot])[];
  readonly endedChildren?: readonly (readonly [string, string])[];
  readonly ready?: readonly string[];
  readonly compensation?: { readonly queue: readonly string[]; readonly current: string | null };
  readonly reworkFor?: string;
  /** What it waits for in a line. */
  readonly line?: readonly string[];
}

/** What is written as it stands. */
export const SAVED_FIELDS = [
  'settlement',
  'reason',
  'failure',
  'isGranted',
  'hasStarted',
  'goesOn',
  'control',
  'total',
  'counts',
  'firstFailure',
  'stop',
  'attempt',
  'attemptBy',
  'hostedId',
  'pendingOutput',
  'failedAs',
  'authors',
  'actor',
] as const satisfies readonly (keyof TaskNode)[];

/** One letter for a child that has ended, needs no more attention and stands at its parent's visit. */
export const LETTERS: Readonly<Record<string, Pick<TaskNode, 'status' | 'settlement' | 'reason'>>> = {
  c: { status: 'completed', settlement: 'completed', reason: null },
  f: { status: 'failed', settlement: 'failed', reason: null },
  h: { status: 'failed', settlement: 'completed', reason: null },
  t: { status: 'timed_out', settlement: 'failed', reason: null },
  u: { status: 'timed_out', settlement: 'completed', reason: null },
  w: { status: 'skipped', settlement: 'skipped', reason: 'when' },
  n: { status: 'skipped', settlement: 'skipped', reason: 'case_not_taken' },
  d: { status: 'skipped', settlement: 'skipped', reason: 'dependency_failed' },
  e: { status: 'skipped', settlement: 'skipped', reason: 'earlier_task_failed' },
  x: { status: 'cancelled', settlement: 'cancelled', reason: 'strategy' },
};
