import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { connectToEngine, type Agent } from './connect.js';

describe('what an agent can read besides tools', () => {
  let engine: Engine;
  let agent: Agent;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    agent = await connectToEngine(engine);
    await agent.call('plan_task', { title: 'T', description: 'D', task_id: 'paper' });
  });
  afterAll(async () => {
    await agent.close();
    await engine.close();
  });

  const read = async (uri: string) => (await agent.client.readResource({ uri })).contents[0];

  it('has tasks, runs, definitions and artifacts under addresses of their own', async () => {
    const { resourceTemplates } = await agent.client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'task://{id}',
      'run://{id}',
      'definition://{id}',
      'artifact://{id}',
    ]);
    const task = await read('task://paper');
    expect(JSON.parse(String(task && 'text' in task && task.text))).toMatchObject({ task_id: 'paper', children: [] });
    const run = await read('run://paper');
    expect(JSON.parse(String(run && 'text' in run && run.text))).toMatchObject({ runId: 'paper' });
  });

  it('reads what was handed in byte for byte', async () => {
    const work = { summary: 'S', detailed_work: 'Grüße\n', next_action: 'complete', task_id: 'paper' };
    const { artifact_references: references } = await agent.call('complete_task', work);
    const [{ id }] = references as unknown as [{ readonly id: string }];
    expect(await read(`artifact://${id}`)).toMatchObject({ text: 'Grüße\n' });
  });

  it.each(['task://nobody', 'run://nobody', 'artifact://nobody', 'definition://nobody', 'file:///etc/passwd'])(
    'says of %s that it is not there',
    async (uri) => {
      await expect(agent.client.readResource({ uri })).rejects.toMatchObject({ code: -32_002 });
    },
  );

  it('begins the common jobs, and completes ids', async () => {
    const { prompts } = await agent.client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['plan', 'work', 'review_run', 'report']);
    const { messages } = await agent.client.getPrompt({ name: 'work', arguments: { task_id: 'paper' } });
    expect(messages[0]?.content).toMatchObject({ text: expect.stringContaining('Claim the task paper') });
    const completed = await agent.client.complete({
      ref: { type: 'ref/prompt', name: 'work' },
      argument: { name: 'task_id', value: 'pa' },
    });
    expect(completed.completion).toMatchObject({ values: ['paper'], hasMore: false });
  });
});
