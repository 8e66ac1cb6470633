import { Client } from 'pg';
import { expect } from 'vitest';
import { TaskwrightError } from '../../../src/domain/errors.js';
import { whenBlocked } from '../../support/blocked-statements.js';
import { http, send, whenHeld, type Scene, type Story } from './story.js';

const basic: Story = {
  name: 'a basic task that is tried once only',
  yaml: `{ id: basic, tasks: [${http('before')}, ${http('held', ', retry: { max_attempts: 1 }')}, ${http('after')}] }`,
  status: 'completed',
  tasks: { '/': 'completed 1.1', '/before': 'completed 1.1', '/held': 'completed 1.2', '/after': 'completed 1.1' },
  requests: { before: 1, held: 2, after: 1 },
  async check({ engine, runId }) {
    const attempts = await engine.store.attempts.list(runId, '/held');
    expect(attempts.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 'lost'],
      [2, 'completed'],
    ]);
  },
};

const inline: Story = {
  isBrief: true,
  name: 'an inline task, behind others of the same workflow task',
  yaml: `
id: inline
tasks:
  - ${http('before', ', inline: true')}
  - { id: nothing, action: noop }
  - ${http('held', ', inline: true, retry: { max_attempts: 1 }')}
  - ${http('after', ', inline: true')}
`,
  status: 'completed',
  tasks: {
    '/': 'completed 1.1',
    '/before': 'completed 1.1',
    '/nothing': 'completed 1.1',
    '/held': 'completed 1.2',
    '/after': 'completed 1.1',
  },
  requests: { before: 1, held: 2, after: 1 },
};

const long: Story = {
  name: 'a task that may take so long that a host has it',
  yaml: `{ id: long, tasks: [${http('held', ', timeout: 10m, retry: { max_attempts: 1 }')}, ${http('after')}] }`,
  status: 'completed',
  tasks: { '/': 'completed 1.1', '/held': 'completed 1.2', '/after': 'completed 1.1' },
  requests: { held: 2, after: 1 },
};

const external: Story = {
  name: 'a task that somebody outside completes meanwhile',
  yaml: `{ id: external, tasks: [${http('before')}, { id: agent, action: external }, ${http('after')}] }`,
  reach: ({ engine, runId }) => engine.taskWith(runId, '/agent', 'waiting'),
  whileDead: ({ engine, runId }) =>
    untilAnswered(() => engine.client.complete({ runId, path: '/agent', by: 'bob', output: 7, id: `${runId}-1` })),
  status: 'completed',
  tasks: { '/': 'completed 1.1', '/before': 'completed 1.1', '/agent': 'completed 1.1', '/after': 'completed 1.1' },
  requests: { before: 1, after: 1 },
};

const wait: Story = {
  name: 'a wait, whose signals come while nobody works',
  yaml: `{ id: waits, tasks: [${http('before')}, { id: w, kind: wait, signal: go, count: 3 }, ${http('after')}] }`,
  async reach(scene) {
    await scene.engine.taskWith(scene.runId, '/w', 'waiting');
    await send(scene, 'go', 1);
  },
  async whileDead(scene) {
    await send(scene, 'go', 1);
    await send(scene, 'go', 2);
    await scene.engine.temporal.workflow.getHandle(scene.runId).signal('go', { n: 3 });
  },
  status: 'completed',
  tasks: { '/': 'completed 1.1', '/before': 'completed 1.1', '/w': 'completed 1.1', '/after': 'completed 1.1' },
  requests: { before: 1, after: 1 },
  async check(_, run) {
    expect(run.tasks.find(({ path }) => path === '/w')?.output).toMatchObject({
      signals: [{ payload: { n: 1 } }, { payload: { n: 2 } }, { payload: { n: 3 } }],
    });
  },
};

export const process: Story = {
  name: 'the process of a wait',
  yaml: `
id: processes
tasks:
  - id: w
    kind: wait
    signal: go
    count: 2
    process: { action: http, with: { url: "$world/\${{ run.id }}/\${{ signal.payload.n == 1 ? 'first' : 'held' }}" } }
    accept: processed.status == 200
  - ${http('after')}
`,
  async reach(scene) {
    await scene.engine.taskWith(scene.runId, '/w', 'waiting');
    await send(scene, 'go', 1);
    await send(scene, 'go', 2);
    await whenHeld(scene);
  },
  status: 'completed',
  tasks: {
    '/': 'completed 1.1',
    '/w': 'completed 1.1',
    '/w/process': 'completed 2.2',
    '/after': 'completed 1.1',
  },
  requests: { first: 1, held: 2, after: 1 },
};

