import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { RunStatus } from '../../domain/status.js';
import type { GivenDecision } from './approval.js';

/** A task with what somebody who decides on it has to know. Times are ISO 8601, UTC. */
export interface DecisionView {
  readonly taskId: string;
  readonly runId: string;
  readonly path: string;
  readonly title: string;
  readonly description: string | null;
  readonly type: string | null;
  readonly status: RunStatus;
  readonly since: string | null;
  readonly deadlineAt: string | null;
  readonly attributes: JsonObject;
  readonly criteria: JsonValue;
  readonly output: JsonValue;
  readonly error: string | null;
  /** One sentence; null where nothing waits for a decision. */
  readonly stillNeeded: string | null;
  /** Whoever looks is one of those by name or role; what is known when they decide is not looked at. */
  readonly isForViewer: boolean;
  /** What they have said, as far as it counts. */
  readonly ownWord: string | null;
  readonly decisions: readonly GivenDecision[];
  readonly dependencies: readonly DependencyView[];
  readonly artifacts: readonly ArtifactView[];
}

export interface DependencyView {
  readonly taskId: string | null;
  readonly title: string;
  readonly type: string;
  readonly status: RunStatus | null;
  readonly output: JsonValue;
}

export interface ArtifactView {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly size: number;
  readonly createdBy: string;
  readonly taskId: string;
}
