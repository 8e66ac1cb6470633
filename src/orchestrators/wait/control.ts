import type { JsonValue } from '../../domain/json.js';
import { isJsonObject } from '../../domain/json.js';
import type { ApprovalDecision, ApprovalRule, ApprovalStanding, Delegation } from '../../domain/approval.js';

/** What a wait is waiting for, as `createState` found it, and what has come so far. */
export type WaitControl = {
  readonly timeoutAt: number | null;
  readonly onTimeout: 'fail' | 'continue' | 'escalate' | 'task';
  /** Nothing is judged any more: its time is up, or it has been decided. */
  readonly isClosed: boolean;
} & (
  | {
      readonly for: 'signal';
      readonly name: string;
      readonly processes: boolean;
      /** What is being processed or judged. */
      readonly offered: { readonly ids: readonly string[]; readonly isEarly: boolean } | null;
      /** Its time is up, which takes effect when what was offered has been judged or let go. */
      readonly isExpired: boolean;
    }
  | { readonly for: 'time'; readonly until: number }
  | {
      readonly for: 'approval';
      readonly rule: ApprovalRule;
      readonly timeoutMs: number | null;
      readonly decisions: readonly ApprovalDecision[];
      /** Like what follows, missing where an earlier version has written it. */
      readonly delegations?: readonly Delegation[];
      readonly seen?: readonly string[];
      /** Left out: nobody is reminded. */
      readonly remindEveryMs?: number;
      readonly criteria?: JsonValue;
    }
);

export type SignalControl = Extract<WaitControl, { for: 'signal' }>;

export type ApprovalControl = Extract<WaitControl, { for: 'approval' }>;

/** Reads a control state that this kind wrote. */
export function toWaitControl(value: JsonValue): WaitControl {
  if (!isJsonObject(value) || typeof value['for'] !== 'string') throw new TypeError('not the control state of a wait');
  return value as unknown as WaitControl;
}

export function toStanding({ decisions, delegations = [], seen = [] }: ApprovalControl): ApprovalStanding {
  return { decisions, delegations, seen };
}

export function fromWaitControl(control: WaitControl): JsonValue {
  return control as unknown as JsonValue;
}
