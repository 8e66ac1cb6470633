import { heldPath, http, send, whenHeld, type Story } from './story.js';

const FAILING = `action: transform, with: "\${{ 1 / 0 }}"`;

const router: Story = {
  name: 'the case of a router',
  yaml: `{ id: routes, tasks: [{ id: r, kind: router, switch: "'a'", cases: { a: [${http('before')}, ${http('held')}], b: { action: noop } } }] }`,
  status: 'completed',
  tasks: {
    '/': 'completed 1.1',
    '/r': 'completed 1.1',
    '/r/a': 'completed 1.1',
    '/r/a/before': 'completed 1.1',
    '/r/a/held': 'completed 1.2',
    '/r/b': 'skipped 1.0',
  },
  requests: { before: 1, held: 2 },
};

const parallel: Story = {
  name: 'a parallel, with one child done, one under way, one waiting and one blocked',
  yaml: `
id: parallels
kind: parallel
tasks:
  - ${http('done')}
  - ${http('held', ', needs: [done]')}
  - { id: w, kind: wait, signal: go }
  - ${http('after', ', needs: [held, w]')}
`,
  async reach(scene) {
    await whenHeld(scene);
    await scene.engine.taskWith(scene.runId, '/w', 'waiting');
  },
  whileDead: (scene) => send(scene, 'go'),
  status: 'completed',
  tasks: {
    '/': 'completed 1.1',
    '/done': 'completed 1.1',
    '/held': 'completed 1.2',
    '/w': 'completed 1.1',
    '/after': 'completed 1.1',
  },
  requests: { done: 1, held: 2, after: 1 },
};

const collection: Story = {
  name: 'a collection, between two of its items',
  yaml: `
id: collections
tasks:
  - id: each
    kind: collection
    items: "['first', 'held', 'last']"
    mode: sequential
    do: { action: http, with: { url: "$world/\${{ run.id }}/\${{ item }}" } }
`,
  status: 'completed',
  tasks: {
    '/': 'completed 1.1',
    '/each': 'completed 1.1',
    '/each/0': 'completed 1.1',
    '/each/1': 'completed 1.2',
    '/each/2': 'completed 1.1',
  },
  requests: { first: 1, held: 2, last: 1 },
};

const compensation: Story = {
  name: 'a compensation',
  yaml: `
id: compensations
tasks:
  - id: c
    on_error: continue
    tasks:
      - { id: a, ${FAILING.replace('1 / 0', '1')}, compensate: { action: http, with: { url: "$world/\${{ run.id }}/undo-a" } } }
      - ${http('b', ', compensate: { action: http, with: { url: "$world/${{ run.id }}/held" } }')}
      - { id: bad, ${FAILING} }
      - { id: never, action: noop }
`,
  status: 'completed',
  tasks: {
    '/': 'completed 1.1',
    '/c': 'failed 1.1',
    '/c/a': 'completed 1.1',
    '/c/a/compensate': 'completed 1.1',
    '/c/b': 'completed 1.1',
    '/c/b/compensate': 'completed 1.2',
    '/c/bad': 'failed 1.1',
    '/c/never': 'skipped 1.0',
  },
  requests: { b: 1, held: 2, 'undo-a': 1 },
};

const handler: Story = {
  name: 'the handler of a failure',
  yaml: `{ id: handlers, tasks: [{ id: bad, ${FAILING}, on_error: { action: http, with: { url: "$world/\${{ run.id }}/held" } } }, ${http('after')}] }`,
  status: 'completed',
  tasks: {
    '/': 'completed 1.1',
    '/bad': 'failed 1.1',
    '/bad/on_error': 'completed 1.2',
    '/after': 'completed 1.1',
  },
  requests: { held: 2, after: 1 },
};

export const repeat: Story = {
  name: 'the second round of a repeat',
  yaml: `
id: repeats
tasks:
  - id: poll
    kind: composite
    repeat: { until: tasks.held.output.body.done, max: 5 }
    tasks: [${http('first')}, ${http('held')}]
  - ${http('after')}
`,
  async reach(scene) {
    const { engine, runId, hold } = scene;
    const path = heldPath(runId);
    await whenHeld(scene);
    engine.world.answer(path, '{ "done": false }');
    hold.releaseOne();
    await engine.world.requested(path, 2);
    engine.world.answer(path, '{ "done": true }');
  },
  status: 'completed',
  tasks: {
    '/': 'completed 1.1',
    '/poll': 'completed 1.1',
    '/poll/first': 'completed 2.1',
    '/poll/held': 'completed 2.2',
    '/after': 'completed 1.1',
  },
  requests: { first: 2, held: 3, after: 1 },
};

const run: Story = {
  name: 'a run that a task has started, and the signal it sends',
  pushed: [
    `
id: killed-child
input: { type: object, properties: { of: { type: string } } }
tasks:
  - { id: first, action: http, with: { url: "$world/\${{ input.of }}/child" } }
  - { id: held, action: http, with: { url: "$world/\${{ input.of }}/held" } }
  - { id: tell, kind: signal, signal: told, to: { run: "\${{ input.of }}" } }
outputs: { status: "\${{ tasks.held.output.status }}" }
`,
  ],
  yaml: `
id: parents
tasks:
  - { id: child, action: run, with: { definition: killed-child, input: { of: "\${{ run.id }}" } } }
  - { id: told, kind: wait, signal: told }
  - { id: right, action: noop, when: tasks.child.output.output.status == 200 }
`,
  status: 'completed',
  tasks: { '/': 'completed 1.1', '/child': 'completed 1.1', '/told': 'completed 1.1', '/right': 'completed 1.1' },
  requests: { child: 1, held: 2 },
};

export const CONTAINER_STORIES: readonly Story[] = [router, parallel, collection, compensation, handler, repeat, run];
