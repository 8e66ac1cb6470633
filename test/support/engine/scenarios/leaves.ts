import type { ApprovalWord } from '../../../../src/domain/approval.js';
import { waitFor } from '../wait-for.js';
import { signal, type Scenario } from './scenario.js';

const basic: Scenario = {
  name: 'basic',
  yaml: `
id: basic
tasks:
  - { id: plain, action: http, with: { url: "$world/\${{ run.id }}/plain" } }
  - { id: flaky, action: http, with: { url: "$world/\${{ run.id }}/flaky" }, retry: { initial_interval: 20ms } }
  - { id: inline, action: http, inline: true, with: { url: "$world/\${{ run.id }}/inline" } }
  - { id: inline-flaky, action: http, inline: true, with: { url: "$world/\${{ run.id }}/in/flaky" }, retry: { initial_interval: 20ms } }
  - { id: computed, action: transform, with: { n: "\${{ tasks.plain.output.status + 1 }}" } }
  - { id: nothing, action: noop }
  - { id: skipped, when: "false", action: http, with: { url: "$world/\${{ run.id }}/never" } }
  - { id: skipped-inline, when: 1 > 2, action: noop }
  - { id: refused, action: http, with: { url: "$world/\${{ run.id }}/refused" }, fail_when: output.status == 200, retry: { max_attempts: 2, initial_interval: 10ms }, on_error: continue }
  - { id: handled, action: shell, with: { command: exit 3 }, retry: { max_attempts: 1 }, on_error: { action: transform, with: { mended: true } } }
  - { id: shell, action: shell, with: { command: printf hi } }
  - { id: named, action: shell, with: { command: printf there }, outputs: { said: "\${{ output.stdout }}" } }
`,
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/plain': 'completed',
    '/flaky': 'completed',
    '/inline': 'completed',
    '/inline-flaky': 'completed',
    '/computed': 'completed',
    '/nothing': 'completed',
    '/skipped': 'skipped',
    '/skipped-inline': 'skipped',
    '/refused': 'failed',
    '/handled': 'failed',
    '/handled/on_error': 'completed',
    '/shell': 'completed',
    '/named': 'completed',
  },
  outputs: { '/computed': { n: 201 }, '/handled': { mended: true }, '/named': { said: 'there' }, '/nothing': null },
  requests: { plain: 1, flaky: 2, inline: 1, 'in/flaky': 2, refused: 2 },
};

const external: Scenario = {
  name: 'external',
  yaml: `
id: external
kind: parallel
tasks:
  - { id: agent, action: external, specialist: tester, with: { what: "\${{ run.id }}" } }
  - { id: person, action: external, fail_when: output.ok == false, on_error: continue }
  - { id: broken, action: external, on_error: { action: noop } }
  - { id: after, needs: [agent], action: transform, with: { got: "\${{ tasks.agent.output.n }}" } }
`,
  async drive({ engine, runId }) {
    const { client } = engine;
    for (const path of ['/agent', '/person', '/broken']) await engine.taskThat(runId, path, hasBegun);
    const by = 'bob';
    await client.complete({ runId, path: '/agent', by, id: `${runId}-1`, output: { n: 7 } });
    await client.complete({ runId, path: '/agent', by, id: `${runId}-1`, output: { n: 7 } });
    await client.complete({ runId, path: '/person', by, id: `${runId}-2`, output: { ok: false } });
    await client.complete({ runId, path: '/broken', by, id: `${runId}-3`, failure: 'It fell apart.' });
  },
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/agent': 'completed',
    '/person': 'failed',
    '/broken': 'failed',
    '/broken/on_error': 'completed',
    '/after': 'completed',
  },
  outputs: { '/agent': { n: 7 }, '/after': { got: 7 } },
};

