import { signal, type Scenario } from './scenario.js';

const router: Scenario = {
  name: 'router',
  yaml: `
id: routes
tasks:
  - id: by-name
    kind: router
    switch: run.definition
    cases: { routes: { action: http, with: { url: "$world/\${{ run.id }}/taken" } }, other: { action: noop } }
  - id: by-condition
    kind: router
    cases:
      - { when: 1 > 2, do: { action: noop } }
      - { when: 2 > 1, do: [{ id: a, action: transform, with: 1 }, { id: b, action: transform, with: "\${{ tasks.a.output + 1 }}" }] }
    default: { action: noop }
  - { id: by-default, kind: router, switch: "'none'", cases: { a: { action: noop } }, default: { action: transform, with: 9 } }
  - { id: lost, kind: router, switch: run.id, cases: { a: { action: noop } }, on_error: continue }
`,
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/by-name': 'completed',
    '/by-name/routes': 'completed',
    '/by-name/other': 'skipped',
    '/by-condition': 'completed',
    '/by-condition/0': 'skipped',
    '/by-condition/1': 'completed',
    '/by-condition/1/a': 'completed',
    '/by-condition/1/b': 'completed',
    '/by-condition/default': 'skipped',
    '/by-default': 'completed',
    '/by-default/a': 'skipped',
    '/by-default/default': 'completed',
    '/lost': 'failed',
    '/lost/a': 'skipped',
  },
  outputs: { '/by-condition': { a: 1, b: 2 }, '/by-default': 9 },
  requests: { taken: 1 },
};

const parallel: Scenario = {
  name: 'parallel',
  yaml: `
id: parallels
kind: parallel
max_concurrency: 4
tasks:
  - { id: a, action: http, with: { url: "$world/\${{ run.id }}/a" } }
  - { id: b, needs: [a], action: transform, with: "\${{ tasks.a.output.status }}" }
  - { id: c, needs: [a, b], action: http, inline: true, with: { url: "$world/\${{ run.id }}/c" } }
  - { id: first, kind: parallel, strategy: race, tasks: [{ id: fast, action: noop }, { id: slow, kind: wait, signal: never }] }
  - id: most
    kind: parallel
    strategy: quorum
    quorum: 2
    tasks: [{ id: x, action: noop }, { id: y, action: noop }, { id: z, kind: wait, signal: never }]
  - id: strict
    kind: parallel
    strategy: fail_fast
    on_error: continue
    tasks: [{ id: bad, action: transform, with: "\${{ 1 / 0 }}" }, { id: other, kind: wait, signal: never }]
  - id: some
    kind: parallel
    strategy: best_effort
    tasks: [{ id: bad, action: transform, with: "\${{ 1 / 0 }}" }, { id: good, action: noop }]
  - { id: doomed, needs: [slow-one], action: noop }
  - { id: slow-one, action: transform, with: "\${{ 1 / 0 }}", on_error: continue }
`,
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/a': 'completed',
    '/b': 'completed',
    '/c': 'completed',
    '/first': 'completed',
    '/first/fast': 'completed',
    '/first/slow': 'cancelled',
    '/most': 'completed',
    '/most/x': 'completed',
    '/most/y': 'completed',
    '/most/z': 'cancelled',
    '/strict': 'failed',
    '/strict/bad': 'failed',
    '/strict/other': 'cancelled',
    '/some': 'completed',
    '/some/bad': 'failed',
    '/some/good': 'completed',
    '/doomed': 'completed',
    '/slow-one': 'failed',
  },
  outputs: { '/b': 200, '/first': { fast: null, slow: null }, '/some': { bad: null, good: null } },
  requests: { a: 1, c: 1 },
};

