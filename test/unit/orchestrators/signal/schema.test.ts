import { describe, expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from '../../definitions/problems-of.js';

const allowed: [what: string, text: string][] = [
  ['a run', 'kind: signal\nsignal: x\nto: { run: "${{ input.parent }}" }\npayload: { sha: "${{ input.sha }}" }'],
  ['a task of a run', 'kind: signal\nsignal: x\nto: { run: r, task: /approve }\nallow_none: true'],
  ['a correlation key', 'kind: signal\nsignal: "${{ input.name }}"\nto: { correlation: pr-1 }'],
  [
    'a run that is started',
    'kind: signal\nsignal: x\nto: { definition: other@1.0.0, input: { a: 1 }, run: r, start: true }',
  ],
];

const FORMS = 'cannot be understood with';

const refused: Refused[] = [
  ['it says to whom', '¦kind: signal\nsignal: x', ['/ "to" is missing.']],
  ['it says what', '¦kind: signal\nto: { run: r }', ['/ "signal" is missing.']],
  [
    'forms do not mix',
    'kind: signal\nsignal: x\nto: ¦{ run: r, correlation: k }',
    [`/ "to" ${FORMS} "run", "correlation".`],
  ],
  ['a task stands with its run', 'kind: signal\nsignal: x\nto: ¦{ task: /a }', [`/ "to" ${FORMS} "task".`]],
  [
    'a run that may be started has an id',
    'kind: signal\nsignal: x\nto: ¦{ definition: d, start: true }',
    [`/ "to" ${FORMS} "definition", "start".`],
  ],
  [
    'start is true',
    'kind: signal\nsignal: x\nto: { definition: d, run: r, start: ¦false }',
    ['/ "to.start" must be true.'],
  ],
  ['it goes to somebody', 'kind: signal\nsignal: x\nto: ¦{}', [`/ "to" ${FORMS} nothing in it.`]],
  ['keys are checked', 'kind: signal\nsignal: x\nto: { run: r, ¦taks: /a }', ['/ Unknown key "to.taks".']],
];

describe('a signal task', () => {
  test.each(allowed)('may have %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });
});
