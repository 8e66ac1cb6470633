import type { JsonValue } from '../../domain/json.js';
import type { Execution } from './attempts.js';

export interface NewSignal {
  /** Unique; a repeat with the same id is the same signal. */
  readonly id: string;
  readonly runKey: string;
  readonly name: string;
  readonly payload: JsonValue;
  readonly from: string;
  readonly receivedAt: number;
  /** Only this task. */
  readonly path?: string;
}

export interface SignalRecord extends NewSignal {
  readonly status: 'received' | 'consumed' | 'unmatched';
  /** Paths and visits of the waits that consumed it. */
  readonly consumedBy: readonly { readonly path: string; readonly visit: number }[];
}

export interface ConsumedSignal {
  readonly signal: SignalRecord;
  /** JSON text of the `distinct` value; null without `distinct`. */
  readonly distinctKey: string | null;
}

export interface JudgedSignals extends Execution {
  readonly consumed: readonly { readonly id: string; readonly distinctKey: string | null }[];
  /** Not matched by a wait that was waiting: recorded so unless another wait consumed it. */
  readonly unmatched: readonly string[];
}

export interface MessageStore {
  addSignals(signals: readonly NewSignal[]): Promise<void>;
  /** In the order of the ids asked for; unknown ids are left out. */
  readSignals(runKey: string, ids: readonly string[]): Promise<readonly SignalRecord[]>;
  listSignals(runKey: string): Promise<readonly SignalRecord[]>;
  /** Consumed by this execution so far, in the order they were received. */
  listConsumed(execution: Execution): Promise<readonly ConsumedSignal[]>;
  settleSignals(judged: JudgedSignals): Promise<void>;
  /**
   * Keeps what a person or agent handed in (a payload of `complete`, the comment of a decision) before the workflow is
   * told. A repeat with the same id is the same message.
   */
  addPayload(payload: {
    readonly id: string;
    readonly runKey: string;
    readonly value: JsonValue;
    readonly actor: string;
    readonly at: number;
  }): Promise<void>;
  readPayload(runKey: string, id: string): Promise<JsonValue | undefined>;
  /** Answers that were given to messages with an id, so that a repeat gets the same one. */
  readAnswer(runKey: string, id: string): Promise<JsonValue | undefined>;
  saveAnswer(runKey: string, id: string, answer: JsonValue): Promise<void>;
}
