import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { connectToEngine, type Agent } from './connect.js';

describe('a task from plan to completion', () => {
  let engine: Engine;
  let agent: Agent;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    agent = await connectToEngine(engine);
  });
  afterAll(async () => {
    await agent.close();
    await engine.close();
  });

  it('is planned, claimed and handed in by the calls of the seed, and kept at each step', async () => {
    const planned = await agent.call('orchestrator_plan_task', {
      title: 'Real Integration Test',
      description: 'Test real implementations',
    });
    expect(planned).toMatchObject({
      success: true,
      operation: 'plan_task',
      title: 'Real Integration Test',
      status: 'pending',
      lifecycle_stage: 'created',
      hierarchy_path: `/${String(planned['task_id'])}`,
      hierarchy_level: 0,
    });
    expect(Date.parse(String(planned['timestamp']))).not.toBeNaN();
    const taskId = String(planned['task_id']);
    expect(await agent.call('get_task', { task_id: taskId })).toMatchObject({ status: 'pending', version: 1 });

    const claimed = await agent.call('orchestrator_execute_task', { task_id: taskId });
    expect(claimed).toMatchObject({ operation: 'execute_task', status: 'in_progress', assignee: 'ann' });

    const completed = await agent.call('orchestrator_complete_task', {
      task_id: taskId,
      summary: 'Real integration test completed',
      detailed_work: 'All real implementations working',
      next_action: 'complete',
    });
    expect(completed).toMatchObject({
      operation: 'complete_task',
      status: 'completed',
      next_action: 'complete',
      artifact_count: 1,
      artifact_references: [{ type: 'general', size: 32 }],
    });
    expect(await agent.call('wait_for_run', { run_id: taskId, wait_seconds: 20 })).toMatchObject({
      run_id: taskId,
      status: 'completed',
    });
    const error = await agent.refused('complete_task', {
      task_id: taskId,
      summary: 'Again',
      detailed_work: 'Again',
      next_action: 'complete',
    });
    expect(error).toMatchObject({ code: 'conflict' });
  });

  it('has subtasks that depend on each other by title, and says in which order they go', async () => {
    const planned = await agent.call('plan_task', {
      description: 'Build the thing',
      subtasks_json: JSON.stringify([
        { title: 'Test', description: 'Try it', dependencies: ['Design'], task_id: 'test-it' },
        { title: 'Design', description: 'Think', specialist_type: 'architect', task_id: 'design-it' },
      ]),
    });
    expect(planned).toMatchObject({ execution_order: ['design-it', 'test-it'] });
    expect(await agent.refused('execute_task', { task_id: 'test-it' })).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('"test-it" is not ready'),
    });
  });

  it('is planned once by a call that is repeated with its key', async () => {
    const request = { title: 'Once', description: 'D', idempotency_key: 'k-1' };
    const first = await agent.call('plan_task', request);
    expect(await agent.call('orchestrator_plan_task', request)).toEqual(first);
    expect(await agent.refused('plan_task', { ...request, title: 'Other' })).toMatchObject({ code: 'conflict' });
    const both = await Promise.all([1, 2].map(() => agent.call('plan_task', { ...request, idempotency_key: 'k-2' })));
    expect(both[0]).toEqual(both[1]);
    expect(await agent.call('query_tasks', { search_text: 'Once' })).toMatchObject({ total_count: 2 });
  });

  it('may be asked for again under its key when it was refused', async () => {
    const request = { task_type: 'task', title: 'T', parent_task_id: 'late-root', idempotency_key: 'k-3' };
    expect(await agent.refused('create_generic_task', request)).toMatchObject({ code: 'not_found' });
    await agent.call('plan_task', { title: 'Late', description: 'D', task_id: 'late-root' });
    expect(await agent.call('create_generic_task', request)).toMatchObject({ parent_task_id: 'late-root' });
  });
});
