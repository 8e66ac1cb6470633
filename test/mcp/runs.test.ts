import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { uniqueId } from '../support/store-builders.js';
import { tasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { waitFor } from '../support/engine/wait-for.js';
import { connectToEngine, type Agent } from './connect.js';

const RELEASE = `
id: release
tasks:
  - { id: approve, kind: wait, approval: { roles: [pm] } }
  - { id: ci, kind: wait, signal: ci-finished }
`;

const HELLO = `
id: hello
version: 1.0.0
title: Greet somebody
description: Greets by name.
mcp: { tool: true }
input: { type: object, required: [name], properties: { name: { type: string } } }
action: transform
with: { value: "Hello \${{ input.name }}" }
`;

describe('runs', () => {
  let engine: Engine;
  let agent: Agent;
  const [r1, r2] = [uniqueId('r'), uniqueId('r')];
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    agent = await connectToEngine(engine, { clients: { client: engine.client, tasks: tasksOf(engine) } });
  });
  afterAll(async () => {
    await agent.close();
    await engine.close();
  });

  it('are started from a text and waited for', async () => {
    const run = await agent.call('run_definition', { definition: HELLO, input: { name: 'Ann' }, wait_seconds: 20 });
    expect(run).toMatchObject({ operation: 'run_definition', status: 'completed', output: { value: 'Hello Ann' } });
    expect(run).toMatchObject({ waiting_for: [] });
  });

  it('have their external tasks worked on like any other', async () => {
    const definition = {
      id: 'worked-on',
      tasks: [
        { id: 'plan', action: 'external', title: 'Plan it', specialist: 'architect', with: { goal: 'a bridge' } },
        { id: 'build', action: 'external' },
        {
          id: 'sum',
          action: 'transform',
          with: { plan: '${{ tasks.plan.output }}', built: '${{ tasks.build.output }}' },
        },
      ],
    };
    const { run_id } = await agent.call('run_definition', { definition });
    const idOf = (path: string) =>
      waitFor(`${path} waits`, async () => {
        const { waiting } = await agent.call('list_waiting', { run_id: String(run_id), kind: 'external' });
        const found = (Array.isArray(waiting) ? waiting : []).find((one) => Object(one).path === path);
        return found && String(Object(found).task_id);
      });
    const plan = await idOf('/plan');
    const standing = { task_id: plan, run_id, title: 'Plan it', specialist_type: 'architect', hierarchy_path: '/plan' };
    expect(await agent.call('get_task', { task_id: plan })).toMatchObject({
      ...{ ...standing, status: 'waiting', lifecycle_stage: 'active', kind: 'basic' },
    });
    expect(await agent.call('execute_task', { task_id: plan })).toMatchObject({
      ...standing,
      ...{ task_title: 'Plan it', inputs: { goal: 'a bridge' }, dependencies_satisfied: true, blockers: [] },
      specialist_context: { name: 'architect', prompt: expect.stringContaining('a bridge') },
    });
    const work = { summary: 'Planned.', detailed_work: 'Two towers.' };
    for (const next_action of ['blocked', 'needs_revision'])
      expect(await agent.refused('complete_task', { task_id: plan, ...work, next_action })).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('completed or failed'),
      });
    expect(await agent.call('list_artifacts', { task_id: plan })).toMatchObject({ total_count: 0 });
    const done = await agent.call('complete_task', { task_id: plan, ...work, next_action: 'complete' });
    expect(done).toMatchObject({
      ...{ ...standing, status: 'completed', lifecycle_stage: 'completed', next_action: 'complete' },
      ...{ artifact_count: 1, artifact_references: [{ type: 'general', size: 11 }], parent_task_progress: null },
    });
    expect(await agent.call('list_artifacts', { task_id: plan })).toMatchObject({ total_count: 1 });
    expect(await agent.refused('complete_task', { task_id: plan, ...work, next_action: 'complete' })).toMatchObject({
      code: 'conflict',
    });
    const outputs = { towers: 2 };
    const build = await idOf('/build');
    await agent.call('complete_task', { task_id: build, ...work, next_action: 'complete', outputs });
    expect(await agent.call('wait_for_run', { run_id: String(run_id), wait_seconds: 20 })).toMatchObject({
      status: 'completed',
      output: { plan: work, build: outputs, sum: { plan: work, built: outputs } },
    });
  });

  it('say what is wrong with a definition, where, and how to mend it', async () => {
    const definition = { id: 'wrong', tasks: [{ id: 'a', action: 'transfrm' }] };
    expect(await agent.refused('run_definition', { definition })).toMatchObject({
      code: 'invalid_definition',
      hint: 'Did you mean "transform"?',
    });
    expect(await agent.call('validate_definition', { definition })).toMatchObject({
      valid: false,
      problems: [{ path: '/a', hint: 'Did you mean "transform"?' }],
    });
  });

  it('of generic tasks wait once for each approval, whose right can be handed on', async () => {
    const gate = { task_type: 'approval_gate', task_id: uniqueId('gate'), title: 'Gate' };
    const { run_id: runId = null } = await agent.call('create_generic_task', { ...gate, approval: { users: ['mia'] } });
    const listed = {
      run_id: runId,
      path: '/',
      task_id: gate.task_id,
      kind: 'approval',
      who_is_needed: '1 more of mia',
    };
    expect(await agent.call('list_waiting', { run_id: runId })).toMatchObject({ waiting: [listed], total_count: 1 });
    const mia = await connectToEngine(engine, {
      clients: { client: engine.client, tasks: tasksOf(engine).as({ name: 'mia', roles: [] }) },
    });
    const said = { run_id: runId, task_path: '/', decision: 'delegate', to: 'kim' };
    expect(await mia.call('decide', said)).toMatchObject({ still_needed: '1 more of kim for mia' });
    expect(await mia.refused('decide', { ...said, decision: 'approve' })).toMatchObject({ code: 'invalid_input' });
    await mia.close();
  });

  it('wait for a person and a signal, which tools show and give', async () => {
    const { run_id: runId } = await agent.call('run_definition', { definition: RELEASE, run_id: r1 });
    await engine.taskWith(r1, '/approve', 'waiting');
    expect(await agent.call('list_waiting', { run_id: r1, kind: 'approval' })).toMatchObject({
      waiting: [{ run_id: r1, path: '/approve', kind: 'approval', who_is_needed: '1 more of pm' }],
      total_count: 1,
      has_more: false,
    });
    const decision = { run_id: r1, task_path: '/approve', decision: 'approve' };
    expect(await agent.refused('decide', decision)).toMatchObject({ code: 'forbidden' });
    const manager = await connectToEngine(engine, {
      clients: { client: engine.client, tasks: tasksOf(engine).as({ name: 'mia', roles: ['pm'] }) },
    });
    expect(await manager.call('decide', { ...decision, comment: 'Ship it' })).toMatchObject({
      decision: 'approve',
      decisions: [{ by: 'mia' }],
      still_needed: 'nobody',
    });
    await manager.close();
    await engine.taskWith(r1, '/ci', 'waiting');
    expect(await agent.call('send_signal', { name: 'ci-finished', run_id: r1, payload: { ok: true } })).toMatchObject({
      reached: 1,
    });
    expect(await agent.call('wait_for_run', { run_id: String(runId), wait_seconds: 20 })).toMatchObject({
      status: 'completed',
    });
  });

  it('tell how far they are while somebody waits for them', async () => {
    const told: string[] = [];
    const { content } = await agent.client.callTool(
      { name: 'run_definition', arguments: { definition: HELLO, input: { name: 'Bo' }, wait_seconds: 20 } },
      undefined,
      { onprogress: ({ message }) => void told.push(message ?? '') },
    );
    expect(content).toHaveLength(1);
    expect(told.at(-1)).toBe('1 of 1 tasks have ended');
  });

  it('are cancelled', async () => {
    await agent.call('run_definition', { definition: RELEASE, run_id: r2 });
    await agent.call('cancel_run', { run_id: r2, reason: 'No longer wanted' });
    expect(await agent.call('wait_for_run', { run_id: r2, wait_seconds: 20 })).toMatchObject({ status: 'cancelled' });
  });

  it('of a definition that says so have a tool of their own, which is announced', async () => {
    const { tools: before } = await agent.client.listTools();
    expect(before.map(({ name }) => name)).not.toContain('run_hello');
    const changed = new Promise<void>((resolve) => {
      agent.client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve());
    });
    await engine.push(HELLO);
    await agent.call('list_definitions');
    await changed;
    const { tools } = await agent.client.listTools();
    expect(tools.find(({ name }) => name === 'run_hello')).toMatchObject({
      title: 'Greet somebody',
      description: 'Greets by name.',
      inputSchema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    });
    const { run_id: runId } = await agent.call('run_hello', { name: 'Cy' });
    expect(await agent.call('wait_for_run', { run_id: String(runId) })).toMatchObject({
      output: { value: 'Hello Cy' },
    });
    expect(await agent.refused('run_hello', {})).toMatchObject({ code: 'invalid_input' });
  });

  it('are not started, nor anything else changed, by a server that only reads', async () => {
    const reader = await connectToEngine(engine, { isReadOnly: true });
    const { tools } = await reader.client.listTools();
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([]);
    expect(await reader.refused('run_definition', { definition: 'hello' })).toMatchObject({ code: 'forbidden' });
    await reader.close();
  });

  it('need the scope of what is asked', async () => {
    const worker = await connectToEngine(engine, { scopes: ['read', 'work'] });
    expect(await worker.refused('run_definition', { definition: 'hello' })).toMatchObject({
      code: 'forbidden',
      message: 'run_definition needs the scope "run".',
    });
    expect(await worker.call('plan_task', { title: 'T', description: 'D' })).toMatchObject({ status: 'pending' });
    await worker.close();
  });
});
