import { describe, expect, test } from 'vitest';
import { expectedProblems, problemsOf, type Refused } from './problems-of.js';

const unknown = (path: string, name: string) => `${path} There is no variable "${name}" here.`;

const located: Refused[] = [
  ['a plain text on one line', 'action: transform\nwith: ok ${{ ¦nope }}', [unknown('/', 'nope')]],
  [
    'a plain text that goes on in the next lines',
    'action: transform\nwith: one\n  two\n\n  three ${{ ¦nope }}',
    [unknown('/', 'nope')],
  ],
  ['a text in single quotes', "action: transform\nwith: 'it''s ${{ ¦nope }}'", [unknown('/', 'nope')]],
  [
    'a text in double quotes, with escapes',
    'action: transform\nwith: "a\\tb\\x41\\u0041\\U0001F600\\" ${{ ¦nope }}"',
    [unknown('/', 'nope')],
  ],
  [
    'a text in double quotes with joined lines',
    'action: transform\nwith: "one\\\n  two\n  three ${{ ¦nope }}"',
    [unknown('/', 'nope')],
  ],
  [
    'a literal block',
    'action: transform\nwith:\n  a: |\n    first\n\n      ${{ ¦nope }}\n    ${{ ¦more }}\n',
    [unknown('/', 'nope'), unknown('/', 'more')],
  ],
  [
    'a literal block whose first line is indented by its header',
    'action: transform\nwith: |2\n    x ${{ ¦nope }}\n',
    [unknown('/', 'nope')],
  ],
  ['a folded block', 'action: transform\nwith: >-\n  first\n  second ${{ ¦nope }}\n', [unknown('/', 'nope')]],
  ['a text behind characters of two units', 'action: transform\nwith: "😀 ${{ ¦nope }}"', [unknown('/', 'nope')]],
  ['lines that end with CR LF', 'action: transform\r\nwith: ok ${{ ¦nope }}\r\n', [unknown('/', 'nope')]],
  [
    'an alias, at its anchor',
    'tasks:\n- { id: a, action: transform, with: &x "${{ ¦¦nope }}" }\n- { id: b, action: transform, with: *x }',
    [unknown('/a', 'nope'), unknown('/b', 'nope')],
  ],
  [
    'merged keys, where they stand',
    'tasks:\n- &x { id: a, action: http, with: { url: ¦¦5 } }\n- { <<: *x, id: b }',
    ['/a "with" of the action http: "url" must be a text.', '/b "with" of the action http: "url" must be a text.'],
  ],
  ['a quoted key', 'action: noop\n¦"unknown": 1', ['/ Unknown key "unknown".']],
  ['a key without a value', 'action: noop\ntype:¦', ['/ "type" must be a text of 1 to 200 characters.']],
  [
    'something missing, at the object that should have it',
    'tasks:\n- id: a\n  tasks:\n  - ¦action: noop',
    ['/a "id" is missing.'],
  ],
];

describe('positions', () => {
  test.each(located)('%s', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });

  test('problems come in the order of the text, each once', () => {
    const text =
      'x: 1\ntasks:\n- { id: a, action: noop, y: 1, when: nope && nope }\n- { id: a, action: noop, when: "" }\nz: 1';
    expect(problemsOf(text)).toEqual([
      '1:1 / Unknown key "x".',
      '3:26 /a Unknown key "y".',
      '3:38 /a There is no variable "nope" here.',
      '4:9 /a Two tasks beside each other have the id "a".',
      '4:32 /a "when" must be an expression that is true or false, written as a text.',
      '5:1 / Unknown key "z".',
    ]);
  });
});
