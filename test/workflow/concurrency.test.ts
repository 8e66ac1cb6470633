import { expect, test } from 'vitest';
import { describeWithCaches } from '../support/engine/with-caches.js';

describeWithCaches('tasks with the same concurrency key', (engine) => {
  test('never run beside each other, in one run or in several', async () => {
    const { world, taskQueue, client } = engine();
    const path = `/line/${taskQueue}`;
    const hold = world.hold(path);
    const task = (id: string) =>
      `{ id: ${id}, action: http, with: { url: "$world${path}" }, concurrency: { key: "${taskQueue}-\${{ input.env }}", limit: 1 } }`;
    const definition = `{ id: in-line, kind: parallel, tasks: [${task('a')}, ${task('b')}] }`;
    const runs = await Promise.all([1, 2].map(() => engine().start(definition, { input: { env: 'prod' } })));
    for (const count of [1, 2, 3, 4]) {
      await world.requested(path, count);
      expect(world.countOf(path)).toBe(count);
      hold.releaseOne();
    }
    const ended = await Promise.all(runs.map(({ runId }) => client.waitForEnd(runId)));
    expect(ended.map(({ status }) => status)).toEqual(['completed', 'completed']);
    const spans = ended
      .flatMap(({ tasks }) => tasks.filter((one) => one.path !== '/'))
      .map(({ startedAt, endedAt }) => ({ from: Date.parse(startedAt ?? ''), to: Date.parse(endedAt ?? '') }))
      .sort((left, right) => left.from - right.from);
    expect(spans).toHaveLength(4);
    spans.slice(1).forEach((span, index) => expect(span.from).toBeGreaterThanOrEqual(spans[index]?.to ?? 0));
  });

  test('go on when the run before them is terminated', async () => {
    const { taskQueue, client } = engine();
    const definition = `{ id: in-line, tasks: [{ id: a, kind: wait, signal: go, concurrency: { key: "${taskQueue}", limit: 1 } }] }`;
    const first = await engine().start(definition);
    await engine().taskWith(first.runId, '/a', 'waiting');
    const second = await engine().start(definition);
    await engine().taskWith(second.runId, '/', 'in_progress');
    expect((await client.read(second.runId)).tasks.map(({ status }) => status)).toEqual(['in_progress', 'pending']);
    await client.terminate({ runId: first.runId, by: 'ann' });
    await engine().taskWith(second.runId, '/a', 'waiting');
    await client.signal({ runId: second.runId, name: 'go', from: 'ci' });
    expect((await client.waitForEnd(second.runId)).status).toBe('completed');
  });
});
