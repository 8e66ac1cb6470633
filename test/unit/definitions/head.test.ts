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
    'a schedule has cron or every',
    'tasks: []\non: { schedule: ¦{} }',
    ['/ A schedule has either "cron" or "interval".'],
  ],
  [
    'each schedule of a list is checked',
    'tasks: []\non: { schedule: [{ interval: 1h }, ¦{ cron: x, interval: 1h }] }',
    ['/ A schedule has either "cron" or "interval".'],
  ],
  [
    'cron expressions are read',
    'tasks: []\non: { schedule: { cron: [¦"0 6 * *", "0 6 * * 1-5", ¦"0 25 * * *", ¦"0 0 31 2 *", ¦"0 0 L * *"] } }',
    [
      '/ The cron expression "0 6 * *" has 4 fields and not five.',
      '/ The cron expression "0 25 * * *" cannot be read: invalid value for hour: 25.',
      '/ The cron expression "0 0 31 2 *" never comes true.',
      '/ The cron expression "0 0 L * *" has a field "L" that cannot be read.',
    ],
  ],
  [
    'a time zone is one',
    'tasks: []\non: { schedule: { cron: "@daily", timezone: ¦Europe/Bernau } }',
    ['/ There is no time zone "Europe/Bernau".'],
  ],
  [
    'an interval has no time zone, and whole seconds',
    'tasks: []\non: { schedule: { interval: ¦500ms, ¦timezone: UTC } }',
    ['/ "interval" must be whole seconds.', '/ A schedule with "interval" has no "timezone".'],
  ],
  [
    'what is made up for is no shorter than Temporal knows',
    'tasks: []\non: { schedule: { interval: 1h, catch_up: ¦5s } }',
    ['/ "catch_up" must be at least 10s.'],
  ],
  [
    'the input of a schedule is that of the definition',
    'tasks: []\ninput: { type: object, required: [n] }\non: { schedule: [{ interval: 1h, input: { n: 1 } }, ¦{ interval: 2h }] }',
    ["/ The input of the schedule does not fit the definition's. The value must have required property 'n'."],
  ],
  [
    'the input of a schedule stands as it is',
    'tasks: []\non: { schedule: { interval: 1h, input: { a: [¦"${{ now }}", "$${{ b }}"] } } }',
    ['/ The input of a schedule has no expressions.'],
  ],
  ['a schedule has known keys', 'tasks: []\non: { schedule: { ¦evry: 1h } }', ['/ Unknown key "on.schedule.evry".']],
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
  [
    'a webhook that sends a signal says to whom',
    'tasks: []\non: { webhook: { source: gh, ¦signal: ci } }',
    ['/ A webhook that sends a signal says by "correlation" which waits get it.'],
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
