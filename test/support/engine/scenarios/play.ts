import { uniqueId } from '../../store-builders.js';
import type { RunView } from '../../../../src/client/run-view.js';
import type { Engine, RunOptions } from '../engine.js';
import { CONTAINER_SCENARIOS } from './containers.js';
import { LEAF_SCENARIOS } from './leaves.js';
import type { Scenario } from './scenario.js';

/** Every kind, with everything that may happen to it. */
export const SCENARIOS: readonly Scenario[] = [...LEAF_SCENARIOS, ...CONTAINER_SCENARIOS];

/** Starts the run of a scenario; what people do meanwhile has begun as well. */
export async function begin(
  engine: Engine,
  scenario: Scenario,
  options: RunOptions = {},
): Promise<{ readonly runId: string; readonly ended: Promise<RunView> }> {
  const runId = uniqueId(scenario.name.replaceAll(' ', '-'));
  for (const yaml of scenario.pushed ?? []) await engine.push(yaml);
  await engine.start(scenario.yaml, { ...options, runId });
  const ended = Promise.all([scenario.drive?.({ engine, runId }), engine.client.waitForEnd(runId)]);
  return { runId, ended: ended.then(([, run]) => run) };
}

export async function play(engine: Engine, scenario: Scenario, options: RunOptions = {}): Promise<RunView> {
  const { ended } = await begin(engine, scenario, options);
  return ended;
}

/** What has to come of a scenario, to be compared with `seenOf`. */
export function expectedOf(scenario: Scenario) {
  return { status: scenario.status, tasks: scenario.tasks, outputs: scenario.outputs ?? {} };
}

export function seenOf(scenario: Scenario, run: RunView) {
  const outputs = run.tasks.filter(({ path }) => scenario.outputs && path in scenario.outputs);
  return {
    status: run.status,
    tasks: Object.fromEntries(run.tasks.map(({ path, status }) => [path, status])),
    outputs: Object.fromEntries(outputs.map(({ path, output }) => [path, output])),
  };
}

/** How often each path of the world was asked for by a run. */
export function requestsOf(engine: Engine, runId: string): Record<string, number> {
  const prefix = `/${runId}/`;
  return Object.fromEntries(
    [...engine.world.counts]
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, count]) => [path.slice(prefix.length), count]),
  );
}
