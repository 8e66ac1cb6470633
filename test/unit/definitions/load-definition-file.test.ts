import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadDefinitionFile } from '../../../src/definitions/load-definition-file.js';

const directory = mkdtempSync(join(tmpdir(), 'taskwright-definitions-'));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  writeFileSync(join(directory, name), content);
  return name;
}

const load = (name: string) => loadDefinitionFile(name, { directory });

const saidOf = async (name: string) =>
  (await load(name)).problems.map(({ code, message, file, line }) => ({ code, message, file, line }));

test.each([
  ['flow.yaml', 'action: noop'],
  ['flow.yml', 'action: noop'],
  ['flow.json', '{ "action": "noop" }'],
  ['flow.mjs', 'export default { action: "noop" };'],
  ['flow.cjs', 'module.exports = { action: "noop" };'],
  ['flow.mts', 'const action: string = "noop";\nexport default { action };'],
  ['flow.ts', 'const action: string = "noop";\nexport default { action };'],
  ['flow.cts', 'const action: string = "noop";\nexport default { action };'],
])('reads %s', async (name, content) => {
  const { definition, problems } = await load(write(name, content));
  expect(problems).toEqual([]);
  expect(definition).toMatchObject({ id: 'flow', root: { kind: 'basic', action: 'noop' } });
});

test('takes an absolute path', async () => {
  const path = join(directory, write('absolute.yaml', 'action: noop'));
  expect((await loadDefinitionFile(path)).definition?.id).toBe('absolute');
});

test('names the file and the line of a problem', async () => {
  write('wrong.yaml', 'action: noop\nx: 1');
  expect(await saidOf('wrong.yaml')).toEqual([
    { code: 'invalid_definition', message: 'Unknown key "x".', file: 'wrong.yaml', line: 2 },
  ]);
});

test('says that a file does not exist', async () => {
  expect(await saidOf('missing.yaml')).toEqual([
    { code: 'not_found', message: 'There is no file missing.yaml.', file: 'missing.yaml', line: null },
  ]);
});

test('says that a folder is no file', async () => {
  mkdirSync(join(directory, 'folder.yaml'));
  expect(await saidOf('folder.yaml')).toEqual([
    { code: 'invalid_input', message: 'folder.yaml is not a file.', file: 'folder.yaml', line: null },
  ]);
});

test('says that a file is no definition by its name', async () => {
  write('release.txt', 'action: noop');
  expect(await saidOf('release.txt')).toEqual([
    { code: 'invalid_input', message: 'release.txt is not a definition by its name.', file: 'release.txt', line: null },
  ]);
});

test('refuses a large file without reading it, and a binary one', async () => {
  write('large.yaml', new Uint8Array(1_048_577));
  write('binary.yaml', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d]));
  expect((await saidOf('large.yaml'))[0]?.message).toBe('A definition has 1 MiB at most.');
  expect((await saidOf('binary.yaml'))[0]?.message).toBe('This is not a text in UTF-8.');
});

test('says that a module has no default export, or what it threw', async () => {
  write('empty.mjs', 'export const definition = {};');
  write('throws.mjs', 'throw new Error("no network");');
  write('syntax.ts', 'export default {');
  expect((await saidOf('empty.mjs'))[0]?.message).toBe('empty.mjs has no default export.');
  expect((await saidOf('throws.mjs'))[0]?.message).toBe('throws.mjs cannot be loaded: no network');
  expect((await saidOf('syntax.ts'))[0]?.message).toMatch(/^syntax\.ts cannot be loaded: /);
});
