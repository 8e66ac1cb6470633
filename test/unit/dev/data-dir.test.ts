import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDataDir, findDataDir } from '../../../src/dev/data-dir.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taskwright-data-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('the data folder is the nearest one above', () => {
  mkdirSync(join(folder, '.taskwright'));
  mkdirSync(join(folder, 'a/.taskwright'), { recursive: true });
  mkdirSync(join(folder, 'a/b/c'), { recursive: true });
  expect(findDataDir(join(folder, 'a/b/c'))).toBe(join(folder, 'a/.taskwright'));
  expect(findDataDir(join(folder, 'a'))).toBe(join(folder, 'a/.taskwright'));
});

test('without one it is here', () => {
  mkdirSync(join(folder, 'a'));
  expect(findDataDir(join(folder, 'a'))).toBe(join(folder, 'a/.taskwright'));
});

test('a file of that name is not a data folder', () => {
  mkdirSync(join(folder, '.taskwright'));
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a/.taskwright'), '');
  expect(findDataDir(join(folder, 'a'))).toBe(join(folder, '.taskwright'));
});

test('what is stored can be read by its owner alone and is kept out of version control', () => {
  const dataDir = createDataDir(join(folder, 'deep/.taskwright'));
  const modes = [dataDir.temporalDir, dataDir.logsDir].map((path) => statSync(path).mode & 0o777);
  expect(modes).toEqual([0o700, 0o700]);
  expect(readFileSync(join(dataDir.path, '.gitignore'), 'utf8')).toBe('*\n');
});

test('a data folder that cannot be made is an error that names it', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => createDataDir(join(folder, 'file/.taskwright'))).toThrow(
    `The data folder ${folder}/file/.taskwright cannot be written`,
  );
});
