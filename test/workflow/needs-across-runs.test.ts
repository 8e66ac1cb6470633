import { expect, test } from 'vitest';
import { describeWithCaches } from '../support/engine/with-caches.js';

const TRIES = 50;

/** Each kind of end that a task may come to, which other runs wait for while its own run goes on. */
const PREREQUISITES = [
  `{ id: a, action: http, with: { url: "$world/needs/a" } }`,
  `{ id: a, action: http, inline: true, with: { url: "$world/needs/a" } }`,
  `{ id: a, kind: wait, duration: 5ms }`,
  `{ id: a, tasks: [{ id: b, action: noop }] }`,
  `{ id: a, kind: aggregate, outputs: { n: 1 } }`,
];

describeWithCaches('a task that needs one of another run', (engine) => {
  test.each(Array.from({ length: TRIES }, (_, index) => index))(
    'starts, however closely the registration meets the end of the other (%i)',
    async (index) => {
      const other = `needed-${engine().taskQueue}-${index}`;
      const prerequisite = PREREQUISITES[index % PREREQUISITES.length] ?? '';
      const dependent = `{ id: dependent, tasks: [{ id: b, needs: [{ task: /a, run: ${other} }], action: noop }] }`;
      const needed = `{ id: needed, tasks: [${prerequisite}, { id: rest, kind: wait, signal: end }] }`;
      const starts = [() => engine().start(dependent), () => engine().start(needed, { runId: other })];
      if (index % 2 === 0) starts.reverse();
      const started = await Promise.all(starts.map((start) => start()));
      const runId = started.map((run) => run.runId).find((id) => id !== other) ?? '';
      const run = await engine().client.waitForEnd(runId);
      expect(run.status).toBe('completed');
      expect((await engine().client.read(other)).status).toBe('in_progress');
      await engine().client.signal({ runId: other, name: 'end', from: 'ci' });
    },
  );

  test.each([
    ['failed', `{ id: a, action: transform, with: "\${{ 1 / 0 }}", on_error: continue }`, 'completed'],
    ['failed', `{ id: a, action: transform, with: "\${{ 1 / 0 }}" }`, 'skipped'],
    ['skipped', `{ id: a, when: "false", action: noop }`, 'completed'],
  ])('sees that the other has %s: %s', async (_, prerequisite, expected) => {
    const { runId: other } = await engine().start(
      `{ id: needed, kind: parallel, tasks: [${prerequisite}, { id: rest, kind: wait, signal: end }] }`,
    );
    const run = await engine().run(
      `{ id: dependent, kind: parallel, tasks: [{ id: b, needs: [{ task: /a, run: ${other} }], action: noop }] }`,
    );
    expect(run.tasks.find(({ path }) => path === '/b')?.status).toBe(expected);
    await engine().client.signal({ runId: other, name: 'end', from: 'ci' });
  });
});
