import { describe, expect, it } from 'vitest';
import type { MockContext } from '../../../src/testing/index.js';
import { outputsOf, play, statusesOf, taskOf } from './play.js';

describe('attributes with expressions in them', () => {
  const attributes = 'attributes: { env: "${{ input.env }}", list: "${{ input.list }}" }';
  const input = { env: 'prod', list: [1, 2] };

  it.each([
    [
      'a condition of a leaf',
      `when: "attributes.env == 'prod'", action: transform, with: "\${{ attributes.env }}"`,
      'prod',
    ],
    ['a condition of a container', `when: "attributes.env == 'prod'", tasks: []`, {}],
    ['a switch', 'kind: router, switch: attributes.env, cases: { prod: { action: transform, with: 1 } }', 1],
    ['items', 'kind: collection, items: attributes.list, do: { action: transform, with: "${{ item }}" }', [1, 2]],
    ['a duration', 'kind: wait, duration: "${{ attributes.list[0] }}s"', { at: '2030-01-01T00:00:01.000Z' }],
    ['an aggregate', 'kind: aggregate, reduce: { op: sum, from: attributes.list }', 3],
  ])('are seen with their values in %s', async (_, fields, output) => {
    const view = await play(`tasks: [{ id: x, ${attributes}, ${fields} }]`, { input });
    expect(taskOf(view, '/x')).toMatchObject({ status: 'completed', output });
  });

  it('are seen with their values by whom an external task is shown to', async () => {
    await play(
      `tasks: [{ id: x, ${attributes}, action: external, with: "\${{ attributes.env }}" }]`,
      { input },
      async (run) => {
        expect(await run.client.listWaiting(run.runId)).toMatchObject([{ waiting: { inputs: 'prod' } }]);
        await run.complete('/x');
      },
    );
  });

  it('are not looked at where a condition without them skips the task', async () => {
    const view = await play(
      `tasks: [{ id: x, attributes: { no: "\${{ input.missing }}" }, when: has(input.missing), action: noop }]`,
    );
    expect(statusesOf(view)).toEqual({ '/': 'completed', '/x': 'skipped (when)' });
  });
});

describe('a title with an expression in it', () => {
  it('changes nothing about how an action runs', async () => {
    const seen: string[] = [];
    const view = await play(
      `tasks: [{ id: x, title: "Deploy \${{ input.n }}", action: work, with: "\${{ secrets.KEY }}" }]`,
      {
        input: { n: 1 },
        secrets: { KEY: 'a-long-secret-value' },
        actions: {
          work: async (token: string, { sleep }: MockContext) => {
            seen.push(token);
            await sleep(10);
          },
        },
      },
      async (run) => {
        expect(statusesOf(await run.view())['/x']).toBe('in_progress');
        expect(await run.client.listWaiting(run.runId)).toEqual([]);
        await run.finish();
      },
    );
    expect(taskOf(view, '/x')).toMatchObject({ status: 'completed', attempt: 1 });
    expect(seen).toEqual(['a-long-secret-value', 'a-long-secret-value']);
  });

  it('is seen with its value by the children', async () => {
    const view = await play(
      `tasks: [{ id: box, type: epic, title: "Box \${{ input.n }}", tasks: [{ id: x, action: transform, with: "\${{ parent }}" }] }]`,
      { input: { n: 1 } },
    );
    expect(outputsOf(view)['/box/x']).toEqual({
      id: 'box',
      path: '/box',
      kind: 'composite',
      type: 'epic',
      title: 'Box 1',
      attributes: {},
    });
  });
});
