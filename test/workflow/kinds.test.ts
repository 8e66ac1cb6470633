import { expect, test } from 'vitest';
import { expectedOf, play, requestsOf, SCENARIOS, seenOf } from '../support/engine/scenarios/play.js';
import { describeWithCaches } from '../support/engine/with-caches.js';

describeWithCaches('every kind', (engine) => {
  test.each(SCENARIOS)('$name comes to what it has to', async (scenario) => {
    const run = await play(engine(), scenario);
    expect(seenOf(scenario, run)).toEqual(expectedOf(scenario));
    expect(requestsOf(engine(), run.runId)).toEqual(scenario.requests ?? {});
  });

  test.each(SCENARIOS)('$name comes to the same when it continues as new again and again', async (scenario) => {
    const run = await play(engine(), scenario, { historyLimit: 5 });
    expect(seenOf(scenario, run)).toEqual(expectedOf(scenario));
    expect(requestsOf(engine(), run.runId)).toEqual(scenario.requests ?? {});
    expect((await engine().histories(run.runId)).length).toBeGreaterThan(1);
  });
});
