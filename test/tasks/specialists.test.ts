import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toAuthoredFolders } from '../../src/tasks/authored/authored-folders.js';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('specialists and types', () => {
  let engine: Engine;
  let tasks: TasksClient;
  let folder: string;
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    folder = await mkdtemp(join(tmpdir(), 'taskwright-authored-'));
    await mkdir(join(folder, 'specialists'));
    await mkdir(join(folder, 'task-types'));
    await writeFile(join(folder, 'specialists', 'chef.yaml'), 'role: Chef\nexpertise: [soup]\napproach: Taste it.\n');
    await writeFile(join(folder, 'task-types', 'dish.yaml'), 'defaults: { specialist_type: chef, team: kitchen }\n');
    tasks = ownTasksOf(engine, { folders: toAuthoredFolders(folder) });
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  it('give whoever claims a task its role, its inputs and the results it builds on', async () => {
    await tasks.create({ task_type: 'meal', task_id: 'meal', title: 'Meal' });
    const below = { parent_task_id: 'meal' };
    await tasks.create({ ...below, task_type: 'specialist_task', task_id: 'shop', title: 'Shop' });
    await tasks.create({
      ...below,
      task_type: 'dish',
      task_id: 'soup',
      title: 'Soup',
      description: 'A soup of what there is.',
      dependencies: [
        { dependency_task_id: 'shop', dependency_type: 'data', output: 'leeks', input_parameter_name: 'vegetables' },
        { dependency_task_id: 'shop', dependency_type: 'completion' },
      ],
    });
    const done = await tasks.complete({
      task_id: 'shop',
      summary: 'Bought leeks.',
      detailed_work: 'Three leeks.',
      next_action: 'complete',
      outputs: { leeks: 3 },
    });
    const result = {
      task_id: 'shop',
      title: 'Shop',
      status: 'completed',
      satisfied: true,
      summary: 'Bought leeks.',
      outputs: { leeks: 3 },
      artifacts: done['artifact_references'],
    };
    expect(await tasks.execute({ task_id: 'soup', lease: '1h' })).toMatchObject({
      task_id: 'soup',
      team: 'kitchen',
      task_title: 'Soup',
      specialist_context: {
        role: 'Chef',
        expertise: ['soup'],
        approach: 'Taste it.',
        prompt: expect.stringContaining('leeks'),
      },
      execution_instructions: [expect.any(String), expect.any(String)],
      inputs: { vegetables: 3 },
      dependency_results: [
        { ...result, dependency_type: 'completion' },
        { ...result, dependency_type: 'data' },
      ],
      dependencies_satisfied: true,
      blockers: [],
      lease_expires_at: expect.any(String),
    });
  });

  it('are known by other words, registered through the API, and generic where nobody described them', async () => {
    const claim = async (specialist: string) => {
      const task = await tasks.create({ task_type: 'x', title: 'X', specialist_type: specialist });
      return (await tasks.execute({ task_id: task['task_id'] }))['specialist_context'];
    };
    expect(await claim('implementer')).toMatchObject({ name: 'coder', role: 'Software engineer' });
    expect(await claim('florist')).toMatchObject({ name: 'florist', role: 'florist' });
    await tasks.registerSpecialist({ specialist: { name: 'florist', role: 'Florist', expertise: ['roses'] } });
    expect(await claim('florist')).toMatchObject({ role: 'Florist', expertise: ['roses'] });
    await expect(tasks.registerSpecialist({ specialist: { name: 'florist', role: 'Other' } })).rejects.toMatchObject({
      code: 'conflict',
    });
    const { specialists } = await tasks.listSpecialists({});
    expect(specialists).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'chef' }),
        expect.objectContaining({ name: 'security_specialist' }),
      ]),
    );
    expect(await tasks.unregisterSpecialist({ name: 'florist' })).toEqual({ name: 'florist', unregistered: true });
    expect(await claim('florist')).toMatchObject({ role: 'florist' });
    await expect(tasks.unregisterSpecialist({ name: 'florist' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(tasks.unregisterSpecialist({ name: 'chef' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('check attributes by the schema of a registered type, which brings a kind and defaults', async () => {
    const type = {
      name: 'sign_off',
      kind: 'wait',
      defaults: { team: 'legal' },
      attributes_schema: { type: 'object', required: ['approver_role'] },
    };
    await tasks.registerTaskType({ type });
    await expect(tasks.create({ task_type: 'sign_off', title: 'X' })).rejects.toThrow(
      "required property 'approver_role'",
    );
    expect(
      await tasks.create({ task_type: 'sign_off', title: 'Y', attributes: { approver_role: 'lawyer' } }),
    ).toMatchObject({ kind: 'wait', team: 'legal', status: 'waiting' });
    expect(await tasks.unregisterTaskType({ name: 'sign_off' })).toEqual({ name: 'sign_off', unregistered: true });
    expect(await tasks.create({ task_type: 'sign_off', title: 'Z' })).toMatchObject({ kind: 'basic', team: null });
    await expect(tasks.unregisterTaskType({ name: 'sign_off' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(tasks.unregisterTaskType({ name: 'approval_gate' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(tasks.registerTaskType({ type: { name: 'odd', kind: 'magic' } })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(tasks.registerTaskType({ type: { name: 'odd', defaults: { tittle: 'x' } } })).rejects.toThrow(
      '"tittle" is not known',
    );
  });
});
