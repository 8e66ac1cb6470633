import { describe, expect, test } from 'vitest';
import { parseDefinition } from '../../../src/definitions/parse-definition.js';
import { expectedProblems, problemsOf, type Refused } from './problems-of.js';

const refused: Refused[] = [
  ['an empty text', '¦', ['- There is nothing in it.']],
  ['a text of comments', '¦# nothing\n', ['- There is nothing in it.']],
  [
    'a list at the top',
    '¦- id: a\n  action: noop',
    ['/ A definition is an object with keys such as "id" and "tasks", not a list.'],
  ],
  [
    'a single value at the top',
    '¦release',
    ['/ A definition is an object with keys such as "id" and "tasks", not a single value.'],
  ],
  ['a second document', 'action: noop\n---\n¦action: noop', ['- A second document begins here.']],
  [
    'keys that stand twice, all of them',
    'action: noop\n¦action: noop\ntitle: a\n¦title: b',
    ['- The key "action" stands here twice.', '- The key "title" stands here twice.'],
  ],
  ['a tag', 'action: ¦!!str noop', ['- The tag !!str is not taken.']],
  ['a tag of its own', 'action: noop\nwith: ¦!js/function "x"', ['- The tag !js/function is not taken.']],
  ['an alias without an anchor', 'action: ¦*x', ['- There is no anchor "&x" before this alias.']],
  ['an alias within what it means', 'with: &x [¦*x]', ['- The alias "*x" stands within what it means.']],
  ['a number that JSON does not have', 'with: ¦.nan', ['- This value cannot be written as JSON.']],
  [
    'a number that is too large',
    'with: [9007199254740991, ¦9007199254740993, 1e30]',
    ['- This number is too large to be exact.'],
  ],
  ['a key that is a list', '? ¦[a]\n: 1', ['- This is not YAML: With stringKeys, all keys must be strings.']],
  ['the key __proto__', 'with: { ¦__proto__: { a: 1 } }', ['- A key may not be "__proto__".']],
  ['a merge of what is no object', 'with: { <<: ¦[1] }', ['- What is merged with "<<" must be an object.']],
  ['a zero byte', 'action: ¦\0noop', ['- This is not a text: it has a zero byte.']],
  ['a tab as indentation', 'tasks:\n¦\t- id: a', ['- This is not YAML: Tabs are not allowed as indentation.']],
  ['a quote that is not closed', "title: 'x¦", ["- This is not YAML: Missing closing 'quote."]],
];

const refusedJson: Refused[] = [
  ['a comma too many', '{ "action": "noop", ¦}', ['- This is not JSON: a key is expected here.']],
  ['an end that comes too early', '{ "action": "noop"¦', ['- This is not JSON: "," or "}" is expected here.']],
  ['a text after the end', '{ "action": "noop" } ¦x', ['- This is not JSON: the end is expected here.']],
  ['a text that is not closed', '{ "action": ¦"noop }', ['- This is not JSON: a value is expected here.']],
  ['a wrong bracket', '[1, 2¦}', ['- This is not JSON: "," or "]" is expected here.']],
  ['a missing colon', '{ "a" ¦1 }', ['- This is not JSON: ":" is expected here.']],
  ['YAML', '¦action: noop', ['- This is not JSON: a value is expected here.']],
  ['keys that stand twice', '{ "action": "noop", ¦"action": "http" }', ['- The key "action" stands here twice.']],
  [
    'a wrong value',
    '{\n\t"action": "noop",\n\t"when": ¦5\n}',
    ['/ "when" must be an expression that is true or false, written as a text.'],
  ],
];

const NO_TEXT = 'A text of a definition may hold neither a NUL character nor half of a surrogate pair.';

const noTexts: Refused[] = [
  ['in a title', 'action: noop\ntitle: "a¦\\0b"', [`/ ${NO_TEXT}`]],
  ['in a description below', 'tasks:\n- { id: a, action: noop, description: "¦\\ud800" }', [`/a ${NO_TEXT}`]],
  [
    'in attributes, in what an action gets and in keys',
    'tasks:\n- { id: a, action: noop, attributes: { x: [1, "é¦\\udc00"] } }\n- { id: b, action: noop, with: { ¦"k\\0": "¦\\x00" } }',
    [`/a ${NO_TEXT}`, `/b ${NO_TEXT}`, `/b ${NO_TEXT}`],
  ],
  ['in the input schema', 'action: noop\ninput: { description: "¦\\0" }', [`/ ${NO_TEXT}`]],
  ['in an id', 'tasks:\n- { id: "a¦\\0", action: noop }', [`/ ${NO_TEXT}`]],
];

