import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { connectToEngine, type Agent } from './connect.js';
import { ECOMMERCE_TEMPLATE, PATTERNS, type PatternCall } from './workflow-patterns.js';

/** What is to be seen of an answer, by tool. */
const EXPECTED: Readonly<Record<string, (args: JsonObject) => JsonObject>> = {
  orchestrator_create_generic_task: ({ task_type: taskType, attributes, lifecycle_stage: stage = 'created' }) => ({
    task_type: taskType ?? null,
    attributes: expect.objectContaining(attributes as object),
    lifecycle_stage: stage,
  }),
  orchestrator_manage_dependencies: ({ dependencies }) => ({
    dependencies: (dependencies as JsonObject[]).map((one) => expect.objectContaining(one)),
    dependency_validation: { cycles_detected: false, all_dependencies_valid: true },
  }),
  orchestrator_create_from_template: () => ({ root_task_id: expect.any(String), tasks_created: expect.any(Array) }),
  orchestrator_query_tasks: () => ({ tasks: expect.any(Array), has_more: false, total_count: expect.any(Number) }),
  orchestrator_manage_lifecycle: ({ lifecycle_stage: stage }) => ({
    previous_stage: 'active',
    current_stage: stage ?? null,
    transition_valid: true,
  }),
};

describe('the ways to work', () => {
  let engine: Engine;
  let agent: Agent;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    agent = await connectToEngine(engine);
    await agent.call('create_template', { template: ECOMMERCE_TEMPLATE, overwrite: true });
  });
  afterAll(async () => {
    await agent.close();
    await engine.close();
  });

  it.each(PATTERNS)('$title', async ({ given, calls }) => {
    for (const [taskId, stage] of Object.entries(given)) {
      await agent.call('create_generic_task', {
        task_type: 'task',
        title: taskId,
        task_id: taskId,
        lifecycle_stage: stage,
      });
    }
    for (const call of calls) await expectCall(call);
  });

  async function expectCall({ tool, arguments: args }: PatternCall): Promise<void> {
    const answer = await agent.call(tool, args);
    expect(answer).toMatchObject({ success: true, ...EXPECTED[tool]?.(args) });
  }

  it('a deployment through three environments makes each wait for the one before', async () => {
    const answer = await agent.call('create_from_template', {
      template_id: 'multi_env_deployment_v1',
      parameters: {
        change_description: 'Kubernetes cluster upgrade to v1.28',
        environments: ['dev', 'staging', 'production'],
        risk_level: 'high',
      },
      task_id_prefix: 'k8s',
    });
    const created = answer['tasks_created'] as readonly JsonObject[];
    const stages = created.filter(({ parent_task_id: parent }) => parent === answer['root_task_id']);
    const [dev, staging, production] = stages.map((one) => one['task_id']);
    const waits = stages.map(({ dependencies }) =>
      (dependencies as readonly JsonObject[]).map((one) => one['dependency_task_id'] ?? one),
    );
    expect([stages.length, waits]).toEqual([3, [[], [dev], [staging]]]);
    expect(production).toEqual(expect.any(String));
  });
});