const approval: Story = {
  name: 'an approval, between two decisions',
  yaml: `
id: approvals
tasks:
  - ${http('before')}
  - { id: ok, kind: wait, approval: { users: [ann, bob], quorum: 2 } }
  - ${http('after')}
`,
  async reach(scene) {
    await scene.engine.taskWith(scene.runId, '/ok', 'waiting');
    await approve(scene, 'ann');
  },
  whileDead: (scene) => untilAnswered(() => approve(scene, 'bob')),
  status: 'completed',
  tasks: { '/': 'completed 1.1', '/before': 'completed 1.1', '/ok': 'completed 1.1', '/after': 'completed 1.1' },
  requests: { before: 1, after: 1 },
  async check(_, run) {
    expect(run.tasks.find(({ path }) => path === '/ok')?.output).toMatchObject({
      decision: 'approve',
      decisions: [{ by: 'ann' }, { by: 'bob' }],
    });
  },
};

const aggregate: Story = {
  name: 'what an aggregate sums up',
  yaml: `
id: aggregates
tasks:
  - { id: each, kind: collection, items: "[1, 2, 3]", do: { action: http, with: { url: "$world/\${{ run.id }}/\${{ item }}" }, outputs: "\${{ item }}" } }
  - ${http('held')}
  - { id: sum, kind: aggregate, reduce: { op: sum, from: tasks.each.output, value: item } }
  - { id: right, action: noop, when: tasks.sum.output == 6 }
`,
  status: 'completed',
  tasks: {
    '/': 'completed 1.1',
    '/each': 'completed 1.1',
    '/each/0': 'completed 1.1',
    '/each/1': 'completed 1.1',
    '/each/2': 'completed 1.1',
    '/held': 'completed 1.2',
    '/sum': 'completed 1.1',
    '/right': 'completed 1.1',
  },
  requests: { 1: 1, 2: 1, 3: 1, held: 2 },
};

const locks = new Map<string, Client>();

const signal: Story = {
  name: 'a signal to another run, which is being written',
  isBrief: true,
  yaml: `
id: signals
tasks:
  - { id: go, kind: wait, signal: go }
  - { id: tell, kind: signal, signal: told, to: { run: "\${{ run.id }}-other" } }
  - ${http('after')}
`,
  async reach(scene) {
    const { engine, runId } = scene;
    await engine.taskWith(runId, '/go', 'waiting');
    await engine.start(`{ id: told, tasks: [{ id: w, kind: wait, signal: told, count: 2 }] }`, {
      runId: `${runId}-other`,
    });
    await engine.taskWith(`${runId}-other`, '/w', 'waiting');
    const lock = new Client({ connectionString: engine.databaseUrl });
    await lock.connect();
    locks.set(runId, lock);
    await lock.query('begin');
    await lock.query('select from taskwright.runs where run_key = $1 for update', [`${runId}-other`]);
    await send(scene, 'go');
    await whenBlocked(lock, 1);
  },
  whileDead: async ({ runId }) => locks.get(runId)?.end(),
  status: 'completed',
  tasks: { '/': 'completed 1.1', '/go': 'completed 1.1', '/tell': 'completed 1.2', '/after': 'completed 1.1' },
  requests: { after: 1 },
  async check({ engine, runId }) {
    const signals = await engine.store.messages.listSignals(`${runId}-other`);
    expect(signals.map(({ name, consumedBy }) => [name, consumedBy])).toEqual([['told', [{ path: '/w', visit: 1 }]]]);
    expect((await engine.client.read(`${runId}-other`)).status).toBe('in_progress');
  },
};

function approve({ engine, runId }: Scene, by: string): Promise<unknown> {
  return engine.client.decide({ runId, path: '/ok', by, roles: [], decision: 'approve', id: `${runId}-${by}` });
}

/** As a person does who is told that no worker answers: says the same again. */
async function untilAnswered(say: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await say();
      return;
    } catch (thrown) {
      if (!(thrown instanceof TaskwrightError) || thrown.code !== 'unavailable') throw thrown;
    }
  }
}

export const LEAF_STORIES: readonly Story[] = [
  basic,
  long,
  external,
  wait,
  process,
  approval,
  aggregate,
  signal,
  inline,
];