/** What `text` may not do: take long, or end the process. */
const hostile: [name: string, text: string, said: string][] = [
  ['brackets', '['.repeat(1_000_000), 'Lists and objects may stand 400 deep at most.'],
  ['dashes', '- '.repeat(500_000), 'Lists and objects may stand 400 deep at most.'],
  ['braces', '{a: '.repeat(250_000), 'Lists and objects may stand 400 deep at most.'],
  [
    'aliases of aliases',
    `with:\n${Array.from({ length: 30 }, (_, level) => `  - &a${level} [${level === 0 ? 'x' : `*a${level - 1}, `.repeat(9)}]`).join('\n')}`,
    'It is larger than 4 MiB once its aliases are written out.',
  ],
  ['too much', `title: ${'x'.repeat(1_048_576)}`, 'A definition has 1 MiB at most.'],
  ['too much once encoded', `title: ${'é'.repeat(600_000)}`, 'A definition has 1 MiB at most.'],
];

describe('the text of a definition', () => {
  test.each(refused)('%s is refused', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });

  test.each(refusedJson)('%s in a JSON file is refused', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text, { file: 'release.json' })).toEqual(problems);
  });

  test.each(noTexts)('an escape %s that is no text is refused', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });

  test('in JSON the same escapes are refused, and the pairs that make one character are taken', () => {
    const json = (title: string) => problemsOf(`{ "action": "noop", "title": "${title}" }`, { file: 'a.json' });
    expect(['\\u0000', '\\ud83d', '\\ud83d\\ude00'].map(json)).toEqual([
      [`1:31 / ${NO_TEXT}`],
      [`1:31 / ${NO_TEXT}`],
      [],
    ]);
  });

  test.each(hostile)('%s without end are refused', (_, text, said) => {
    const { definition, problems } = parseDefinition(text);
    expect(definition).toBeNull();
    expect(problems.map(({ message }) => message)).toEqual([said]);
  });

  test('is UTF-8 where it comes as bytes', () => {
    const bytes = new TextEncoder().encode('action: noop\ntitle: Grüße');
    expect(parseDefinition(bytes).definition?.title).toBe('Grüße');
    expect(parseDefinition(Uint8Array.from([...bytes, 0xff])).problems).toEqual([
      {
        code: 'invalid_definition',
        message: 'This is not a text in UTF-8.',
        file: null,
        line: 1,
        column: 1,
        path: null,
        hint: 'Name a YAML or JSON file that is saved as UTF-8.',
      },
    ]);
  });

  test('may begin with a byte order mark', () => {
    expect(parseDefinition('\ufeffaction: noop').problems).toEqual([]);
    expect(parseDefinition('\ufeff{ "action": "noop" }', { format: 'json' }).problems).toEqual([]);
  });

  test('may use anchors, aliases and merged keys', () => {
    const { definition } = parseDefinition(
      'attributes: { retry: &retry { max_attempts: 5, backoff: 3 } }\ntasks:\n- { id: a, action: noop, retry: *retry }\n- { id: b, action: noop, retry: { <<: *retry, backoff: 1 } }',
    );
    expect(definition?.root).toMatchObject({
      tasks: [
        { id: 'a', retry: { max_attempts: 5, backoff: 3 } },
        { id: 'b', retry: { max_attempts: 5, backoff: 1 } },
      ],
    });
  });

  test('takes on, yes and no as the texts that they are', () => {
    const { definition } = parseDefinition('action: transform\nwith: { a: yes, b: no, c: on }\non: { schedule: [] }');
    expect(definition?.root).toMatchObject({ with: { a: 'yes', b: 'no', c: 'on' } });
  });

  test('says that an expression between braces stands in quotes', () => {
    for (const text of ['with: { sum: ${{ 1 + 1 }} }', 'with: { sum: about ${{ 1 }} }', 'with: [${{ 1 }}]']) {
      const { problems } = parseDefinition(`action: transform\n${text}`);
      expect(problems.map(({ hint }) => hint)).toEqual([
        'Between { } and [ ] an expression stands in quotes, as in "${{ … }}".',
      ]);
    }
  });

  test('gives problems the name of the file', () => {
    const { problems } = parseDefinition('action: 5', { file: 'flows/release.yaml' });
    expect(problems).toEqual([
      {
        code: 'invalid_definition',
        message:
          '"action" must have 1 to 100 letters, digits, "-" or "_", and may not be a name such as "constructor".',
        file: 'flows/release.yaml',
        line: 1,
        column: 9,
        path: '/',
        hint: 'What is executed: noop, transform, http, shell, mcp, external, run, activity, workflow, or an action of your own.',
      },
    ]);
  });
});
