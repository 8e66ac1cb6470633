import { describe, expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from '../../definitions/problems-of.js';

const allowed: [what: string, text: string][] = [
  ['an expression for its items', 'kind: collection\nitems: input.files\ndo: { action: noop }'],
  [
    'a range, also of templates',
    'tasks:\n- { id: a, kind: collection, items: { from: 10, to: 1, step: -3 }, do: [] }\n- { id: b, kind: collection, items: { from: 1, to: "${{ input.n }}" }, do: [] }',
  ],
  [
    'every field',
    'kind: collection\nitems: input.files\nfilter: file.size > 0\nas: file\nindex_as: n\nmode: sequential\nbatch: 10\nstrategy: quorum\nquorum: 50%\nmax_concurrency: 5\ndo: [{ id: a, action: noop }]',
  ],
  [
    'a quorum that may be reached, for all that is known',
    'kind: collection\nitems: { from: 1, to: 2 }\nfilter: item > 1\nstrategy: quorum\nquorum: 2\ndo: []',
  ],
];

const refused: Refused[] = [
  ['it has items and something to do', '¦¦kind: collection', ['/ "items" is missing.', '/ "do" is missing.']],
  [
    'items are an expression or a range',
    'kind: collection\nitems: ¦[1, 2]\ndo: []',
    ['/ "items" must be an expression, as in "input.files" or "[1, 2]", or { from, to, step }.'],
  ],
  [
    'bounds are whole numbers or templates',
    'kind: collection\nitems: { from: ¦1.5, to: ¦x, ¦setp: 1 }\ndo: []',
    [
      '/ "items.from" must be a whole number, or a ${{ }} that becomes one.',
      '/ "items.to" must be a whole number, or a ${{ }} that becomes one.',
      '/ Unknown key "items.setp".',
    ],
  ],
  [
    'a step is not 0',
    'kind: collection\nitems: { from: 1, to: 2, step: ¦0 }\ndo: []',
    ['/ A step of 0 never comes to the end.'],
  ],
  [
    'a range has 100,000 items at most',
    'kind: collection\nitems: ¦{ from: 1, to: 100001 }\ndo: []',
    ['/ The range has 100001 items; a collection has at most 100000.'],
  ],
  [
    'names are names',
    'kind: collection\nitems: input.x\nas: ¦my-file\ndo: []',
    ['/ "as" must be a name of letters, digits and "_" that does not begin with a digit.'],
  ],
  [
    'names do not hide variables or words of CEL',
    'kind: collection\nitems: input.x\nas: ¦tasks\nindex_as: ¦in\ndo: []',
    ['/ "tasks" means something else in expressions.', '/ "in" means something else in expressions.'],
  ],
  [
    'the two names differ',
    'kind: collection\nitems: input.x\nas: ¦index\ndo: []',
    ['/ The item and its position have the same name, "index".'],
  ],
  [
    'a quorum can be reached',
    'kind: collection\nitems: { from: 1, to: 4 }\nbatch: 2\nstrategy: quorum\nquorum: ¦3\ndo: []',
    ['/ The quorum 3 cannot be reached: there are 2 children.'],
  ],
  [
    'quorum needs items',
    'kind: collection\nitems: { from: 2, to: 1 }\nstrategy: ¦quorum\nquorum: 1\ndo: []',
    ['/ The strategy quorum fails without children, and there are none.'],
  ],
  [
    'a mode is one of two',
    'kind: collection\nitems: input.x\nmode: ¦serial\ndo: []',
    ['/ "mode" must be parallel or sequential.'],
  ],
];

describe('a collection task', () => {
  test.each(allowed)('may have %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });
});
