/** The product's own examples of how definitions are written. */
export const RELEASE = `id: release
version: 1.2.0
input: { type: object, required: [version, sha], properties: { version: { type: string }, sha: { type: string } } }   # JSON Schema
kind: parallel            # the body is a task; composite (one after another) unless said
tasks:
  - id: qa
    action: external      # someone or something outside completes it
    specialist: tester
  - id: approve
    kind: wait
    approval: { roles: [product_manager, engineering_manager], quorum: 2, timeout: 3d, on_timeout: escalate, escalate_to: cto }
  - id: staging
    needs: [qa]
    action: http
    with: { url: "https://deploy.test/staging", method: POST, body: { version: "\${{ input.version }}" } }
    retry: { max_attempts: 5 }
  - id: ci
    kind: wait
    signal: ci-finished
    accept: signal.payload.sha == input.sha
    timeout: 2h
  - id: production
    needs: [staging, ci, { task: approve, type: approval }]
    action: http
    with: { url: "https://deploy.test/production", method: POST }
outputs: { url: "\${{ tasks.production.output.body.url }}" }
`;

export const EVERY_KIND = `id: every-kind
input:
  type: object
  properties: { sha: {}, pr: { type: string }, go_live_at: { type: string }, env: { type: string }, files: {}, parent: {} }
tasks:
- { id: a, action: transform, with: { n: 1 } }
- { id: b, action: transform, with: { n: 2 } }
- { id: lint, action: shell, with: { command: npm run lint }, timeout: 10m, retry: { max_attempts: 2 } }
- { id: total, action: transform, with: { sum: "\${{ tasks.a.output.n + tasks.b.output.n }}" } }
- { id: ci, kind: wait, signal: ci-finished, accept: signal.payload.sha == input.sha, timeout: 2h, on_timeout: fail }
- { id: votes, kind: wait, signal: vote, count: 3, distinct: signal.payload.voter, correlation: "\${{ input.pr }}" }
- { id: pause, kind: wait, duration: 90s }
- { id: start-time, kind: wait, until: "\${{ input.go_live_at }}" }
- { id: tell, kind: signal, signal: build-ready, to: { run: "\${{ input.parent }}" }, payload: { sha: "\${{ input.sha }}" } }
- { id: tell-task, kind: signal, signal: x, to: { run: abc, task: /approve }, allow_none: true }
- { id: tell-key, kind: signal, signal: x, to: { correlation: "pr-\${{ input.pr }}" } }
- { id: tell-new, kind: signal, signal: x, to: { definition: other, input: { a: 1 }, run: abc, start: true } }
- id: route
  kind: router
  switch: input.env                       # or  cases: [{ when: input.n > 3, do: … }]
  cases: { prod: { action: run, with: { definition: full } }, dev: [{ id: a, action: noop }, { id: b, action: noop }] }
  default: { action: noop }
- id: first-of
  kind: router
  cases: [{ when: size(input.files) > 3, do: { action: noop } }, { when: true, do: [{ id: x, action: noop }] }]
- { id: fan, kind: parallel, strategy: quorum, quorum: 2, max_concurrency: 10, tasks: [{ id: x, action: noop }, { id: y, action: noop }] }
- { id: some, kind: parallel, strategy: wait_all, tolerate: { failed: 10% }, tasks: [] }
- id: each
  kind: collection
  items: input.files                      # or { from: 1, to: 10, step: 1 }
  filter: file.size > 0
  as: file                                # default: item; index_as default: index
  mode: parallel
  do: { action: http, with: { url: "\${{ file.url }}" } }
- { id: count, kind: collection, items: { from: 1, to: 10, step: 1 }, do: [{ id: one, action: noop }, { id: two, action: noop }] }
- { id: poll, kind: composite, repeat: { until: tasks.check.output.body.done, max: 10, delay: 5s }, tasks: [{ id: check, action: http, with: { url: "https://deploy.test/" } }] }
- { id: sum, kind: aggregate, reduce: { op: sum, from: tasks.each.output, value: item.body.count } }
- { id: report, kind: aggregate, outputs: { files: "\${{ size(tasks.each.output) }}" }, schema: { type: object } }
`;
