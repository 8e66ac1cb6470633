import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';
import type { TasksClient } from '../../src/tasks/create-tasks.js';
import type { Engine } from '../support/engine/engine.js';
import { ownTasksOf } from '../support/engine/tasks.js';
import { openTestEngine } from '../support/engine/with-caches.js';

describe('asking for tasks', () => {
  let engine: Engine;
  let tasks: TasksClient;
  beforeAll(async () => {
    engine = await openTestEngine();
    tasks = ownTasksOf(engine);
    await tasks.batchCreate({
      tasks: [
        { task_id: 'shop', task_type: 'epic', title: 'Shop', team: 'web' },
        {
          ...{ task_id: 'cart', parent_task_id: 'shop', task_type: 'story', title: 'Cart' },
          attributes: { assigned_team: 'backend_team', points: 8, labels: ['a', 'b'], due: '2025-06-01' },
        },
        {
          ...{ task_id: 'pay', parent_task_id: 'shop', task_type: 'story', title: 'Payment', assignee: 'ben' },
          ...{ description: 'Take money from credit cards', dependencies: ['cart'] },
          attributes: { assigned_team: 'backend_team', points: 13, deep: { owner: 'ann' } },
        },
        {
          ...{ task_id: 'mail', parent_task_id: 'shop', task_type: 'chore', title: 'Mail 100% of receipts' },
          ...{ complexity: 'simple', lifecycle_stage: 'planned', attributes: { points: '5', urgent: true } },
        },
      ],
    });
    await tasks.complete({ task_id: 'cart', summary: 'Done.', detailed_work: 'cart.ts', next_action: 'complete' });
    await tasks.execute({ task_id: 'pay', assignee: 'ben' });
  });
  afterAll(() => engine.close());

  const idsOf = async (request: JsonObject): Promise<string[]> => {
    const { tasks: found } = await tasks.query({ sort: { field: 'hierarchy_path' }, ...request });
    return Array.isArray(found) ? found.map((task) => String(task['task_id'])) : [];
  };

  it.each<[JsonObject, string[]]>([
    [{}, ['shop', 'cart', 'mail', 'pay']],
    [{ status: 'active' }, ['shop', 'pay']],
    [{ status: ['completed', 'pending'] }, ['cart', 'mail']],
    [{ filters: { status: ['active', 'blocked'], lifecycle_stage: ['active', 'review'] } }, ['shop', 'pay']],
    [{ lifecycle_stage: 'planned' }, ['mail']],
    [{ task_type: 'story', assignee: ['ben', 'zoe'] }, ['pay']],
    [{ team: 'web' }, ['shop']],
    [{ complexity: 'simple' }, ['mail']],
    [{ parent_task_id: 'shop' }, ['cart', 'mail', 'pay']],
    [{ parent_task_id: null }, ['shop']],
    [{ filters: { attributes: { assigned_team: 'backend_team' }, status: 'completed' } }, ['cart']],
    [{ filters: { attributes: { labels: ['b'] } } }, ['cart']],
    [{ filters: { has_dependencies: true } }, ['pay']],
    [{ has_dependencies: false }, ['shop', 'cart', 'mail']],
    [{ search_text: 'credit CARD' }, ['pay']],
    [{ search_text: '!!' }, []],
    [{ created_after: '2020-01-01', created_before: '2021-01-01' }, []],
    [{ date_range: { start: '2020-01-01' } }, ['shop', 'cart', 'mail', 'pay']],
    [{ date_range: { end: '2020-01-01' } }, []],
    [{ date_range: { start: '2020-01-01', field: 'completed_at' } }, ['cart']],
    [{ date_range: { start: '2020-01-01', field: 'due_date' } }, []],
    [{ custom_filter: 'created_at < DATE_SUB(NOW(), INTERVAL 2 WEEK)' }, []],
    [{ custom_filter: 'created_at <= NOW() AND attributes.points > 8' }, ['pay']],
    [{ custom_filter: "attributes.points IN (8, '5')" }, ['cart', 'mail']],
    [{ custom_filter: 'attributes.points != 8' }, ['mail', 'pay']],
    [{ custom_filter: 'NOT attributes.points = 8' }, ['shop', 'mail', 'pay']],
    [{ custom_filter: "NOT assignee = 'ben'" }, ['shop', 'cart', 'mail']],
    [{ custom_filter: "attributes.deep.owner = 'ann' OR attributes.urgent = TRUE" }, ['mail', 'pay']],
    [{ custom_filter: "attributes.due < '2025-07-01'" }, ['cart']],
    [{ custom_filter: 'attributes.due < NOW()' }, ['cart']],
    [{ custom_filter: 'assignee IS NOT NULL' }, ['cart', 'pay']],
    [{ custom_filter: "title LIKE '%100\\%%'" }, ['mail']],
    [{ custom_filter: "title NOT LIKE 'p%' and task_type not in ('epic')" }, ['cart', 'mail']],
    [{ custom_filter: "status = 'active'" }, ['shop', 'pay']],
  ])('finds %j', async (request, expected) => {
    expect(await idsOf(request)).toEqual(expected);
  });

  it.each(['title', 'created_at', 'assignee', 'completed_at'])(
    'pages by %s, either way, without a gap',
    async (field) => {
      for (const direction of ['asc', 'desc']) {
        const sort = { field, direction };
        const whole = await idsOf({ sort });
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: JsonObject = await tasks.query({ sort, limit: 1, ...(cursor && { cursor }) });
          seen.push(...(page['tasks'] as JsonObject[]).map((task) => String(task['task_id'])));
          cursor = page['next_cursor'] as string | null;
          expect(page).toMatchObject({ total_count: 4, has_more: cursor !== null });
        } while (cursor !== null);
        expect(seen).toEqual(whole);
        expect(new Set(seen).size).toBe(4);
        expect(await idsOf({ sort, offset: 1, limit: 2 })).toEqual(whole.slice(1, 3));
      }
    },
  );

  it('tells what it was asked to tell', async () => {
    const found = await tasks.query({
      ...{ task_type: 'story', status: 'active', include_hierarchy: true, include_dependency_status: true },
      ...{ include_children: true, include_artifacts: true, include_metrics: true },
    });
    expect(found).toEqual({
      tasks: [
        expect.objectContaining({
          task_id: 'pay',
          ancestors: [{ task_id: 'shop', task_type: 'epic', title: 'Shop', status: 'in_progress' }],
          children_count: 0,
          children: [],
          artifacts: [],
          dependencies: [expect.objectContaining({ dependency_task_id: 'cart', status: 'completed', satisfied: true })],
          dependencies_satisfied: true,
        }),
      ],
      total_count: 1,
      has_more: false,
      next_cursor: null,
      filters_applied: { task_type: 'story', status: 'active' },
      metrics: {
        ...{ count: 1, completed: 0, active: 1, pending: 0, blocked: 0, failed: 0, cancelled: 0, overdue: 0 },
        ...{ completion_rate: 0, average_cycle_hours: null, median_cycle_hours: null },
      },
    });
    const { tasks: stories } = await tasks.query({ task_type: 'story', status: 'completed', include_artifacts: true });
    expect(stories).toMatchObject([{ task_id: 'cart', artifacts: [{ name: 'detailed_work', size: 7 }] }]);
  });

  it('counts metrics over all pages', async () => {
    const { metrics } = await tasks.query({ parent_task_id: 'shop', limit: 1, include_metrics: true });
    expect(metrics).toMatchObject({ count: 3, completed: 1, active: 1, pending: 1, completion_rate: 33.3 });
  });

  it.each<[JsonObject, string]>([
    [{ colour: 'red' }, 'colour'],
    [{ status: 'busy' }, 'status'],
    [{ sort: { field: 'colour' } }, 'sort.field'],
    [{ limit: 201 }, 'limit'],
    [{ cursor: 'nonsense' }, 'cursor'],
    [{ cursor: Buffer.from('["created_at","desc","x","shop"]').toString('base64url') }, 'cursor'],
    [{ cursor: 'x', offset: 3 }, 'exclude each other'],
    [{ custom_filter: 'task_id; drop table tasks' }, 'character 8'],
  ])('refuses %j', async (request, message) => {
    const asked = tasks.query(request);
    await expect(asked).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining(message) });
  });

  it('sees nothing of another workspace', async () => {
    expect(await tasks.inWorkspace('other').query({})).toMatchObject({ tasks: [], total_count: 0 });
  });
});
