import type { ApprovalWord } from '../../domain/approval.js';
import type { ErrorRecord } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { TaskStatus } from '../../domain/status.js';
import type { LifecycleStage } from './lifecycle.js';

/** What a task that people and agents plan, claim and hand in is made of. Times are milliseconds since the epoch. */
export interface GenericTask {
  readonly workspace: string;
  readonly taskId: string;
  /** Of the run that its root has started. */
  readonly runKey: string;
  readonly rootId: string;
  readonly parentId: string | null;
  /** Of the root 0. */
  readonly level: number;
  /** `/` and the ids from the root on. */
  readonly hierarchyPath: string;
  /** Among its siblings, from 0; gaps are possible. */
  readonly position: number;
  readonly taskType: string;
  readonly kind: GenericKind;
  readonly title: string;
  readonly description: string | null;
  readonly status: TaskStatus;
  readonly stage: LifecycleStage;
  readonly attributes: JsonObject;
  readonly context: JsonObject | null;
  readonly complexity: string | null;
  readonly specialistType: string | null;
  readonly assignee: string | null;
  readonly team: string | null;
  readonly estimatedEffort: string | null;
  readonly dueAt: number | null;
  readonly startAfterAt: number | null;
  /** An overdue event was written for `dueAt`. */
  readonly isOverdueNoted: boolean;
  readonly escalationContacts: readonly string[];
  readonly approval: JsonObject | null;
  /** Of an approval that waits: when it times out or is escalated; null: never. */
  readonly approvalDueAt: number | null;
  /** When it is said again who is needed. */
  readonly remindAt: number | null;
  /** A container that completes by itself once its children have ended and none of them failed. */
  readonly autoComplete: boolean;
  readonly onComplete: JsonObject | null;
  /** Expressions and questions that have to hold before it completes. */
  readonly gates: readonly JsonObject[];
  readonly templateId: string | null;
  readonly supersededBy: string | null;
  /** Why its stage is blocked: for dependencies, which lifts itself, or because somebody said so. */
  readonly blockedBy: 'dependency' | 'person' | null;
  readonly leaseExpiresAt: number | null;
  readonly outputs: JsonValue;
  readonly summary: string | null;
  readonly error: ErrorRecord | null;
  /** Counts the changes, from 1: what `expected_version` is compared with. */
  readonly version: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly deletedAt: number | null;
}

/** A leaf is a basic task that someone hands in; an approval gate waits for decisions; the rest are containers. */
export type GenericKind = 'basic' | 'wait' | 'parallel' | 'composite';

export const DEPENDENCY_TYPES = ['completion', 'approval', 'data', 'prerequisite', 'blocks', 'related'] as const;
export type DependencyType = (typeof DEPENDENCY_TYPES)[number];

/** `taskId` depends on `prerequisiteId`. A `blocks` is kept as the completion that it is, from the other side. */
export interface Dependency {
  readonly workspace: string;
  readonly taskId: string;
  readonly prerequisiteId: string;
  readonly type: Exclude<DependencyType, 'blocks'>;
  readonly isMandatory: boolean;
  readonly description: string | null;
  readonly criticality: string | null;
  /** Of `data`: which of the prerequisite's outputs; all of them where it is left out. */
  readonly output: string | null;
  /** Under which name the dependent finds it. */
  readonly inputName: string | null;
  readonly roles: readonly string[];
  readonly users: readonly string[];
  readonly quorum: number;
  readonly waivedBy: string | null;
  readonly waivedReason: string | null;
  readonly waivedAt: number | null;
  readonly createdBy: string;
  readonly createdAt: number;
}

/** A word on a task by somebody whose identity came from authentication. */
export interface TaskDecision {
  readonly taskId: string;
  readonly by: string;
  readonly roles: readonly string[];
  readonly decision: ApprovalWord;
  readonly comment: string | null;
  /** Of `delegate`: who decides instead. */
  readonly delegatedTo: string | null;
  readonly at: number;
}
