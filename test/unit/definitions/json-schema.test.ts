import { describe, expect, test } from 'vitest';
import { createSchemaCheck, findSchemaDefect } from '../../../src/definitions/json-schema.js';
import type { JsonObject } from '../../../src/domain/json.js';
import { expectedProblems, problemsOf, type Refused } from './problems-of.js';

const refused: Refused[] = [
  [
    'a type that does not exist',
    'action: noop\ninput: { type: ¦objct }',
    ['/ "input" is not a JSON Schema: "type" must be one of array, boolean, integer, null, number, object, string.'],
  ],
  [
    'a wrong value deep inside',
    'action: noop\ninput:\n  properties:\n    a: { minimum: ¦x }',
    ['/ "input" is not a JSON Schema: "properties.a.minimum" must be number.'],
  ],
  [
    'a keyword that looks misspelt',
    'action: noop\ninput: ¦{ propertys: {} }',
    ['/ "input" is not a JSON Schema: "propertys" means nothing in it.'],
  ],
  [
    'a format that looks misspelt',
    'action: noop\ninput: ¦{ format: emial }',
    ['/ "input" is not a JSON Schema: "emial" means nothing in it.'],
  ],
  [
    'a reference that leads nowhere',
    "action: noop\ninput: ¦{ $ref: '#/$defs/x' }",
    ['/ "input" is not a JSON Schema: can\'t resolve reference #/$defs/x from id #.'],
  ],
  [
    'a reference to elsewhere',
    "action: noop\ninput: ¦{ $ref: 'https://schemas.test/x' }",
    ['/ "input" is not a JSON Schema: can\'t resolve reference https://schemas.test/x from id #.'],
  ],
  [
    'an unknown draft',
    'action: noop\ninput: { $schema: ¦"http://json-schema.org/draft-04/schema#" }',
    ['/ "input" is not a JSON Schema: the draft "http://json-schema.org/draft-04/schema#" is not known.'],
  ],
  ['what is no object', 'action: noop\ninput: ¦true', ['/ "input" must be an object.']],
];

describe('the schema of an input', () => {
  test.each(refused)('%s is refused', (...row) => {
    const { text, problems } = expectedProblems(row);
    expect(problemsOf(text)).toEqual(problems);
  });

  test.each<[string, JsonObject]>([
    ['nothing', {}],
    [
      'formats',
      { type: 'object', properties: { at: { type: 'string', format: 'date-time' }, to: { format: 'email' } } },
    ],
    ['what draft 2020-12 has', { type: 'array', prefixItems: [{ type: 'string' }], unevaluatedItems: false }],
    [
      'draft 7',
      { $schema: 'http://json-schema.org/draft-07/schema#', definitions: { a: {} }, $ref: '#/definitions/a' },
    ],
    ['its own keywords', { type: 'object', 'x-order': 1, ui: { widget: 'text' }, example: {} }],
  ])('may have %s', (_, schema) => {
    expect(findSchemaDefect(schema)).toBeNull();
  });
});

describe('createSchemaCheck', () => {
  test('says everything that keeps a value from meeting a schema', () => {
    const check = createSchemaCheck({
      type: 'object',
      required: ['version'],
      additionalProperties: false,
      properties: { version: {}, env: { enum: ['prod', 'test'] }, list: { items: { type: 'integer' } } },
    });
    expect(check({ version: 1 })).toEqual([]);
    expect(check({ env: 'prd', list: [1, 'x'], extra: 1 })).toEqual([
      { field: [], message: "The value must have required property 'version'." },
      { field: [], message: 'The value must not have "extra".' },
      { field: ['env'], message: '"env" must be one of "prod", "test".' },
      { field: ['list', 1], message: '"list[1]" must be integer.' },
    ]);
  });

  test('refuses a value that breaks comparisons, instead of breaking itself', () => {
    expect(createSchemaCheck({ uniqueItems: true })([{ valueOf: 1 }, { valueOf: 1 }])).toHaveLength(1);
  });

  test('does not find what stands on Object.prototype', () => {
    expect(createSchemaCheck({ required: ['constructor'] })({})).toHaveLength(1);
  });
});
