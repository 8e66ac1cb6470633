import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseTarget } from '../../../../src/cli/inputs/parse-target.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'taskwright-target-'));
  writeFileSync(join(folder, 'plain'), '');
  mkdirSync(join(folder, 'release'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test.each(['a.yaml', 'a.yml', 'a.JSON', 'a.ts', 'a.mjs', './a', 'dir/a', 'plain'])('%s is a file', (text) => {
  expect(parseTarget(text, folder)).toEqual({ type: 'file', file: text });
});

test.each([
  ['release', { type: 'pushed', id: 'release', version: undefined }],
  ['release@1.2.0', { type: 'pushed', id: 'release', version: '1.2.0' }],
  ['my_flow-2@2.0.0-rc.1', { type: 'pushed', id: 'my_flow-2', version: '2.0.0-rc.1' }],
])('%s is a definition that was pushed', (text, target) => {
  expect(parseTarget(text, folder)).toEqual(target);
});

test.each(['', '@1.0.0', 'release@', 'a@b@c', 'a b', 'constructor'])('%j is neither', (text) => {
  expect(() => parseTarget(text, folder)).toThrow(/neither a file nor the id/);
});
