import type { RunView } from '../../../src/client/run-view.js';
import type { RunStatus } from '../../../src/domain/status.js';
import type { Engine } from '../../support/engine/engine.js';
import type { Hold } from '../../support/engine/outside-world.js';

export interface Scene {
  readonly engine: Engine;
  readonly runId: string;
  /** Of what asks for `$world/<run id>/held`. */
  readonly hold: Hold;
}

/** A run that is in the middle of something when its worker is killed, and what has to come of it with another one. */
export interface Story {
  readonly name: string;
  /** Definitions that it needs, besides its own. */
  readonly pushed?: readonly string[];
  /** `$world/${{ run.id }}/held` gets no answer before the worker is dead. */
  readonly yaml: string;
  /** Leads the run to where it is killed; `held` was asked for, unless said. */
  readonly reach?: (scene: Scene) => Promise<unknown>;
  /** It stands there for a second or two only, and is led there last. */
  readonly isBrief?: true;
  /** What happens while nobody works on the run. */
  readonly whileDead?: (scene: Scene) => Promise<unknown>;
  readonly status: RunStatus;
  /** Statuses of the tasks, with the number of the visit and the attempt they came to: `completed 1.2`. */
  readonly tasks: Readonly<Record<string, string>>;
  /** How often each path below `$world/<run id>` is asked for: what had finished once, what was under way twice. */
  readonly requests: Readonly<Record<string, number>>;
  /** What else has to hold in the end. */
  readonly check?: (scene: Scene, run: RunView) => Promise<void>;
}

export function heldPath(runId: string): string {
  return `/${runId}/held`;
}

export async function whenHeld({ engine, runId }: Scene): Promise<void> {
  await engine.world.requested(heldPath(runId));
}

/** An http task that asks for a path of the run's own. */
export function http(id: string, more = ''): string {
  return `{ id: ${id}, action: http, with: { url: "$world/\${{ run.id }}/${id}" }${more} }`;
}

/** Sends a signal under an id that is made of its payload. */
export async function send({ engine, runId }: Scene, name: string, n = 0): Promise<void> {
  await engine.client.signal({ runId, name, payload: { n }, from: 'ci', id: `${runId}-${name}-${n}` });
}
