import { expect, test } from 'vitest';
import { describeWithCaches } from '../support/engine/with-caches.js';

const BY_ANN = { by: 'ann' };

describeWithCaches('a paused run', (engine) => {
  test('shows so at once, records what was under way, and goes on when it is resumed', async () => {
    const { client, world } = engine();
    const held = `/paused/${engine().taskQueue}`;
    const hold = world.hold(held);
    const { runId } = await engine().start(`
id: paused
tasks:
  - { id: first, action: http, with: { url: "$world${held}" } }
  - { id: second, action: http, with: { url: "$world${held}/second" } }
  - { id: third, action: noop }`);
    await world.requested(held);
    await client.pause({ runId, ...BY_ANN, reason: 'the target is down' });
    expect((await client.read(runId)).status).toBe('paused');
    await client.pause({ runId, ...BY_ANN });
    hold.release();
    await engine().taskWith(runId, '/first', 'completed');
    expect((await client.snapshot(runId)).tasks.map(({ status }) => status)).toEqual([
      'paused',
      'completed',
      'pending',
      'pending',
    ]);
    await client.resume({ runId, ...BY_ANN });
    expect((await client.waitForEnd(runId)).status).toBe('completed');
    expect(world.countOf(`${held}/second`)).toBe(1);
    await expect(client.pause({ runId, ...BY_ANN })).rejects.toMatchObject({ code: 'conflict' });
    expect(await client.listEvents({ runId, path: '/' })).toContainEqual(
      expect.objectContaining({ type: 'run.pause_requested', actor: 'ann', reason: 'the target is down' }),
    );
  });

  test('stays so when it continues as new, and keeps the signals that come', async () => {
    const { client } = engine();
    const { runId } = await engine().start(
      `
id: paused-long
kind: parallel
tasks:
  - { id: noise, kind: wait, signal: noise, count: 12 }
  - { id: after, needs: [noise], kind: wait, signal: go }`,
      { historyLimit: 20 },
    );
    await engine().taskWith(runId, '/noise', 'waiting');
    await client.pause({ runId, ...BY_ANN });
    await client.signal({ runId, name: 'go', payload: null, from: 'ci' });
    for (let n = 1; n <= 12; n += 1) await client.signal({ runId, name: 'noise', payload: n, from: 'ci' });
    await engine().taskWith(runId, '/noise', 'completed');
    expect((await engine().histories(runId)).length).toBeGreaterThan(1);
    expect((await client.snapshot(runId)).tasks.map(({ status }) => status)).toEqual([
      'paused',
      'completed',
      'pending',
    ]);
    await client.resume({ runId, ...BY_ANN });
    expect((await client.waitForEnd(runId)).status).toBe('completed');
  });
});
