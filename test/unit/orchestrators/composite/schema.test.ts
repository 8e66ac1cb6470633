import { describe, expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from '../../definitions/problems-of.js';

const allowed: [what: string, text: string][] = [
  ['no children', 'tasks: []'],
  ['a repeat', 'tasks: [{ id: check, action: noop }]\nrepeat: { until: tasks.check.output, max: 10, delay: 5s }'],
  [
    'compensations at any depth',
    'tasks: [{ id: a, kind: parallel, tasks: [{ id: b, action: noop, compensate: { action: transform, with: "${{ tasks.b.output }}" } }] }]',
  ],
];

const refused: Refused[] = [
  ['it has tasks', '¦kind: composite', ['/ "tasks" is missing.']],
  [
    'a repeat ends',
    'tasks: []\nrepeat: ¦¦{ delay: 5s }',
    ['/ "repeat.until" is missing.', '/ "repeat.max" is missing.'],
  ],
  [
    'a repeat runs at least once',
    'tasks: []\nrepeat: { until: true, max: ¦0 }',
    ['/ "repeat.max" must be a whole number from 1 to 100000.'],
  ],
  [
    'keys of a repeat are checked',
    'tasks: []\nrepeat: { ¦untl: true, max: 1, delay: ¦5 }',
    [
      '/ Unknown key "repeat.untl".',
      '/ "repeat.delay" must be a duration such as 500ms, 90s, 15m, 2h or 3d, ten years at most.',
    ],
  ],
];

describe('a composite task', () => {
  test.each(allowed)('may have %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });
});
