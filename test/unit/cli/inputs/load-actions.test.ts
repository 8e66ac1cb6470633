import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadActions } from '../../../../src/cli/inputs/load-actions.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taskwright-actions-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function load(name: string, text: string): Promise<readonly string[]> {
  writeFileSync(join(folder, name), text);
  return (await loadActions([name], folder)).map((action) => action.name);
}

const ONE = "{ name: 'one', input: {}, run: () => null }";
const TWO = "{ name: 'two', input: {}, run: () => null }";

test.each([
  ['by names', 'a.mjs', `export const one = ${ONE}; export const two = ${TWO}; export const n = 1;`],
  ['as a list', 'b.mjs', `export default [${ONE}, ${TWO}];`],
  ['from a module of CommonJS', 'c.cjs', `exports.one = ${ONE}; exports.two = ${TWO};`],
  ['from TypeScript', 'd.mts', `const n: number = 1; export const one = ${ONE}; export const two = ${TWO};`],
  ['from TypeScript of CommonJS', 'e.cts', `const n: number = 1; exports.one = ${ONE}; exports.two = ${TWO};`],
])('actions are exported %s', async (_, name, text) => {
  expect(await load(name, text)).toEqual(['one', 'two']);
});

test('an action that is exported twice is one', async () => {
  expect(await load('a.mjs', `export const one = ${ONE}; export default one;`)).toEqual(['one']);
});

test.each([
  ['exports no action', 'a.mjs', 'export const n = 1;', /exports no action/],
  ['cannot be executed', 'b.mjs', 'throw new Error("broken");', /cannot be loaded: broken/],
])('a module that %s is refused', async (_, name, text, message) => {
  await expect(load(name, text)).rejects.toThrow(message);
});

test('a module that is not there is refused', async () => {
  await expect(loadActions(['nope.mjs'], folder)).rejects.toMatchObject({ code: 'invalid_input' });
});