const collection: Scenario = {
  name: 'collection',
  yaml: `
id: collections
tasks:
  - id: each
    kind: collection
    items: { from: 1, to: 6 }
    filter: item % 2 == 0
    do: { action: http, with: { url: "$world/\${{ run.id }}/each-\${{ item }}" }, outputs: "\${{ item * 10 }}" }
  - { id: line, kind: collection, items: "['x', 'y']", mode: sequential, as: name, do: { action: transform, with: "\${{ name }}\${{ index }}" } }
  - { id: pairs, kind: collection, items: "[1, 2, 3]", batch: 2, do: { action: transform, with: "\${{ item.size() }}" } }
  - { id: none, kind: collection, items: "[]", do: { action: noop } }
  - id: nested
    kind: collection
    items: "{'k': [1, 2]}"
    do:
      - id: inner
        kind: collection
        items: item
        as: n
        do: { action: transform, with: "\${{ n }}" }
`,
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/each': 'completed',
    '/each/0': 'completed',
    '/each/1': 'completed',
    '/each/2': 'completed',
    '/line': 'completed',
    '/line/0': 'completed',
    '/line/1': 'completed',
    '/pairs': 'completed',
    '/pairs/0': 'completed',
    '/pairs/1': 'completed',
    '/none': 'completed',
    '/nested': 'completed',
    '/nested/0': 'completed',
    '/nested/0/inner': 'completed',
    '/nested/0/inner/0': 'completed',
    '/nested/0/inner/1': 'completed',
  },
  outputs: {
    '/each': [20, 40, 60],
    '/line': ['x0', 'y1'],
    '/pairs': [2, 1],
    '/none': [],
    '/nested': [{ inner: [1, 2] }],
  },
  requests: { 'each-2': 1, 'each-4': 1, 'each-6': 1 },
};

const composite: Scenario = {
  name: 'composite',
  yaml: `
id: composites
tasks:
  - id: poll
    kind: composite
    repeat: { until: tasks.ask.output.signal.payload.done, max: 5, delay: 10ms }
    tasks: [{ id: ask, kind: wait, signal: tick }, { id: count, action: http, inline: true, with: { url: "$world/\${{ run.id }}/round" } }]
  - id: undone
    kind: composite
    on_error: continue
    tasks:
      - { id: a, action: http, with: { url: "$world/\${{ run.id }}/a" }, compensate: { action: http, with: { url: "$world/\${{ run.id }}/undo-a" } } }
      - { id: b, action: noop, compensate: { action: transform, with: "\${{ 1 / 0 }}" } }
      - { id: c, action: transform, with: "\${{ 1 / 0 }}" }
      - { id: d, action: noop }
`,
  async drive(play) {
    await signal(play, 'tick', { n: 1, done: false });
    await signal(play, 'tick', { n: 2, done: true });
  },
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/poll': 'completed',
    '/poll/ask': 'completed',
    '/poll/count': 'completed',
    '/undone': 'failed',
    '/undone/a': 'completed',
    '/undone/a/compensate': 'completed',
    '/undone/b': 'completed',
    '/undone/b/compensate': 'failed',
    '/undone/c': 'failed',
    '/undone/d': 'skipped',
  },
  requests: { round: 2, a: 1, 'undo-a': 1 },
};

const aggregate: Scenario = {
  name: 'aggregate',
  yaml: `
id: aggregates
tasks:
  - { id: pause, kind: wait, duration: 10ms }
  - { id: each, kind: collection, items: { from: 1, to: 4 }, do: { action: transform, with: { n: "\${{ item }}" } } }
  - { id: sum, kind: aggregate, reduce: { op: sum, from: tasks.each.output, value: item.n } }
  - { id: report, kind: aggregate, outputs: { items: "\${{ size(tasks.each.output) }}", sum: "\${{ tasks.sum.output }}" }, schema: { type: object } }
  - { id: wrong, kind: aggregate, outputs: { n: 1 }, schema: { type: array }, on_error: continue }
outputs: "\${{ tasks.report.output }}"
`,
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/pause': 'completed',
    '/each': 'completed',
    '/each/0': 'completed',
    '/each/1': 'completed',
    '/each/2': 'completed',
    '/each/3': 'completed',
    '/sum': 'completed',
    '/report': 'completed',
    '/wrong': 'failed',
  },
  outputs: { '/': { items: 4, sum: 10 } },
};

export const CONTAINER_SCENARIOS: readonly Scenario[] = [router, parallel, collection, composite, aggregate];
