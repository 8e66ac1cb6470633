import type { ErrorRecord } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';

/**
 * - `received`: kept, and not yet delivered;
 * - `delivered`: it reached a wait or a run, or started one;
 * - `unmatched`: nothing waited for it; it can be delivered again;
 * - `ignored`: no trigger takes it;
 * - `refused`: what it asks for cannot be done; see its error.
 */
export const DELIVERY_STATUSES = ['received', 'delivered', 'unmatched', 'ignored', 'refused'] as const;

export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface Delivery {
  readonly workspace: string;
  /** `signal`, or `webhook:` and the name of the source. */
  readonly source: string;
  readonly id: string;
  readonly content: JsonObject;
  readonly sender: string;
  readonly status: DeliveryStatus;
  /** Waits that were reached and runs that were started. */
  readonly reached: number;
  readonly error: ErrorRecord | null;
  readonly receivedAt: number;
  readonly settledAt: number | null;
}

/** A wait that signals are sent to by correlation. */
export interface CorrelatedWait {
  readonly name: string;
  readonly correlation: string;
}

export function toAwaited({ name, correlation }: CorrelatedWait): string {
  return JSON.stringify([name, correlation]);
}
