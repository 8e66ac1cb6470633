import type { JsonObject, JsonValue } from './json.js';

/** How a task depends on another one; `approval` and `data` ask for more than that it completed. */
export type NeedType = 'completion' | 'approval' | 'data' | 'prerequisite' | 'related';

/** A need as it stands in a parsed definition: the short form `needs: [build]` is written out. */
export interface Need {
  /** A sibling's id, or an absolute path. */
  readonly task: string;
  /** Another run of the workspace; this run when it is left out. */
  readonly run?: string;
  readonly type: NeedType;
  /** `data` only: the output that must be there; any when it is left out. */
  readonly output?: string;
  readonly description?: string;
  /** `approval` only. */
  readonly roles?: readonly string[];
  readonly users?: readonly string[];
  readonly quorum?: number;
}

/**
 * The fields every task has, as authors write them, after parsing: shorthands are written out (a list under `do` is a
 * composite), what has a default of its own kind is left to the kind. Each kind adds its own fields in its schema.
 */
export interface TaskDefinition {
  readonly id: string;
  readonly kind: string;
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly needs?: readonly Need[];
  /** A bare expression. */
  readonly when?: string;
  /** Values that may contain expressions. */
  readonly outputs?: JsonValue;
  readonly attributes?: JsonObject;
  /** A duration: of one attempt; of the whole wait on a wait. */
  readonly timeout?: string;
  /** A duration from the start of the task, or a time; may be a template. */
  readonly deadline?: string;
  readonly on_error?: 'fail' | 'continue' | TaskDefinition;
  readonly compensate?: TaskDefinition;
  readonly specialist?: string;
  readonly queue?: string;
  readonly priority?: number;
  readonly concurrency?: { readonly key: string; readonly limit: number };
}

/** A parsed definition: its head, and its body as the root task (whose id is empty and whose path is `/`). */
export interface Definition {
  readonly id: string;
  readonly version: string;
  readonly description?: string;
  /** A JSON Schema. */
  readonly input: JsonObject;
  readonly root: TaskDefinition;
}
