import { describe, expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from '../../definitions/problems-of.js';

const allowed: [what: string, text: string][] = [
  ['no children', 'kind: parallel\ntasks: []'],
  ['no children in a race, which fails when it runs', 'kind: parallel\nstrategy: race\ntasks: []'],
  [
    'a quorum by number or percentage',
    'tasks:\n- { id: a, kind: parallel, strategy: quorum, quorum: 1, tasks: [{ id: x, action: noop }] }\n- { id: b, kind: parallel, strategy: quorum, quorum: 50%, tasks: [{ id: x, action: noop }] }',
  ],
  [
    'tolerance with wait_all and fail_fast',
    'tasks:\n- { id: a, kind: parallel, tolerate: { failed: 0 }, tasks: [] }\n- { id: b, kind: parallel, strategy: fail_fast, tolerate: { failed: 12.5% }, tasks: [] }',
  ],
  ['a limit', 'kind: parallel\nmax_concurrency: 10\ntasks: []'],
];

const refused: Refused[] = [
  ['it has tasks', '¦kind: parallel', ['/ "tasks" is missing.']],
  ['tasks are a list', 'kind: parallel\ntasks: ¦{ a: { action: noop } }', ['/ "tasks" must be a list of tasks.']],
  [
    'every child has an id',
    'kind: parallel\ntasks:\n- ¦action: noop\n- ¦5',
    ['/ "id" is missing.', '/ A task must be an object.'],
  ],
  [
    'ids are unique among siblings',
    'kind: parallel\ntasks: [{ id: a, action: noop }, { id: ¦a, action: noop }]',
    ['/a Two tasks beside each other have the id "a".'],
  ],
  [
    'ids are no names of attached tasks or of Object.prototype',
    'kind: parallel\ntasks:\n- { id: ¦compensate, action: noop }\n- { id: ¦toString, action: noop }',
    [
      '/compensate A task may not be called "compensate": its path would be that of a task attached to its parent.',
      '/toString "id" must have 1 to 100 letters, digits, "-" or "_", and may not be a name such as "constructor".',
    ],
  ],
  [
    'a strategy is one of five',
    'kind: parallel\nstrategy: ¦qurum\ntasks: []',
    ['/ "strategy" must be wait_all, fail_fast, best_effort, race or quorum.'],
  ],
  [
    'the strategy quorum needs a quorum',
    'kind: parallel\nstrategy: ¦quorum\ntasks: [{ id: a, action: noop }]',
    ['/ The strategy quorum needs "quorum".'],
  ],
  [
    'a quorum needs its strategy',
    'kind: parallel\nquorum: ¦1\ntasks: []',
    ['/ "quorum" has no meaning with the strategy wait_all.'],
  ],
  [
    'a quorum can be reached',
    'kind: parallel\nstrategy: quorum\nquorum: ¦2\ntasks: [{ id: a, action: noop }]',
    ['/ The quorum 2 cannot be reached: there is 1 child.'],
  ],
  [
    'a quorum is more than nothing',
    'kind: parallel\nstrategy: quorum\nquorum: ¦0\ntasks: []',
    ['/ "quorum" must be at least 1, or a percentage such as "50%".'],
  ],
  [
    'a percentage is between 0 and 100',
    'kind: parallel\nstrategy: quorum\nquorum: ¦101%\ntasks: []',
    ['/ "quorum" must be more than 0% and at most 100%.'],
  ],
  [
    'quorum needs children',
    'kind: parallel\nstrategy: ¦quorum\nquorum: 1\ntasks: []',
    ['/ The strategy quorum fails without children, and there are none.'],
  ],
  [
    'only wait_all and fail_fast tolerate failures',
    'kind: parallel\nstrategy: best_effort\ntolerate: ¦{ failed: 1 }\ntasks: []',
    ['/ "tolerate" has no meaning with the strategy best_effort.'],
  ],
  [
    'tolerance is not negative',
    'kind: parallel\ntolerate: { failed: ¦-1 }\ntasks: []',
    ['/ "tolerate.failed" must be at least 0, or a percentage such as "50%".'],
  ],
];

describe('a parallel task', () => {
  test.each(allowed)('may have %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });
});
