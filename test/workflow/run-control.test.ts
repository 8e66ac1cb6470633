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

describeWithCaches('a run that has failed', (engine) => {
  test('goes on from what failed when it is retried, under the same id, and never repeats what has completed', async () => {
    const { client, world, temporal } = engine();
    const at = `/retried/${engine().taskQueue}`;
    const { runId } = await engine().start(`
id: retried
kind: parallel
tasks:
  - { id: first, action: http, with: { url: "$world${at}/first" } }
  - id: each
    kind: collection
    needs: [first]
    items: "[1, 2, 3]"
    mode: sequential
    do: { action: http, with: { url: "$world${at}/\${{ item }}", method: POST }, fail_when: "item == 2 && output.body.path != 'ok'", retry: { max_attempts: 1 } }
  - { id: last, needs: [each], action: noop }`);
    const failed = await client.waitForEnd(runId);
    expect(failed).toMatchObject({ status: 'failed', error: { path: '/each/1' } });
    world.answer(`${at}/2`, '{ "path": "ok" }');
    await client.retry({ runId, ...BY_ANN });
    const ended = await client.waitForEnd(runId);
    expect(ended).toMatchObject({ status: 'completed', error: null, temporalRunId: failed.temporalRunId });
    expect(ended.tasks.map(({ path, visit, status }) => [path, visit, status])).toEqual([
      ['/', 1, 'completed'],
      ['/first', 1, 'completed'],
      ['/each', 1, 'completed'],
      ['/each/0', 1, 'completed'],
      ['/each/1', 2, 'completed'],
      ['/each/2', 1, 'completed'],
      ['/last', 2, 'completed'],
    ]);
    const calls = ['first', '1', '2', '3'].map((name) => world.countOf(`${at}/${name}`));
    expect(calls).toEqual([1, 1, 2, 1]);
    const { status } = await temporal.workflow.getHandle(runId).describe();
    expect(status.name).toBe('COMPLETED');
    await expect(client.retry({ runId, ...BY_ANN })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('goes on after somebody has terminated it, and takes signals that came before', async () => {
    const { client } = engine();
    const { runId } = await engine().start(
      `{ id: ended-outside, tasks: [{ id: a, action: noop }, { id: b, action: external }, { id: c, kind: wait, signal: go }] }`,
    );
    await engine().taskWith(runId, '/b', 'waiting');
    await client.signal({ runId, name: 'go', payload: 1, from: 'ci' });
    await client.terminate({ runId, ...BY_ANN });
    await client.retry({ runId, ...BY_ANN });
    expect((await client.read(runId)).status).toBe('in_progress');
    await engine().taskWith(runId, '/b', 'waiting');
    await client.complete({ runId, path: '/b', output: 1, ...BY_ANN });
    const ended = await client.waitForEnd(runId);
    expect(ended).toMatchObject({ status: 'completed' });
    expect(ended.tasks.map(({ visit }) => visit)).toEqual([1, 1, 2, 2]);
  });
});

describeWithCaches('a task that has ended', (engine) => {
  test('runs again with what needs it, while the run goes on and when it has ended', async () => {
    const { client, world } = engine();
    const at = `/rerun/${engine().taskQueue}`;
    const { runId } = await engine().start(
      `
id: rerun
kind: parallel
tasks:
  - id: build
    tasks: [{ id: compile, action: http, with: { url: "$world${at}/compile" } }, { id: pack, action: noop }]
  - { id: deploy, needs: [build], action: http, with: { url: "$world${at}/deploy" } }
  - { id: open, kind: wait, signal: go }`,
      { historyLimit: 30 },
    );
    await engine().taskWith(runId, '/deploy', 'completed');
    await expect(client.rerun({ runId, path: '/open', ...BY_ANN })).rejects.toMatchObject({ code: 'conflict' });
    await client.rerun({ runId, path: '/build/compile', ...BY_ANN });
    await engine().taskThat(runId, '/deploy', ({ visit, status }) => visit === 2 && status === 'completed');
    await client.signal({ runId, name: 'go', payload: null, from: 'ci' });
    expect((await client.waitForEnd(runId)).status).toBe('completed');
    await client.rerun({ runId, path: '/build', ...BY_ANN });
    const ended = await client.waitForEnd(runId);
    expect(ended.tasks.map(({ path, visit, status }) => [path, visit, status])).toEqual([
      ['/', 1, 'completed'],
      ['/build', 2, 'completed'],
      ['/build/compile', 3, 'completed'],
      ['/build/pack', 3, 'completed'],
      ['/deploy', 3, 'completed'],
      ['/open', 1, 'completed'],
    ]);
    expect([world.countOf(`${at}/compile`), world.countOf(`${at}/deploy`)]).toEqual([3, 3]);
  });

  test('runs again also where it ends before it could be asked whether it does', async () => {
    const { client } = engine();
    const { runId } = await engine().start('{ id: swift, tasks: [{ id: a, action: noop }] }');
    await client.waitForEnd(runId);
    for (let visit = 2; visit <= 9; visit += 1) {
      await client.rerun({ runId, path: '/a', ...BY_ANN });
      const [, task] = (await client.waitForEnd(runId)).tasks;
      expect(task).toMatchObject({ path: '/a', visit, status: 'completed' });
    }
  });
});
