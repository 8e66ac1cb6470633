import { describe, expect, test } from 'vitest';
import { parseDefinition } from '../../../src/definitions/parse-definition.js';
import { composite, expectedProblems, parallel, problemsOf, type Refused } from './problems-of.js';

const refused: Refused[] = [
  ['a task cannot need itself', parallel('{ id: a, action: noop, needs: [¦a] }'), ['/a A task cannot need itself.']],
  [
    'an unknown sibling is refused',
    parallel('{ id: build, action: noop }', '{ id: b, action: noop, needs: [¦biuld] }'),
    ['/b There is no sibling "biuld".'],
  ],
  [
    'an absolute path has to lead to a task',
    parallel('{ id: a, action: noop, needs: [¦/b/c] }', '{ id: b, tasks: [] }'),
    ['/a There is no task at /b/c.'],
  ],
  [
    'a later sibling in a composite is refused',
    composite('{ id: a, action: noop, needs: [¦b] }', '{ id: b, action: noop }'),
    ['/a /b comes after /a, which would wait for ever.'],
  ],
  [
    'a task within a later sibling is refused',
    composite(
      '{ id: a, tasks: [{ id: x, action: noop, needs: [¦/b/y] }] }',
      '{ id: b, tasks: [{ id: y, action: noop }] }',
    ),
    ['/a/x /b comes after /a, which would wait for ever.'],
  ],
  [
    'an ancestor is refused',
    parallel('{ id: a, tasks: [{ id: x, action: noop, needs: [¦/a] }] }'),
    ['/a/x /a contains /a/x, so neither would ever end.'],
  ],
  [
    'a descendant is refused',
    parallel('{ id: a, needs: [¦/a/x], tasks: [{ id: x, action: noop }] }'),
    ['/a /a/x is a part of /a and cannot come before it.'],
  ],
  [
    'a task that runs only in certain cases is refused',
    parallel('{ id: a, action: noop, on_error: { action: noop } }', '{ id: b, action: noop, needs: [¦/a/on_error] }'),
    ['/b /a/on_error runs only in certain cases, so nothing can wait for it.'],
  ],
  [
    'another item of the same collection is refused',
    'kind: collection\nitems: input.list\ndo: [{ id: p, action: noop }, { id: q, action: noop, needs: [p, ¦/0/p] }]',
    ['/*/q Two items of a collection never see each other.'],
  ],
  [
    'an item cannot block a task outside of its collection',
    parallel(
      '{ id: each, kind: collection, items: input.list, do: { action: noop, needs: [¦{ task: /z, type: blocks }] } }',
      '{ id: z, action: noop }',
    ),
    ['/each/* An item of a collection cannot block a task outside.'],
  ],
  ['the body has no siblings', 'action: noop\nneeds: [¦a]', ['/ There is no sibling "a".']],
  [
    'a task that stands alone in a case has no siblings',
    'kind: router\nswitch: input.x\ncases: { a: { action: noop, needs: [¦b] }, b: { action: noop } }',
    ['/a There is no sibling "b".'],
  ],
  [
    'a circle of siblings is spelled out, once',
    parallel(
      '{ id: a, action: noop, needs: [¦b] }',
      '{ id: b, action: noop, needs: [c] }',
      '{ id: c, action: noop, needs: [a, b] }',
    ),
    ['/a These tasks wait for each other: a → b → c → a.'],
  ],
  [
    'a circle over absolute paths and the order of composites is spelled out',
    parallel(
      '{ id: a, tasks: [{ id: x, action: noop, needs: [¦/b/y] }, { id: w, action: noop }] }',
      '{ id: b, tasks: [{ id: z, action: noop, needs: [/a/w] }, { id: y, action: noop }] }',
    ),
    ['/a/x These tasks wait for each other: /a/x → /b/y → /b/z → /a/w → /a/x.'],
  ],
  [
    'a circle through a prerequisite is refused',
    parallel(
      '{ id: a, action: noop, needs: [¦{ task: b, type: prerequisite }] }',
      '{ id: b, action: noop, needs: [a] }',
    ),
    ['/a These tasks wait for each other: a → b → a.'],
  ],
  [
    'a circle through "blocks" is refused',
    parallel('{ id: a, action: noop, needs: [¦b, { task: b, type: blocks }] }', '{ id: b, action: noop }'),
    ['/a These tasks wait for each other: a → b → a.'],
  ],
  [
    'two circles are two problems',
    parallel(
      '{ id: a, action: noop, needs: [¦b] }',
      '{ id: b, action: noop, needs: [a] }',
      '{ id: c, action: noop, needs: [¦d] }',
      '{ id: d, action: noop, needs: [c] }',
    ),
    ['/a These tasks wait for each other: a → b → a.', '/c These tasks wait for each other: c → d → c.'],
  ],
  [
    'fields of one type of need are refused on another',
    parallel(
      '{ id: a, action: noop }',
      '{ id: b, action: noop, needs: [{ task: a, output: ¦x }, { task: a, type: data, quorum: ¦1 }] }',
    ),
    [
      '/b "output" belongs to a need of the type data, not completion.',
      '/b "quorum" belongs to a need of the type approval, not data.',
    ],
  ],
  [
    'a task cannot block a task of another run',
    parallel('{ id: a, action: noop, needs: [{ task: b, type: blocks, run: ¦r-1 }] }'),
    ['/a A task of a definition cannot block a task of another run.'],
  ],
  [
    'keys and forms of a need are checked',
    parallel('{ id: a, action: noop, needs: [¦5, { ¦tsk: b }, ¦"a b", { task: b, type: ¦completed }] }'),
    [
      '/a "needs[0]" must be the id of a sibling, an absolute path such as /build/compile, or an object with "task".',
      '/a Unknown key "needs[1].tsk".',
      '/a "needs[2]" must be the id of a sibling, an absolute path such as /build/compile, or an object with "task".',
      '/a "needs[3].type" must be completion, approval, data, prerequisite, blocks or related.',
    ],
  ],
];

