import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('what a task depends on', () => {
  let engine: Engine;
  let tasks: TasksClient;
  let isMade = 0;
  beforeAll(async () => {
    engine = await openTestEngine();
    tasks = ownTasksOf(engine);
    await tasks.create({ task_id: 'edges', task_type: 'epic' });
  });
  afterAll(() => engine.close());

  async function make(dependencies: readonly unknown[] = []): Promise<string> {
    isMade += 1;
    const taskId = `edge_${isMade}`;
    await tasks.create({ task_id: taskId, task_type: 'story', parent_task_id: 'edges', dependencies });
    return taskId;
  }

  async function edgesOf(taskId: string): Promise<readonly unknown[]> {
    const { dependencies } = await tasks.get({ task_id: taskId, include_dependencies: true });
    const edges: readonly object[] = Array.isArray(dependencies) ? dependencies : [];
    return edges.map((edge) => {
      const { dependency_task_id: on, dependency_type: type, description, is_mandatory, roles } = Object(edge);
      return { on, type, description, is_mandatory, roles };
    });
  }

  const edge = { type: 'completion', description: null, is_mandatory: true, roles: [] };

  it('is the last that was said, where one task is named twice', async () => {
    const on = await make();
    const twice = await make([on, on, { prerequisite_task_id: on, description: 'the last' }]);
    expect(await edgesOf(twice)).toEqual([{ ...edge, on, description: 'the last' }]);
    await tasks.manageDependencies({ task_id: twice, dependencies: [on, { dependency_task_id: on }] });
    expect(await edgesOf(twice)).toEqual([{ ...edge, on }]);
  });

  it('changes by an update in what is named, its type as well, and keeps the rest', async () => {
    const on = await make();
    const task = await make([{ dependency_task_id: on, dependency_type: 'approval', roles: ['qa'] }]);
    const update = (fields: object) =>
      tasks.manageDependencies({
        task_id: task,
        operation: 'update',
        dependencies: [{ dependency_task_id: on, ...fields }],
      });
    await update({ description: 'by quality' });
    expect(await edgesOf(task)).toEqual([{ ...edge, on, type: 'approval', roles: ['qa'], description: 'by quality' }]);
    expect(await update({ dependency_type: 'related' })).toMatchObject({ status: 'pending' });
    expect(await edgesOf(task)).toEqual([{ ...edge, on, type: 'related', roles: ['qa'], description: 'by quality' }]);
  });

  it('is asked for by its type where a task is depended on in several ways', async () => {
    const on = await make();
    const kinds = ['prerequisite', 'related'].map((type) => ({ dependency_task_id: on, dependency_type: type }));
    const task = await make(kinds);
    const change = (operation: string, fields: object) =>
      tasks.manageDependencies({ task_id: task, operation, dependencies: [{ dependency_task_id: on, ...fields }] });
    await expect(change('update', { description: 'which?' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('prerequisite, related'),
    });
    await change('update', { dependency_type: 'related', description: 'this' });
    expect(await edgesOf(task)).toEqual([
      { ...edge, on, type: 'prerequisite' },
      { ...edge, on, type: 'related', description: 'this' },
    ]);
    await change('remove', { dependency_type: 'prerequisite' });
    expect(await edgesOf(task)).toEqual([{ ...edge, on, type: 'related', description: 'this' }]);
    await expect(change('remove', { dependency_type: 'prerequisite' })).rejects.toMatchObject({ code: 'not_found' });
    await change('remove', {});
    expect(await edgesOf(task)).toEqual([]);
  });

  it('is followed to its ends, both ways, where it is asked for so', async () => {
    const first = await make();
    const second = await make([first]);
    const third = await make([second]);
    const whole = await tasks.getDependencies({ task_id: first, include_transitive: true });
    expect(whole).toMatchObject({
      dependencies: [],
      dependents: [
        { task_id: second, dependency_task_id: first, dependency_type: 'completion', status: 'blocked', depth: 1 },
        { task_id: third, dependency_task_id: second, dependency_type: 'completion', status: 'blocked', depth: 2 },
      ],
    });
    expect(await tasks.getDependencies({ task_id: third, include_transitive: true })).toMatchObject({
      dependencies: [
        { task_id: third, dependency_task_id: second, depth: 1 },
        { task_id: second, dependency_task_id: first, depth: 2 },
      ],
    });
    expect(await tasks.getDependencies({ task_id: first })).toMatchObject({ dependents: [{ task_id: second }] });
  });

  it('is taken away from the side that blocks, as it was written', async () => {
    const [blocked, blocker] = [await make(), await make()];
    const change = (operation: string) =>
      tasks.manageDependencies({
        task_id: blocker,
        operation,
        dependencies: [{ dependency_task_id: blocked, dependency_type: 'blocks' }],
      });
    await change('add');
    expect(await tasks.get({ task_id: blocked })).toMatchObject({ status: 'blocked' });
    await change('waive');
    expect(await tasks.get({ task_id: blocked })).toMatchObject({ status: 'pending' });
    await change('remove');
    expect(await edgesOf(blocked)).toEqual([]);
    await expect(change('remove')).rejects.toMatchObject({ code: 'not_found' });
  });
});
