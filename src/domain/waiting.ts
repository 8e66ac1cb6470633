import type { ShownDecision, ShownDelegation } from './approval.js';
import type { JsonValue } from './json.js';

/** What a waiting task waits for: shown to people and agents, and looked up by correlation. */
export type WaitingFor =
  | { readonly for: 'signal'; readonly name: string; readonly correlation: string | null }
  | WaitingForApproval
  | { readonly for: 'time'; readonly until: number }
  | { readonly for: 'external'; readonly specialist: string | null; readonly inputs: JsonValue }
  | { readonly for: 'run'; readonly runId: string };

export interface WaitingForApproval {
  readonly for: 'approval';
  readonly roles: readonly string[];
  readonly users: readonly string[];
  readonly quorum: number;
  /** One sentence. */
  readonly stillNeeded: string;
  /** What has been said so far, and counts. Like all that follows, missing where an earlier version has written it. */
  readonly decisions?: readonly ShownDecision[];
  readonly delegations?: readonly ShownDelegation[];
  /** ISO 8601, UTC; when it times out or is escalated. Null: never. */
  readonly timeoutAt?: string | null;
  /** A role or a person who may settle it alone, for its time has passed. */
  readonly escalatedTo?: string;
  /** What to look at, as its author has written it. Left out: nothing was said. */
  readonly criteria?: JsonValue;
}
