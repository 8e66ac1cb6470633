import type { JsonValue } from '../../../../src/domain/json.js';
import type { RunStatus, TaskStatus } from '../../../../src/domain/status.js';
import type { Engine } from '../engine.js';

/** A run of one kind of task with everything that happens to it, and what has to come of it whatever else happens. */
export interface Scenario {
  readonly name: string;
  /** Definitions that it needs, besides its own. */
  readonly pushed?: readonly string[];
  /** `$world/${{ run.id }}` is where its tasks reach the world. */
  readonly yaml: string;
  /** What people and other systems do meanwhile. Waits for the run to be ready for it, and may be called again. */
  readonly drive?: (play: Play) => Promise<void>;
  readonly status: RunStatus;
  readonly tasks: Readonly<Record<string, TaskStatus>>;
  /** Of tasks, where they are the same each time. */
  readonly outputs?: Readonly<Record<string, JsonValue>>;
  /** How often each path below `$world/<run id>` is asked for; each finished task once. */
  readonly requests?: Readonly<Record<string, number>>;
}

export interface Play {
  readonly engine: Engine;
  readonly runId: string;
}

/** Sends a signal of `ci` to the run. */
export async function signal({ engine, runId }: Play, name: string, payload: JsonValue = null): Promise<void> {
  await engine.client.signal({ runId, name, payload, from: 'ci', id: `${runId}-${name}-${JSON.stringify(payload)}` });
}
