import type { Scenario } from './scenario.js';

/** Work in workflows of its own, and what foreign workers do, here without success. `$queue` is a queue with workers. */
const hosted: Scenario = {
  name: 'hosted',
  yaml: `
id: hosted
kind: parallel
tasks:
  - { id: long, action: http, timeout: 10m, with: { url: "$world/\${{ run.id }}/long" } }
  - { id: workflow, action: workflow, with: { type: theirs, queue: $queue, args: [1] }, on_error: continue }
  - id: activity
    action: activity
    with: { type: theirs, queue: $queue }
    retry: { max_attempts: 1 }
    on_error: { action: noop }
`,
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/long': 'completed',
    '/workflow': 'failed',
    '/activity': 'failed',
    '/activity/on_error': 'completed',
  },
  requests: { long: 1 },
};

const cancelled: Scenario = {
  name: 'cancelled',
  yaml: `
id: cancelled
tasks:
  - { id: done, action: noop, compensate: { action: noop } }
  - id: all
    kind: parallel
    tasks:
      - { id: shell, action: shell, with: { command: sleep 1000 } }
      - { id: long, action: shell, timeout: 10m, with: { command: sleep 1000 } }
      - { id: signal, kind: wait, signal: never, timeout: 1h }
      - { id: person, action: external }
      - { id: later, needs: [person], action: noop }
  - { id: never, action: noop }
`,
  async drive({ engine, runId }) {
    for (const path of ['/all/shell', '/all/long']) await engine.taskWith(runId, path, 'in_progress');
    for (const path of ['/all/signal', '/all/person']) await engine.taskWith(runId, path, 'waiting');
    await engine.client.cancel({ runId, by: 'ann' });
  },
  status: 'cancelled',
  tasks: {
    '/': 'cancelled',
    '/done': 'completed',
    '/all': 'cancelled',
    '/all/shell': 'cancelled',
    '/all/long': 'cancelled',
    '/all/signal': 'cancelled',
    '/all/person': 'cancelled',
    '/all/later': 'cancelled',
    '/never': 'cancelled',
  },
};

const NEEDED = `{ id: needed, tasks: [{ id: a, kind: wait, signal: go }, { id: rest, kind: wait, signal: end }] }`;

const needs: Scenario = {
  name: 'needs',
  yaml: `
id: needs
kind: parallel
tasks:
  - { id: a, action: http, with: { url: "$world/\${{ run.id }}/a" } }
  - { id: own, needs: [a], action: noop }
  - { id: other, needs: [{ task: /a, run: needed }], action: noop }
`,
  async drive({ engine, runId }) {
    await engine.taskWith(runId, '/own', 'completed');
    if (await engine.store.runs.read('needed')) return;
    await engine.start(NEEDED, { runId: 'needed' });
    await engine.client.signal({ runId: 'needed', name: 'go', from: 'ci' });
  },
  status: 'completed',
  tasks: { '/': 'completed', '/a': 'completed', '/own': 'completed', '/other': 'completed' },
  requests: { a: 1 },
};

/** Of what reaches beyond the run itself. */
const controlled: Scenario = {
  name: 'controlled',
  yaml: `
id: controlled
kind: parallel
tasks:
  - id: build
    tasks: [{ id: compile, action: http, with: { url: "$world/\${{ run.id }}/compile" } }, { id: pack, action: noop }]
  - { id: deploy, needs: [build], action: http, with: { url: "$world/\${{ run.id }}/deploy" } }
  - { id: agent, action: external }
  - { id: after, needs: [agent], action: noop }
`,
  async drive({ engine: { client, taskWith, taskThat }, runId }) {
    const by = 'ann';
    await taskWith(runId, '/deploy', 'completed');
    await client.pause({ runId, by });
    await client.rerun({ runId, path: '/build/compile', by });
    await client.resume({ runId, by });
    await taskThat(runId, '/deploy', ({ status, visit }) => status === 'completed' && visit === 2);
    await client.rerun({ runId, path: '/build', by });
    await taskThat(runId, '/deploy', ({ status, visit }) => status === 'completed' && visit === 3);
    await client.complete({ runId, path: '/agent', by, id: `${runId}-1`, output: 1 });
  },
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/build': 'completed',
    '/build/compile': 'completed',
    '/build/pack': 'completed',
    '/deploy': 'completed',
    '/agent': 'completed',
    '/after': 'completed',
  },
  requests: { compile: 3, deploy: 3 },
};

/** What is kept is the history of the workflow that goes on, and fails once more. */
const retried: Scenario = {
  name: 'retried',
  yaml: `
id: retried-twice
tasks:
  - { id: first, action: noop, compensate: { action: noop } }
  - { id: agent, action: external }
  - { id: after, action: noop }
`,
  async drive({ engine: { client, taskThat }, runId }) {
    const by = 'ann';
    for (const visit of [1, 2]) {
      await taskThat(runId, '/agent', (task) => task.status === 'waiting' && task.visit === visit);
      await client.complete({ runId, path: '/agent', by, id: `${runId}-${visit}`, failure: 'It fell apart.' });
      await client.waitForEnd(runId);
      if (visit === 1) await client.retry({ runId, by });
    }
  },
  status: 'failed',
  tasks: {
    '/': 'failed',
    '/first': 'completed',
    '/first/compensate': 'completed',
    '/agent': 'failed',
    '/after': 'skipped',
  },
};

export const ELSEWHERE_SCENARIOS: readonly Scenario[] = [hosted, cancelled, needs, controlled, retried];
