import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGivenInput, toRunInput, type InputOptions } from '../../../../src/cli/inputs/read-run-input.js';
import type { JsonObject, JsonValue } from '../../../../src/domain/json.js';
import { createFakeIo } from '../fake-io.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taskwright-input-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function read(options: InputOptions, schema: JsonObject = {}, stdin = ''): Promise<JsonValue> {
  const io = createFakeIo({ cwd: folder, readInput: async () => stdin });
  return toRunInput(await readGivenInput(io, options), schema);
}

test('without anything the input is an empty object', async () => {
  expect(await read({})).toEqual({});
});

test('a value is JSON, else text', async () => {
  const i = ['n=3', 'on=true', 'none=null', 'list=[1,2]', 'o={"a":1}', 'name=Ann Lee', 'eq=a=b', 'empty=', 'v=1.2.3'];
  expect(await read({ i })).toEqual({
    n: 3,
    on: true,
    none: null,
    list: [1, 2],
    o: { a: 1 },
    name: 'Ann Lee',
    eq: 'a=b',
    empty: '',
    v: '1.2.3',
  });
});

test.each<[what: string, property: JsonValue, text: string, value: JsonValue]>([
  ['text', { type: 'string' }, '1.0', '1.0'],
  ['text in quotes', { type: 'string' }, '"a"', '"a"'],
  ['text or null', { type: ['string', 'null'] }, 'null', null],
  ['text or null', { type: ['string', 'null'] }, '7', '7'],
  ['text or a number', { type: ['string', 'number'] }, '7', 7],
  ['one of some texts', { enum: ['1', '2'] }, '1', '1'],
  ['one text', { const: '1' }, '1', '1'],
  ['text in one of several schemas', { anyOf: [{ type: 'string' }, { type: 'null' }] }, '7', '7'],
  ['text by a reference', { $ref: '#/$defs/version' }, '7', '7'],
  ['text in all of several schemas', { allOf: [{ type: ['string', 'integer'] }, { type: 'string' }] }, '7', '7'],
  ['a number', { type: 'number' }, '7', 7],
  ['anything', true, '7', 7],
])('where the schema wants %s, it is: %j, %s', async (_, property, text, value) => {
  const schema = { properties: { key: property }, $defs: { version: { type: 'string' } } };
  expect(await read({ i: [`key=${text}`] }, schema)).toEqual({ key: value });
});

test('the schema of a key is also found in a part of the schema, and for additional keys', async () => {
  const schema = {
    allOf: [{ $ref: '#/$defs/named' }],
    $defs: { named: { properties: { name: { type: 'string' } } } },
  };
  expect(await read({ i: ['name=1'] }, schema)).toEqual({ name: '1' });
  expect(await read({ i: ['any=1'] }, { additionalProperties: { type: 'string' } })).toEqual({ any: '1' });
});

test('a schema that refers to itself in a circle says nothing', async () => {
  const schema = { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: { $ref: '#/$defs/a' } } };
  expect(await read({ i: ['a=1'] }, schema)).toEqual({ a: 1 });
});

test('pairs override the file, and the last pair of a key wins', async () => {
  writeFileSync(join(folder, 'in.json'), '{ "a": 1, "b": 2 }');
  expect(await read({ input: 'in.json', i: ['b=3', 'b=4', 'c=5'] })).toEqual({ a: 1, b: 4, c: 5 });
});

test('the input may be YAML by the name of its file', async () => {
  writeFileSync(join(folder, 'in.yaml'), 'a: 1\nb: [x, y]\n');
  expect(await read({ input: 'in.yaml' })).toEqual({ a: 1, b: ['x', 'y'] });
});

test('"-" is stdin', async () => {
  expect(await read({ input: '-' }, {}, '{ "a": 1 }')).toEqual({ a: 1 });
});

test('a key such as __proto__ is a key like any other', async () => {
  const input = await read({ i: ['__proto__=1'] });
  expect(JSON.stringify(input)).toBe('{"__proto__":1}');
});

test.each<[what: string, options: InputOptions, stdin: string]>([
  ['a pair without "="', { i: ['name'] }, ''],
  ['a pair without a key', { i: ['=1'] }, ''],
  ['a file that is not there', { input: 'nope.json' }, ''],
  ['stdin that is no JSON', { input: '-' }, 'a: 1'],
  ['empty stdin', { input: '-' }, ''],
  ['pairs on top of a list', { input: '-', i: ['a=1'] }, '[1]'],
])('%s is refused', async (_, options, stdin) => {
  await expect(read(options, {}, stdin)).rejects.toMatchObject({ code: 'invalid_input' });
});
