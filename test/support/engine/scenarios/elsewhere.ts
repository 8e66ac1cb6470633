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
export const ELSEWHERE_SCENARIOS: readonly Scenario[] = [hosted, cancelled, needs];