const allowed: [rule: string, text: string][] = [
  ['siblings in a parallel', parallel('{ id: a, action: noop }', '{ id: b, action: noop, needs: [a] }')],
  ['an earlier sibling in a composite', composite('{ id: a, action: noop }', '{ id: b, action: noop, needs: [a] }')],
  [
    'tasks in other branches by absolute path, across each other without a circle',
    parallel(
      '{ id: a, kind: parallel, tasks: [{ id: x, action: noop, needs: [/b/y] }, { id: w, action: noop }] }',
      '{ id: b, kind: parallel, tasks: [{ id: z, action: noop, needs: [/a/w] }, { id: y, action: noop }] }',
    ),
  ],
  [
    'one item of a collection from outside',
    parallel(
      '{ id: each, kind: collection, items: input.list, do: { action: noop } }',
      '{ id: b, action: noop, needs: [/each/0] }',
    ),
  ],
  ['a task of another run', parallel('{ id: a, action: noop, needs: [{ task: /x/y, run: r-1 }] }')],
  [
    'related tasks, which wait for nothing, in a circle',
    parallel('{ id: a, action: noop, needs: [{ task: b, type: related }] }', '{ id: b, action: noop, needs: [a] }'),
  ],
];

describe('needs', () => {
  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });

  test.each(allowed)('may name %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test('blocks is written out as a need of the other task', () => {
    const { definition } = parseDefinition(
      parallel(
        '{ id: a, action: noop, needs: [{ task: b, type: blocks, description: first }, { task: /c/d, type: blocks }] }',
        '{ id: b, action: noop }',
        '{ id: c, tasks: [{ id: d, action: noop, needs: [/b] }] }',
      ),
    );
    expect(definition?.root).toEqual({
      id: '',
      kind: 'parallel',
      tasks: [
        { id: 'a', kind: 'basic', action: 'noop', needs: [] },
        {
          id: 'b',
          kind: 'basic',
          action: 'noop',
          needs: [{ task: 'a', type: 'completion', description: 'first' }],
        },
        {
          id: 'c',
          kind: 'composite',
          tasks: [
            {
              id: 'd',
              kind: 'basic',
              action: 'noop',
              needs: [
                { task: '/b', type: 'completion' },
                { task: '/a', type: 'completion' },
              ],
            },
          ],
        },
      ],
    });
  });
});
