import { setTimeout as delay } from 'node:timers/promises';
import { isJsonObject, type JsonObject, type JsonValue } from '../src/domain/json.js';
import type { BenchEnvironment } from './bench-environment.js';
import type { Fact } from './facts.js';
import { insertManyTasks, MANY, WORKSPACE_OF_MANY } from './many-tasks.js';
import { toMedian } from './measure.js';

const CALLS = 40;
const DEPENDENTS = 20;
const TREE = 1_000;

/** Of a workspace with `MANY` tasks. */
const QUERIES: Readonly<Record<string, JsonObject>> = {
  'by status': { status: 'blocked' },
  'by type and stage': { task_type: 'story', lifecycle_stage: ['active', 'blocked'] },
  'by assignee': { assignee: 'person_7' },
  'by attributes': { attributes: { assigned_team: 'team_3' } },
  'by words': { search_text: 'payment 4711' },
  'by custom filter': { custom_filter: "attributes.assigned_team = 'team_3' AND attributes.points > 5" },
  'blocked, with what they wait for': {
    filters: { status: 'blocked', has_dependencies: true },
    include_dependency_status: true,
  },
};

/** Milliseconds, medians, of what people and agents do with generic tasks. */
export async function gatherTaskFigures(
  environment: BenchEnvironment,
  note: (line: string) => void,
): Promise<readonly Fact[]> {
  const { tasks, gateway } = environment;
  note('generic tasks');
  await tasks.create({ task_id: 'bench-root', task_type: 'epic' });
  const below = { parent_task_id: 'bench-root', task_type: 'chore' };
  const figures = [
    toFigure('create a task, below another', await timeCalls(CALLS, () => tasks.create(below)), 30),
    toFigure(
      'create a task, a tree of its own',
      await timeCalls(CALLS, () => tasks.create({ task_type: 'chore' })),
      30,
    ),
    toFigure('create a task, by MCP', await timeCalls(CALLS, () => gateway.callTool('create_generic_task', below)), 30),
    toFigure(`create a tree of ${TREE}`, await timeCalls(3, (call) => tasks.batchCreate(toTree(call))), 5_000),
    toFigure('a dependent becomes ready, same tree', await timeDependents(environment, 'same'), 100),
    toFigure('a dependent becomes ready, another tree', await timeDependents(environment, 'other'), 100),
  ];
  note(`a workspace with ${MANY} tasks`);
  await insertManyTasks(environment.taskDatabase.pool);
  const many = tasks.inWorkspace(WORKSPACE_OF_MANY);
  for (const [name, query] of Object.entries(QUERIES)) {
    figures.push(toFigure(`query ${MANY} tasks, ${name}`, await timeCalls(15, () => many.query(query)), 50));
  }
  return figures;
}

function toFigure(name: string, times: readonly number[], target: number): Fact {
  return { name, unit: 'ms', handWritten: null, taskwright: toMedian(times), target };
}

/** The first call warms up. */
async function timeCalls(count: number, call: (index: number) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index <= count; index += 1) {
    const startedAt = performance.now();
    await call(index);
    if (index > 0) times.push(performance.now() - startedAt);
  }
  return times;
}

function toTree(index: number): JsonObject {
  const rootId = `bench-tree-${index}`;
  const children = Array.from({ length: TREE - 1 }, () => ({ parent_task_id: rootId, task_type: 'chore' }));
  return { tasks: [{ task_id: rootId, task_type: 'epic' }, ...children] };
}

/** From the event that says that a task is completed to the one that says that what waited for it is not blocked any more. */
async function timeDependents({ tasks }: BenchEnvironment, tree: 'same' | 'other'): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index <= DEPENDENTS; index += 1) {
    const [root, first, second] = [`bench-${tree}-${index}`, `bench-${tree}-${index}-a`, `bench-${tree}-${index}-b`];
    await tasks.create({ task_id: root, task_type: 'epic' });
    await tasks.create({ task_id: first, task_type: 'chore', parent_task_id: root });
    const place = tree === 'same' ? { parent_task_id: root } : {};
    await tasks.create({ task_id: second, task_type: 'chore', ...place, dependencies: [first] });
    await tasks.execute({ task_id: first });
    await tasks.complete({ task_id: first, summary: 'Done.', detailed_work: 'Done.', next_action: 'complete' });
    const [completedAt, readyAt] = [
      await untilEvent(tasks, first, { field: 'new_value', status: 'completed' }),
      await untilEvent(tasks, second, { field: 'previous_value', status: 'blocked' }),
    ];
    if (index > 0) times.push(readyAt - completedAt);
  }
  return times;
}

/** When a task came to have the status, or had it for the last time. */
async function untilEvent(
  tasks: BenchEnvironment['tasks'],
  taskId: string,
  { field, status }: { readonly field: 'previous_value' | 'new_value'; readonly status: string },
): Promise<number> {
  for (;;) {
    const { events } = await tasks.getEvents({ task_id: taskId });
    const found = Array.isArray(events)
      ? events.find((event) => fieldOf(fieldOf(event, field), 'status') === status)
      : undefined;
    const at = Date.parse(String(fieldOf(found, 'created_at')));
    if (Number.isFinite(at)) return at;
    await delay(5);
  }
}

function fieldOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return value !== undefined && isJsonObject(value) ? value[name] : undefined;
}