const waits: Scenario = {
  name: 'wait',
  yaml: `
id: waits
kind: parallel
tasks:
  - { id: gate, kind: wait, signal: gate }
  - { id: early, kind: wait, signal: early, needs: [gate] }
  - { id: matched, kind: wait, signal: go, accept: signal.payload.n > 1 }
  - { id: votes, kind: wait, signal: vote, count: 3, distinct: signal.payload.by }
  - id: processed
    kind: wait
    signal: proc
    process: { action: transform, with: { d: "\${{ signal.payload.n * 2 }}" } }
    accept: processed.d == 6
  - { id: pause, kind: wait, duration: 30ms }
  - { id: until, kind: wait, until: "2020-01-01T00:00:00Z" }
  - { id: late, kind: wait, signal: never, timeout: 60ms, on_timeout: continue }
  - { id: too-late, kind: wait, signal: never, timeout: 60ms, on_timeout: { action: noop } }
  - { id: keyed, kind: wait, signal: keyed, correlation: "\${{ run.id }}" }
`,
  async drive(play) {
    const { engine, runId } = play;
    await signal(play, 'early', { x: 1 });
    for (const path of ['/matched', '/votes', '/processed', '/keyed', '/gate'])
      await engine.taskThat(runId, path, hasBegun);
    for (const n of [1, 5]) await signal(play, 'go', { n });
    for (const by of ['ann', 'ann', 'bob', 'cid']) await signal(play, 'vote', { by });
    for (const n of [1, 3]) await signal(play, 'proc', { n });
    const keyed = await engine.taskThat(runId, '/keyed', hasBegun);
    if (keyed.status === 'waiting')
      await engine.client.signalByCorrelation({ correlation: runId, name: 'keyed', from: 'ci' });
    await signal(play, 'gate');
  },
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/gate': 'completed',
    '/early': 'completed',
    '/matched': 'completed',
    '/votes': 'completed',
    '/processed': 'completed',
    '/processed/process': 'completed',
    '/pause': 'completed',
    '/until': 'completed',
    '/late': 'completed',
    '/too-late': 'timed_out',
    '/too-late/on_timeout': 'completed',
    '/keyed': 'completed',
  },
  outputs: { '/late': { timed_out: true }, '/processed/process': { d: 6 } },
};

const approvals: Scenario = {
  name: 'approval',
  yaml: `
id: approvals
kind: parallel
tasks:
  - { id: work, action: external }
  - { id: review, kind: wait, needs: [work], approval: { users: [bob] } }
  - { id: quorum, kind: wait, approval: { roles: [pm, em], quorum: 2, distinct: roles } }
  - { id: rejected, kind: wait, approval: { users: [bob] }, on_error: continue }
  - { id: escalated, kind: wait, needs: [quorum], approval: { users: [zoe], timeout: 5s, on_timeout: escalate, escalate_to: cto } }
`,
  async drive({ engine, runId }) {
    const { client } = engine;
    const decide = (
      path: string,
      by: string,
      decision: 'approve' | 'reject' | 'request_changes',
      roles: string[] = [],
    ) => client.decide({ runId, path, by, decision, roles, id: `${runId}${path}${by}${decision}` });
    await engine.taskThat(runId, '/work', hasBegun);
    await client.complete({ runId, path: '/work', by: 'ann', id: `${runId}-1`, output: { draft: 1 } });
    await engine.taskThat(runId, '/review', hasBegun);
    await decide('/review', 'bob', 'request_changes');
    await engine.taskThat(runId, '/work', (task) => task.visit === 2);
    await client.complete({ runId, path: '/work', by: 'ann', id: `${runId}-2`, output: { draft: 2 } });
    await engine.taskThat(runId, '/work', (task) => task.status === 'completed' && task.visit === 2);
    await decide('/review', 'bob', 'approve');
    await decide('/quorum', 'mia', 'approve', ['pm']);
    await decide('/rejected', 'bob', 'reject');
    await decide('/quorum', 'eve', 'approve', ['em']);
    await engine.taskThat(runId, '/escalated', ({ waiting }) => JSON.stringify(waiting).includes('cto'));
    await decide('/escalated', 'cto', 'approve');
  },
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/work': 'completed',
    '/review': 'completed',
    '/quorum': 'completed',
    '/rejected': 'failed',
    '/escalated': 'completed',
  },
  outputs: { '/work': { draft: 2 } },
};

