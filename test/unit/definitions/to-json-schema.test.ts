import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { toJsonSchema } from '../../../src/definitions/to-json-schema.js';
import { isJsonObject, type JsonValue } from '../../../src/domain/json.js';
import { EVERY_KIND, RELEASE } from './example-definitions.js';
import { composite, parallel, problemsOf } from './problems-of.js';

const published: JsonValue = JSON.parse(
  readFileSync(new URL('../../../schema/definition.schema.json', import.meta.url), 'utf8'),
);

const validate = new Ajv({ strict: false, allErrors: true }).compile(toJsonSchema());

test('the published schema is the one that the code makes: run "npx tsx scripts/generate-schema.ts"', () => {
  expect(published).toEqual(toJsonSchema());
});

test.each([
  ['the release example', RELEASE],
  ['every notation of every kind', EVERY_KIND],
  ['a body that is a basic task', 'action: noop\nwhen: true'],
  [
    'tasks attached to others',
    composite('{ id: a, action: noop, on_error: { action: noop }, compensate: { action: noop } }'),
  ],
  [
    'triggers and agents',
    'tasks: []\non: { schedule: [{ interval: 1h }], webhook: { source: gh } }\nmcp: { tool: true }',
  ],
])('takes %s', (_, text) => {
  expect(validate(parse(text)) ? [] : validate.errors).toEqual([]);
  expect(problemsOf(text)).toEqual([]);
});

test.each([
  ['at the top', 'tasks: []\nunknown: 1'],
  ['in a task', composite('{ id: a, action: noop, unknown: 1 }')],
  ['in a field', composite('{ id: a, action: noop, retry: { unknown: 1 } }')],
  [
    'in a task deep inside',
    composite('{ id: a, kind: router, switch: input.x, cases: { b: [{ id: c, action: noop, unknown: 1 }] } }'),
  ],
  ['of another kind', composite('{ id: a, kind: wait, duration: 5s, tasks: [] }')],
])('refuses an unknown key %s, as the parser does', (_, text) => {
  expect(validate(parse(text))).toBe(false);
  expect(problemsOf(text)).toHaveLength(1);
});

test.each([
  ['a task without an id in a list', parallel('{ action: noop }')],
  ['an unknown kind', composite('{ id: a, kind: paralel, tasks: [] }')],
  ['a wait for nothing', 'kind: wait'],
  ['a wait for two things', 'kind: wait\nsignal: a\nduration: 5s'],
  ['an aggregate of nothing', 'kind: aggregate'],
  ['a signal to a run and a key', 'kind: signal\nsignal: x\nto: { run: a, correlation: b }'],
  ['a case with a name that is no id', 'kind: router\nswitch: input.x\ncases: { "a b": [] }'],
  ['a duration without a unit', 'action: noop\ntimeout: "30"'],
  ['a priority beyond 5', 'action: noop\npriority: 6'],
])('refuses %s, as the parser does', (_, text) => {
  expect(validate(parse(text))).toBe(false);
  expect(problemsOf(text).length).toBeGreaterThan(0);
});

test('describes every field, which is the help that editors show', () => {
  const undescribed: string[] = [];
  collect(published, '');
  expect(undescribed).toEqual([]);

  function collect(value: JsonValue, path: string): void {
    if (Array.isArray(value)) return value.forEach((one, index) => collect(one, `${path}/${index}`));
    if (!isJsonObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'properties' && isJsonObject(inner)) {
        for (const [name, field] of Object.entries(inner)) {
          if (isJsonObject(field) && field.$ref === undefined && field.description === undefined)
            undescribed.push(`${path}/${name}`);
        }
      }
      collect(inner, `${path}/${key}`);
    }
  }
});
