import { expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from './problems-of.js';

const ID = 'must have 1 to 100 letters, digits, "-" or "_", and may not be a name such as "constructor".';
const VERSION = 'must be a version such as 1.4.0 or 2.0.0-rc.1, written as a text.';

const refused: Refused[] = [
  ['an id is one', 'id: ¦constructor\ntasks: []', [`/ "id" ${ID}`]],
  ['a version is a text', 'version: ¦1.0\ntasks: []', [`/ "version" ${VERSION}`]],
  ['a version has three numbers', 'version: ¦"1.0"\ntasks: []', [`/ "version" ${VERSION}`]],
  ['an unknown key is refused', '¦inptu: {}\ntasks: []', ['/ Unknown key "inptu".']],
  [
    'head keys are refused in a task',
    'tasks: [{ id: a, action: noop, ¦version: 1.0.0 }]',
    ['/a Unknown key "version".'],
  ],
  [
    'a schedule has cron or interval',
    'tasks: []\non: { schedule: ¦{} }',
    ['/ A schedule has either "cron" or "interval".'],
  ],
  [
    'each schedule of a list is checked',
    'tasks: []\non: { schedule: [{ interval: 1h }, ¦{ cron: x, interval: 1h }] }',
    ['/ A schedule has either "cron" or "interval".'],
  ],
  [
    'an overlap is a known one',
    'tasks: []\non: { schedule: { interval: 1h, overlap: ¦skp } }',
    ['/ "on.schedule.overlap" must be skip, buffer_one, buffer_all, cancel_other, terminate_other or allow_all.'],
  ],
  [
    'expressions of a webhook are checked',
    'tasks: []\non: { webhook: [{ source: gh, when: "a ¦= 1", input: "¦${{ x" }] }',
    [
      '/ The expression in "on.webhook[0].when" is not valid: unexpected "=".',
      '/ The expression in "on.webhook[0].input" is not valid: "${{" is not closed.',
    ],
  ],
  ['a webhook has a source', 'tasks: []\non: { webhook: ¦{ event: push } }', ['/ "on.webhook.source" is missing.']],
  ['mcp has known keys', 'tasks: []\nmcp: { ¦tol: true }', ['/ Unknown key "mcp.tol".']],
];

test.each(refused)('%s', (...row) => {
  const { text, problems } = expectedProblems(row);
  expect(problemsOf(text)).toEqual(problems);
});

test('the address of the schema may stand in a definition', () => {
  expect(problemsOf('$schema: ../schema/definition.schema.json\ntasks: []')).toEqual([]);
});