const approvalRights: Scenario = {
  name: 'approval rights',
  yaml: `
id: approval-rights
kind: parallel
tasks:
  - { id: work, action: external }
  - { id: rights, kind: wait, approval: { users: [bob, eve], quorum: 2, remind_every: 1s } }
  - { id: ship, needs: [{ task: work, type: approval, users: [bob, eve], quorum: 2 }], action: noop }
`,
  async drive({ engine, runId }) {
    const { client } = engine;
    const say = (path: string, by: string, decision: ApprovalWord, to?: string) =>
      client.decide({ runId, path, by, decision, to, roles: [], id: `${runId}${path}${by}${decision}${to ?? ''}` });
    await engine.taskThat(runId, '/work', hasBegun);
    await client.complete({ runId, path: '/work', by: 'ann', id: `${runId}-1`, output: 1 });
    await engine.taskThat(runId, '/work', (task) => task.status === 'completed');
    await say('/work', 'bob', 'approve');
    await say('/work', 'bob', 'withdraw');
    await say('/work', 'bob', 'delegate', 'kim');
    await say('/work', 'kim', 'approve');
    await say('/work', 'eve', 'approve');
    await say('/rights', 'bob', 'delegate', 'kim');
    await say('/rights', 'bob', 'withdraw');
    await waitFor('somebody was reminded', async () =>
      (await client.listEvents({ runId })).some(({ type }) => type === 'approval.reminded'),
    );
    await say('/rights', 'bob', 'approve');
    await say('/rights', 'eve', 'approve');
  },
  status: 'completed',
  tasks: { '/': 'completed', '/work': 'completed', '/rights': 'completed', '/ship': 'completed' },
  outputs: { '/work': 1 },
};

const RECEIVER = `
id: receiver
input: { type: object, properties: { n: { type: integer } } }
tasks:
  - { id: hello, kind: wait, signal: hello }
  - { id: result, action: transform, with: { n: "\${{ tasks.hello.output.signal.payload.n }}" } }
outputs: { n: "\${{ tasks.result.output.n }}" }
`;

const CHILD = `
id: child
input: { type: object, required: [n], properties: { n: { type: integer } } }
tasks:
  - { id: pause, kind: wait, duration: 20ms }
  - { id: result, action: transform, with: { n: "\${{ input.n + 1 }}" } }
outputs: { n: "\${{ tasks.result.output.n }}" }
`;

const otherRuns: Scenario = {
  name: 'signal and run',
  pushed: [RECEIVER, CHILD],
  yaml: `
id: other-runs
tasks:
  - { id: started, kind: signal, signal: hello, payload: { n: 1 }, to: { run: "\${{ run.id }}-r", start: true, definition: receiver, input: {} } }
  - { id: nobody, kind: signal, signal: hello, to: { correlation: "nobody-\${{ run.id }}" }, allow_none: true }
  - { id: refused, kind: signal, signal: hello, to: { run: "no-\${{ run.id }}" }, on_error: continue }
  - { id: child, action: run, with: { definition: child, input: { n: 2 } } }
  - { id: wrong, action: run, with: { definition: child, input: { n: x } }, on_error: continue }
  - { id: left, action: run, with: { definition: receiver, input: {}, wait: false } }
`,
  status: 'completed',
  tasks: {
    '/': 'completed',
    '/started': 'completed',
    '/nobody': 'completed',
    '/refused': 'failed',
    '/child': 'completed',
    '/wrong': 'failed',
    '/left': 'completed',
  },
  outputs: { '/started': { reached: 1 }, '/nobody': { reached: 0 } },
};

function hasBegun({ status }: { readonly status: string }): boolean {
  return status !== 'pending' && status !== 'blocked';
}

export const LEAF_SCENARIOS: readonly Scenario[] = [basic, external, waits, approvals, approvalRights, otherRuns];
