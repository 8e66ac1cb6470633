import { describe, expect, it } from 'vitest';
import { play } from './play.js';

const list = [3, 1, null, 2];

describe('an aggregate', () => {
  it.each([
    ['sum', list, 6],
    ['avg', list, 2],
    ['min', list, 1],
    ['max', list, 3],
    ['count', list, 4],
    ['collect', list, list],
    ['first', list, 3],
    ['last', list, 2],
    ['sum', [], 0],
    ['avg', [], null],
    ['min', [], null],
    ['first', [], null],
    ['sum', [0.5, 1], 1.5],
    ['concat', [[1], [2, [3]], null], [1, 2, [3]]],
    ['concat', ['a', 'b'], 'ab'],
    ['concat', [], []],
    ['merge', [{ a: 1, b: 1 }, null, { b: 2 }], { a: 1, b: 2 }],
    ['merge', [], {}],
  ])('reduces by %s: %j', async (op, from, output) => {
    const view = await play(`{ kind: aggregate, reduce: { op: ${op}, from: input.from } }`, { input: { from } });
    expect(view).toMatchObject({ status: 'completed', output });
  });

  it.each([
    ['sum', ['x']],
    ['avg', [true]],
    ['max', [[]]],
    ['merge', [1]],
    ['concat', [1, 'a']],
  ])('fails to reduce by %s what it does not fit: %j', async (op, from) => {
    const view = await play(`{ kind: aggregate, reduce: { op: ${op}, from: input.from } }`, { input: { from } });
    expect(view).toMatchObject({ status: 'failed', error: { path: '/' } });
    expect(view.error?.message).toContain(op);
  });

  it('picks the value of each item, which sees its position', async () => {
    const view = await play(
      `tasks:
  - { id: each, kind: collection, items: "[1, 2, 3]", do: { action: transform, with: { n: "\${{ item }}" } } }
  - { id: total, kind: aggregate, reduce: { op: sum, from: tasks.each.output, value: item.n * index } }`,
    );
    expect(view.output).toMatchObject({ total: 8 });
  });

  it('combines outputs by expressions', async () => {
    const view = await play(
      `tasks:
  - { id: a, action: transform, with: [1, 2] }
  - { id: report, kind: aggregate, outputs: { count: "\${{ size(tasks.a.output) }}", text: "n=\${{ tasks.a.output[0] }}" } }`,
    );
    expect(view.output).toMatchObject({ report: { count: 2, text: 'n=1' } });
  });

  it('checks its value against its schema', async () => {
    const schema = '{ type: object, required: [n], properties: { n: { type: integer } } }';
    const good = await play(`{ kind: aggregate, outputs: { n: 1 }, schema: ${schema} }`);
    const bad = await play(`{ kind: aggregate, outputs: { n: many }, schema: ${schema} }`);
    expect(good.status).toBe('completed');
    expect(bad).toMatchObject({ status: 'failed', output: null, error: { code: 'task_failed', path: '/' } });
  });

  it.each([
    'reduce: { op: sum, from: "1" }',
    'reduce: { op: sum, from: input.x }',
    'reduce: { op: sum, from: "[1]", value: item.x }',
  ])('fails when it cannot read what it combines: %s', async (field) => {
    expect(await play(`{ kind: aggregate, ${field} }`)).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_input' },
    });
  });
});
