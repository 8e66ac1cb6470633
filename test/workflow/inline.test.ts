import { expect, test } from 'vitest';
import { describeWithCaches } from '../support/engine/with-caches.js';

describeWithCaches('inline attempts', (engine) => {
  test('have two seconds, after which they have timed out', async () => {
    const hold = engine().world.hold('/inline/never');
    const run = await engine().run(`
id: too-slow
tasks:
  - { id: slow, action: http, inline: true, with: { url: "$world/inline/never" }, retry: { max_attempts: 1 } }
`);
    expect(run.tasks.map(({ path, status }) => [path, status])).toEqual([
      ['/', 'failed'],
      ['/slow', 'timed_out'],
    ]);
    expect(hold.abandoned).toBe(1);
  });

  test('do not keep an ordinary task beside them from starting', async () => {
    const { world } = engine();
    const slow = world.hold('/beside/slow');
    void world.requested('/beside/ordinary').then(() => slow.release());
    const run = await engine().run(`
id: beside
kind: parallel
tasks:
  - { id: slow, action: http, inline: true, with: { url: "$world/beside/slow" } }
  - { id: ordinary, action: http, with: { url: "$world/beside/ordinary" } }
`);
    expect(run.tasks.map(({ path, status, attempt }) => [path, status, attempt])).toEqual([
      ['/', 'completed', 1],
      ['/slow', 'completed', 1],
      ['/ordinary', 'completed', 1],
    ]);
  });

  test('of a chain give way to an ordinary task that becomes ready between two of them', async () => {
    const { world } = engine();
    const second = world.hold('/chain/second');
    void world.requested('/chain/ordinary').then(() => second.release());
    const run = await engine().run(`
id: chains
kind: parallel
tasks:
  - id: inline
    tasks:
      - { id: first, action: http, inline: true, with: { url: "$world/chain/first" } }
      - { id: second, action: http, inline: true, with: { url: "$world/chain/second" } }
  - id: mixed
    tasks:
      - { id: before, action: http, inline: true, with: { url: "$world/chain/before" } }
      - { id: ordinary, action: http, with: { url: "$world/chain/ordinary" } }
`);
    const inSecond = run.tasks.find(({ path }) => path === '/inline/second');
    expect([run.status, inSecond?.status, inSecond?.attempt]).toEqual(['completed', 'completed', 1]);
  });

  test('250 of them in one go neither time the workflow task out nor run twice', async () => {
    const run = await engine().run(`
id: many
kind: collection
items: { from: 1, to: 250 }
do: { action: http, inline: true, with: { url: "$world/many/\${{ item }}" } }
`);
    const [history] = await engine().histories(run.runId);
    const counts = [...engine().world.counts].filter(([path]) => path.startsWith('/many/')).map(([, count]) => count);
    expect(run.status).toBe('completed');
    expect(history?.count('EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT', 'EVENT_TYPE_WORKFLOW_TASK_FAILED')).toBe(0);
    expect(counts).toEqual(Array.from({ length: 250 }, () => 1));
  });

  test('that fail are tried again by the clock of the run, and not within the workflow task', async () => {
    const run = await engine().run(`
id: again
tasks:
  - { id: flaky, action: http, inline: true, with: { url: "$world/again/flaky" }, retry: { initial_interval: 1s } }
`);
    const [history] = await engine().histories(run.runId);
    expect(run.tasks.map(({ status, attempt }) => [status, attempt])).toEqual([
      ['completed', 1],
      ['completed', 2],
    ]);
    expect(history?.count('EVENT_TYPE_TIMER_FIRED')).toBe(1);
  });
});
