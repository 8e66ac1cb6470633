import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TaskwrightError } from '../../src/domain/errors.js';
import type { JsonObject, JsonValue } from '../../src/domain/json.js';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { uniqueId } from '../support/store-builders.js';

const TEMPLATE = `
template_id: pair
category: test
task_structure: { root_task: { task_type: epic, title: Both, children: [{ task_type: story, title: First }] } }
`;

describe('a request with an idempotency key', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    tasks = ownTasksOf(engine);
  });
  afterAll(() => engine.close());

  type Work = (tasks: TasksClient) => Promise<JsonValue>;
  const answer = (key: string, work: Work, client = tasks) =>
    client.answerOnce({ operation: 'test', key, request: { key }, isRepeatable: true }, (_, own) => work(own));

  /** Whoever did the work dies before anybody is answered. */
  const answerAndDie = (key: string, work: Work) =>
    answer(key, async (own) => {
      await work(own);
      throw new TaskwrightError('unavailable', 'Gone.');
    });

  const count = async () => (await tasks.query({ limit: 1 }))['total_count'];

  it.each<readonly [string, (client: TasksClient) => Promise<JsonObject>]>([
    ['one task', (client) => client.create({ task_type: 'story', title: 'One' })],
    ['one task with an id', (client) => client.create({ task_type: 'story', title: 'Two', task_id: 'own_id' })],
    [
      'a plan',
      (client) =>
        client.plan({
          description: 'Plan',
          subtasks_json: [
            { title: 'a', description: 'A' },
            { title: 'b', description: 'B', dependencies: ['a'] },
          ],
        }),
    ],
    [
      'a batch',
      (client) =>
        client.batchCreate({
          tasks: [
            { task_type: 'a', ref: 'p' },
            { task_type: 'b', parent_task_id: 'p' },
          ],
        }),
    ],
  ])('makes %s once, although nobody kept its answer', async (name, work) => {
    const key = uniqueId('key');
    await expect(answerAndDie(key, work)).rejects.toThrow('Gone.');
    const made = await count();
    const repeated = await answer(key, work);
    expect([name, await count()]).toEqual([name, made]);
    expect(await answer(key, work)).toEqual(repeated);
  });

  it('makes the tasks of a template once', async () => {
    await tasks.createTemplate({ template: TEMPLATE });
    const key = uniqueId('key');
    const work: Work = (client) => client.createFromTemplate({ template_id: 'pair', parameters: {} });
    await expect(answerAndDie(key, work)).rejects.toThrow('Gone.');
    const made = await count();
    const repeated = await answer(key, work);
    expect(await count()).toBe(made);
    expect(await tasks.get({ task_id: (repeated as JsonObject)['root_task_id'] })).toMatchObject({ task_type: 'epic' });
  });

  it('that comes ten times at once makes one task, and everybody gets the same answer', async () => {
    const key = uniqueId('key');
    const before = Number(await count());
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => answer(key, (client) => client.create({ task_type: 'story', title: 'Many' }))),
    );
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await count()).toBe(before + 1);
  });

  it('is another one for another caller, and finds nothing that others have made', async () => {
    const key = uniqueId('key');
    const taskId = uniqueId('task');
    const work: Work = (client) => client.create({ task_type: 'story', title: 'Mine', task_id: taskId });
    await answer(key, work);
    await expect(answer(key, work, tasks.as({ name: 'bob', roles: [] }))).rejects.toMatchObject({ code: 'conflict' });
    await expect(answer(uniqueId('key'), work)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is another one for another token of the same name, and for somebody of that name whom an issuer knows', async () => {
    const key = uniqueId('key');
    const proofs = ['token:a', 'token:b', 'jwt:https://one.example', 'jwt:https://two.example'];
    const answerTo = (proof: string, said: string) =>
      answer(key, async () => said, tasks.as({ name: 'ann', roles: [], proof }));
    const toSaid = (proof: string) => `For ${proof}.`;
    for (const proof of proofs) expect(await answerTo(proof, toSaid(proof))).toBe(toSaid(proof));
    for (const proof of proofs) expect(await answerTo(proof, 'Something else.')).toBe(toSaid(proof));
  });
});
