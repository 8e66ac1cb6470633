import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeTree, hoursOf } from '../../../../src/tasks/analysis/analyze-tree.js';
import type { AnalyzedTask, Edge } from '../../../../src/tasks/analysis/leaf-graph.js';
import { savedHours, toRegroupings } from '../../../../src/tasks/analysis/regrouping.js';
import { toDot, toMermaid } from '../../../../src/tasks/analysis/to-diagram.js';

const task = (taskId: string, estimatedEffort: string | null = null, parentId: string | null = null): AnalyzedTask => ({
  ...{ taskId, parentId, title: taskId, status: 'pending', estimatedEffort },
});

const ids = (tasks: readonly AnalyzedTask[]) => tasks.map(({ taskId }) => taskId);

describe('the analysis of a tree', () => {
  const messaging = [
    task('design', '3 days'),
    task('server', '1 week'),
    task('storage', '4 days'),
    task('test', '3 days'),
    task('party', 'soon'),
  ];
  const edges = [
    { taskId: 'server', prerequisiteId: 'design' },
    { taskId: 'storage', prerequisiteId: 'design' },
    { taskId: 'test', prerequisiteId: 'server' },
    { taskId: 'test', prerequisiteId: 'storage' },
  ];

  it('finds what may run side by side, what takes longest, and what others wait for', () => {
    const found = analyzeTree(messaging, edges);
    expect({ ...found, groups: found.groups.map(ids), criticalPath: ids(found.criticalPath) }).toEqual({
      groups: [['design', 'party'], ['server', 'storage'], ['test']],
      criticalPath: ['design', 'server', 'test'],
      criticalHours: 88,
      totalHours: 120,
      bottlenecks: [{ task: messaging[0], dependents: 3 }],
      unparsedEfforts: [messaging[4]],
    });
  });

  it('takes a dependency on a container for one on everything in it', () => {
    const tasks = [task('box'), task('a', '1h', 'box'), task('b', '2h', 'box'), task('end'), task('last', '1h', 'end')];
    const found = analyzeTree(tasks, [{ taskId: 'end', prerequisiteId: 'box' }]);
    expect(found.groups.map(ids)).toEqual([['a', 'b'], ['last']]);
    expect(ids(found.criticalPath)).toEqual(['b', 'last']);
  });

  it('proposes containers for open tasks of one parent that do not stand in one', () => {
    const tasks = [
      ...[task('box'), task('a', '1h', 'box'), task('b', '3h', 'box'), task('done'), task('c', '1h', 'done')],
      ...[task('d', '1h', 'done'), { ...task('e', '9h', 'box'), status: 'in_progress' }, task('f', '2h', 'box')],
    ];
    const found = toRegroupings(analyzeTree(tasks, []), (parentId) => parentId === 'done');
    expect(found).toEqual([{ parentId: 'box', tasks: [tasks[1], tasks[2], tasks[7]], savedHours: 3 }]);
  });

  it('draws titles of any kind', () => {
    const tasks = [{ ...task('a'), title: 'Say "hi" \\ <b>' }, task('b', null, 'a')];
    const diagram = { tasks, edges: [{ taskId: 'b', prerequisiteId: 'a' }], criticalPath: tasks.slice(1) };
    expect(toMermaid(diagram)).toBe(
      ['flowchart TD', '  n0["Say #quot;hi#quot; \\ #lt;b#gt;"]', '  n1["b"]', '  n0 -.- n1', '  n0 --> n1']
        .concat('  style n1 stroke-width:3px')
        .join('\n'),
    );
    expect(toDot(diagram)).toBe(
      ['digraph tasks {', '  n0 [label="Say \\"hi\\" \\\\ <b>"];', '  n1 [label="b", penwidth=3];']
        .concat('  n0 -> n1 [style=dotted, dir=none];', '  n0 -> n1;', '}')
        .join('\n'),
    );
  });

  it('survives ten thousand tasks behind ten thousand others', () => {
    const half = (box: string) => Array.from({ length: 5_000 }, (_, index) => task(`${box}${index}`, '1h', box));
    const tasks = [task('x'), ...half('x'), task('y'), ...half('y')];
    const found = analyzeTree(tasks, [{ taskId: 'y', prerequisiteId: 'x' }]);
    expect(found.groups.map(({ length }) => length)).toEqual([5_000, 5_000]);
  });
});

/** Tasks that depend on earlier ones only, some of them in containers. */
const trees = fc
  .array(
    fc.record({
      hours: fc.integer({ min: 0, max: 40 }),
      needs: fc.array(fc.nat(), { maxLength: 3 }),
      isInBox: fc.boolean(),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .map((made) => {
    const boxes = made.some(({ isInBox }) => isInBox) ? [task('box')] : [];
    const tasks = made.map(({ hours, isInBox }, index) => task(`t${index}`, `${hours} hours`, isInBox ? 'box' : null));
    const edges = made.flatMap(({ needs }, index): Edge[] =>
      index === 0 ? [] : needs.map((need) => ({ taskId: `t${index}`, prerequisiteId: `t${need % index}` })),
    );
    return { tasks, boxes, edges };
  });

describe('whatever tree is analysed', () => {
  it('has every task in one group, behind all that it waits for', () => {
    fc.assert(
      fc.property(trees, ({ tasks, boxes, edges }) => {
        const { groups } = analyzeTree([...boxes, ...tasks], edges);
        const places = new Map(groups.flatMap((group, index) => group.map(({ taskId }) => [taskId, index] as const)));
        expect([...places.keys()].toSorted()).toEqual(ids(tasks).toSorted());
        for (const { taskId, prerequisiteId } of edges)
          expect(places.get(taskId)).toBeGreaterThan(places.get(prerequisiteId) ?? Infinity);
      }),
    );
  });

  it('has a critical path that is a chain, and that no other chain outlasts', () => {
    fc.assert(
      fc.property(trees, ({ tasks, boxes, edges }) => {
        const { criticalPath, criticalHours, totalHours } = analyzeTree([...boxes, ...tasks], edges);
        for (const [index, { taskId }] of criticalPath.entries()) {
          const before = criticalPath[index - 1];
          if (before) expect(edges).toContainEqual({ taskId, prerequisiteId: before.taskId });
        }
        expect(criticalPath.reduce((total, one) => total + hoursOf(one), 0)).toBe(criticalHours);
        const ends = new Map<string, number>();
        for (const one of tasks) {
          const needs = edges.filter(({ taskId }) => taskId === one.taskId);
          const start = Math.max(0, ...needs.map(({ prerequisiteId }) => ends.get(prerequisiteId) ?? 0));
          ends.set(one.taskId, start + hoursOf(one));
        }
        expect(Math.max(...ends.values())).toBe(criticalHours);
        expect(totalHours).toBeGreaterThanOrEqual(criticalHours);
      }),
    );
  });

  it('saves in a group what all but its longest task take', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1 }), (hours) => {
        const group = hours.map((one, index) => task(`t${index}`, `${one}h`));
        expect(savedHours(group)).toBe(
          hours
            .toSorted((one, other) => one - other)
            .slice(0, -1)
            .reduce((a, b) => a + b, 0),
        );
      }),
    );
  });
});
