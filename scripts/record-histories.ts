import type { Engine } from '../test/support/engine/engine.js';
import { openEngine } from '../test/support/engine/engine.js';
import { readHistory } from '../test/support/engine/history.js';
import { listRecordings, writeRecording, type RecordedRun } from '../test/support/engine/recorded-runs.js';
import { ELSEWHERE_SCENARIOS } from '../test/support/engine/scenarios/elsewhere.js';
import { play, SCENARIOS, seenOf } from '../test/support/engine/scenarios/play.js';
import type { Scenario } from '../test/support/engine/scenarios/scenario.js';
import { startServers } from '../test/support/servers.js';

/**
 * Plays every scenario of which there are no histories yet, once as it is and once with a run that continues as new
 * again and again, and keeps the histories that came of it. `test/replay` replays them for ever after.
 */
const HISTORY_LIMITS = [undefined, 5];

/** With all that the run has started as children. */
async function readRuns(engine: Engine, workflowId: string): Promise<RecordedRun[]> {
  const runs: RecordedRun[] = [];
  for (const { events } of await readHistory(engine.temporal, workflowId)) {
    runs.push({ workflowId, history: { events: [...events] } });
    for (const event of events) {
      const child = event.childWorkflowExecutionStartedEventAttributes?.workflowExecution?.workflowId;
      if (child) runs.push(...(await readRuns(engine, child)));
    }
  }
  return runs;
}

async function record(engine: Engine, scenario: Scenario): Promise<RecordedRun[]> {
  const recorded: RecordedRun[] = [];
  const yaml = scenario.yaml.replaceAll('$queue', engine.taskQueue);
  for (const historyLimit of HISTORY_LIMITS) {
    const run = await play(engine, { ...scenario, yaml }, historyLimit === undefined ? {} : { historyLimit });
    const { status } = seenOf(scenario, run);
    if (status !== scenario.status) throw new Error(`${scenario.name} has ${status}.`);
    recorded.push(...(await readRuns(engine, run.runId)));
  }
  return recorded;
}

const servers = await startServers();
const engine = await openEngine(servers);
try {
  await engine.startWorker();
  const there = new Set(listRecordings());
  for (const scenario of [...SCENARIOS, ...ELSEWHERE_SCENARIOS]) {
    const name = scenario.name.replaceAll(' ', '-');
    if (there.has(name)) continue;
    const runs = await record(engine, scenario);
    const events = runs.reduce((sum, { history }) => sum + (history.events?.length ?? 0), 0);
    const bytes = writeRecording(name, runs);
    console.log(`${name}: ${runs.length} histories, ${events} events, ${bytes} bytes`);
  }
} finally {
  await engine.close();
  await servers.stop();
}
