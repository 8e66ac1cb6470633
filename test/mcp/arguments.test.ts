import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/domain/json.js';
import { ALL_TOOLS } from '../../src/mcp/tools/all-tools.js';
import { toInputSchema } from '../../src/mcp/to-input-schema.js';
import type { Engine } from '../support/engine/engine.js';
import { openTestEngine } from '../support/engine/with-caches.js';
import { connectToEngine } from './connect.js';

/** A call of each tool that would do something if what it names were there. */
const CALLS: Readonly<Record<string, JsonObject>> = {
  plan_task: { title: 'T', description: 'D', parent_task_id: 'nobody' },
  create_generic_task: { task_type: 'task', title: 'T', parent_task_id: 'nobody' },
  batch_create: { tasks: [{ task_type: 'task', title: 'T', parent_task_id: 'nobody' }] },
  get_task: { task_id: 'nobody' },
  update_task: { task_id: 'nobody', title: 'T' },
  delete_task: { task_id: 'nobody' },
  cancel_task: { task_id: 'nobody' },
  get_task_hierarchy: { root_task_id: 'nobody' },
  move_task: { task_id: 'nobody', new_parent_task_id: 'nothing' },
  get_task_events: { task_id: 'nobody' },
  execute_task: { task_id: 'nobody' },
  complete_task: { task_id: 'nobody', summary: 'S', detailed_work: 'W', next_action: 'complete' },
  manage_dependencies: { task_id: 'nobody', dependency_ids: ['nothing'] },
  get_dependencies: { task_id: 'nobody' },
  manage_lifecycle: { task_id: 'nobody', lifecycle_stage: 'ready' },
  analyze_dependencies: { root_task_id: 'nobody' },
  synthesize_results: { parent_task_id: 'nobody' },
  detect_superseded: { root_task_id: 'nobody' },
  bulk_update: { task_ids: ['nobody'], updates: { title: 'T' } },
  create_from_template: { template_id: 'nobody', parameters: {} },
  create_template: { template: {} },
  validate_definition: { definition: 'id: a' },
  get_template: { template_id: 'nobody' },
  delete_template: { template_id: 'nobody' },
  read_artifact: { artifact_id: 'nobody' },
  list_artifacts: { task_id: 'nobody' },
  run_definition: { definition: 'nobody' },
  get_run: { run_id: 'nobody' },
  wait_for_run: { run_id: 'nobody', wait_seconds: 1 },
  cancel_run: { run_id: 'nobody' },
  send_signal: { name: 'go', run_id: 'nobody' },
  list_waiting: { run_id: 'nobody' },
  decide: { run_id: 'nobody', task_path: '/nobody', decision: 'approve' },
};

/** These name nothing that has to be there, or say otherwise what is wrong with it. */
const NAMES_NOTHING: ReadonlySet<string> = new Set([
  'query_tasks',
  'get_metrics',
  'get_status',
  'list_templates',
  'list_specialists',
  'list_definitions',
  'create_template',
  'validate_definition',
  'bulk_update',
]);

describe('the arguments of every tool', () => {
  let engine: Engine;
  let agent: Awaited<ReturnType<typeof connectToEngine>>;
  beforeAll(async () => {
    engine = await openTestEngine();
    agent = await connectToEngine(engine);
  });
  afterAll(async () => {
    await agent.close();
    await engine.close();
  });

  const tools = ALL_TOOLS.map((tool) => ({ name: tool.name, tool }));

  it.each(tools)('$name refuses an argument that it does not know', async ({ name }) => {
    const error = await agent.refused(name, { ...CALLS[name], surprise: 1 });
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('"surprise" is not known') });
    expect(error['field']).toBe('surprise');
  });

  it.each(tools)('$name refuses to do without what it requires', async ({ name, tool }) => {
    const { required } = toInputSchema(tool);
    for (const field of Array.isArray(required) ? required.map(String) : []) {
      const { [field]: _, ...rest } = CALLS[name] ?? {};
      const error = await agent.refused(name, rest);
      expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(`"${field}" is missing`) });
    }
  });

  it.each(tools)('$name refuses a value of the wrong type, and says which is expected', async ({ name, tool }) => {
    const { properties = {} } = toInputSchema(tool);
    for (const [field, schema] of Object.entries(properties as Record<string, JsonObject>)) {
      const wrong = toWrongValue(schema);
      if (wrong === undefined) continue;
      const error = await agent.refused(name, { ...CALLS[name], [field]: wrong });
      expect([name, field, error['code'], error['field']]).toEqual([name, field, 'invalid_input', field]);
    }
  });

  it.each(tools.filter(({ name }) => !NAMES_NOTHING.has(name)))('$name refuses an id of nothing', async ({ name }) => {
    expect(await agent.refused(name, CALLS[name])).toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['a text', 'x'],
    ['a list', []],
  ])('arguments that are %s are refused in the same form', async (_, args) => {
    expect(await agent.refused('get_task', args)).toEqual({
      code: 'invalid_input',
      message: 'The arguments of get_task are no object.',
      expected: 'an object',
    });
  });

  it('the name that was meant is said, of tools and of arguments', async () => {
    expect(await agent.refused('get_tasks', {})).toEqual({
      code: 'not_found',
      message: 'There is no tool "get_tasks".',
      hint: 'Did you mean "get_task"?',
    });
    expect(await agent.refused('get_task', { task_id: 'x', include_childern: true })).toEqual({
      code: 'invalid_input',
      message: 'get_task cannot take these arguments: "include_childern" is not known.',
      field: 'include_childern',
      hint: 'Did you mean "include_children"?',
    });
  });

  it('changes nothing where it is refused', async () => {
    expect(await agent.call('query_tasks', {})).toMatchObject({ total_count: 0 });
    expect(await agent.call('list_definitions', {})).toMatchObject({ total_count: 0 });
    expect(await agent.call('list_waiting', {})).toMatchObject({ total_count: 0 });
    const { runs } = await engine.client.inWorkspace(agent.workspace).list({});
    expect(runs).toEqual([]);
    const { templates = [] } = await agent.call('list_templates', {});
    expect(JSON.stringify(templates)).not.toContain('nobody');
  });
});

function toWrongValue({ type }: JsonObject): unknown {
  if (type === 'string') return 5;
  if (type === 'boolean') return 'yes';
  if (type === 'integer' || type === 'number') return 'many';
  if (type === 'object') return 'text';
  if (type === 'array') return { no: 'list' };
  return undefined;
}
