import type { ErrorRecord } from '../domain/errors.js';

/** When something starts by itself. Times are ISO 8601, UTC. */
export interface ScheduleView {
  /** Of a definition its id, with its place where there are several. */
  readonly id: string;
  readonly cron: readonly string[];
  /** A duration; null with `cron`. */
  readonly interval: string | null;
  readonly timezone: string;
  readonly overlap: string;
  readonly catchUp: string;
  /** Null while Temporal has not been told of it. */
  readonly nextAt: string | null;
  readonly lastFiredAt: string | null;
  /** What the last firing started; null where it could not. */
  readonly lastRunId: string | null;
  readonly lastError: ErrorRecord | null;
}

/** The schedules of definitions, where somebody keeps them. */
export interface DefinitionSchedules {
  /**
   * Makes what the highest version says stand. It is written down first; throws unavailable while Temporal cannot be
   * told, which the sweep of the workers does then.
   */
  follow(workspace: string, definitionId: string): Promise<void>;
  /** By the ids of definitions; the version is the one that they start. */
  list(
    workspace: string,
  ): Promise<ReadonlyMap<string, { readonly version: string | null; readonly schedules: readonly ScheduleView[] }>>;
}
