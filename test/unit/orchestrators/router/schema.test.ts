import { describe, expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from '../../definitions/problems-of.js';

const ENUM = 'input: { properties: { env: { enum: [prod, test] } } }\nkind: router\nswitch: input.env\n';

const allowed: [what: string, text: string][] = [
  ['cases by name', 'kind: router\nswitch: input.x\ncases: { a: { action: noop }, b: [] }'],
  ['cases by condition', 'kind: router\ncases: [{ when: input.n > 3, do: { action: noop } }, { when: true, do: [] }]'],
  ['a default alone', 'kind: router\nswitch: input.x\ncases: {}\ndefault: { action: noop }'],
  ['a case for every value that the input may have', `${ENUM}cases: { prod: [], test: [] }`],
  ['a default for the values without a case', `${ENUM}cases: { prod: [] }\ndefault: []`],
  [
    'cases for both values of a switch that is true or false',
    'input: { properties: { ok: { type: boolean } } }\nkind: router\nswitch: input.ok\ncases: { "true": [], "false": [] }',
  ],
  [
    'cases for values nested in the input',
    'input: { properties: { a: { properties: { b: { const: 1 } } } } }\nkind: router\nswitch: input.a.b\ncases: { "1": [] }',
  ],
];

const refused: Refused[] = [
  ['cases by name need a switch', 'kind: router\ncases: ¦{ a: [] }', ['/ Cases by name need a "switch".']],
  [
    'a switch needs cases by name',
    'kind: router\nswitch: input.x\ncases: ¦[{ when: true, do: [] }]',
    ['/ With "switch" the cases stand under their names.'],
  ],
  [
    'there is a case or a default',
    'kind: router\nswitch: input.x\ncases: ¦{}',
    ['/ A router without cases needs a "default".'],
  ],
  [
    'there is a case or a default in a list as well',
    'kind: router\ncases: ¦[]',
    ['/ A router without cases needs a "default".'],
  ],
  [
    'a value of the input without a case needs a default',
    `${ENUM}cases: { prod: [] }`.replace('switch: ', 'switch: ¦'),
    ['/ No case takes "test", and there is no "default".'],
  ],
  [
    'a case that no value of the input has is refused',
    `${ENUM}cases: { prd: ¦[], test: [] }`,
    ['/ The case "prd" is never taken: input.env is one of "prod", "test".'],
  ],
  [
    'a literal without a case needs a default',
    'kind: router\nswitch: ¦"\'x\'"\ncases: { y: [] }',
    ['/ No case takes "x", and there is no "default".'],
  ],
  [
    'true and false both need a case',
    'input: { properties: { ok: { type: boolean } } }\nkind: router\nswitch: ¦input.ok\ncases: { "true": [] }',
    ['/ No case takes "false", and there is no "default".'],
  ],
  [
    'names of other paths are refused',
    'kind: router\nswitch: input.x\ncases: { default: ¦[], on_error: ¦[] }',
    [
      '/ A case may not be called "default": its path would be that of another task.',
      '/ A case may not be called "on_error": its path would be that of another task.',
    ],
  ],
  [
    'a name is an id',
    'kind: router\nswitch: input.x\ncases: { ¦"a b": [], ¦constructor: [] }',
    ['a b', 'constructor'].map(
      (name) =>
        `/ The name "cases.${name}" must have 1 to 100 letters, digits, "-" or "_", and may not be a name such as "constructor".`,
    ),
  ],
  [
    'a case has a condition and something to do',
    'kind: router\ncases: [{ ¦wen: true, do: [] }, ¦{ when: true }, { when: true, do: ¦x }]',
    [
      '/ Unknown key "cases[0].wen".',
      '/ "cases[1].do" is missing.',
      '/ "cases[2].do" must be a task or a list of tasks.',
    ],
  ],
];

describe('a router task', () => {
  test.each(allowed)('may have %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  test.each(refused)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });
});
