import type { JsonValue } from '../../domain/json.js';

/** Append-only: who changed what, when, from what to what, and why. */
export interface EventRecord {
  readonly id: string;
  readonly runKey: string;
  readonly path: string;
  readonly visit: number;
  readonly type: string;
  readonly actor: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
  readonly reason: string | null;
  readonly at: number;
}

/** What somebody did or decided, or what time did to an approval: one entry of the chain of its run. */
export interface AuditRecord {
  readonly runKey: string;
  /** Within the run, from 1, without gaps. */
  readonly number: number;
  readonly at: number;
  readonly path: string;
  readonly visit: number;
  readonly type: string;
  readonly actor: string;
  /** JSON text, byte for byte as it was hashed; null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
  /** The event that it was made from: of runs of definitions, or of generic tasks. */
  readonly source: 'events' | 'task_events';
  readonly sourceId: number;
  readonly previousHash: string;
  /** See `toAuditHash`. */
  readonly hash: string;
}

/** Append-only, and written by the store itself together with the events that it is made from. */
export interface AuditStore {
  list(query: {
    readonly runKey: string;
    /** Entries behind this number. */
    readonly after?: number;
    readonly limit: number;
  }): Promise<readonly AuditRecord[]>;
  /** The first entry that its event does not bear out, or event that has no entry; null where both agree. */
  findStray(runKey: string): Promise<{ readonly number: number | null; readonly eventId: string } | null>;
  /** Runs of the workspace with entries, or with events that should have some; by key, behind `after`. */
  listRuns(query: {
    readonly workspace: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly { readonly runKey: string; readonly runId: string }[]>;
}

export interface EventStore {
  append(events: readonly Omit<EventRecord, 'id'>[]): Promise<void>;
  list(query: {
    readonly runKey: string;
    readonly path?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly EventRecord[]>;
}
