import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDataDir, type DataDir } from '../../../src/dev/data-dir.js';
import {
  addHolder,
  createServerState,
  dropDeadHolders,
  isAbandoned,
  readServerState,
  removeHolder,
  removeServerState,
  writeServerState,
} from '../../../src/dev/server-state.js';

let dataDir: DataDir;

beforeEach(() => {
  dataDir = createDataDir(mkdtempSync(join(tmpdir(), 'taskwright-state-')));
});

afterEach(() => rmSync(dataDir.path, { recursive: true }));

const empty = createServerState(new Date(0));
const holder = (id: string, pid = 1) => ({ id, process: { pid, startTag: '7' }, since: '1970-01-01T00:00:00.000Z' });

test('a state is read as it was written, by its owner alone', () => {
  const state = {
    ...addHolder(empty, holder('a')),
    postgres: { process: { pid: 10, startTag: '100' }, ports: { postgres: 54329 } },
    temporal: { process: { pid: 11, startTag: '101' }, ports: { temporal: 7233, ui: 8233, metrics: 9233 } },
  };
  writeServerState(dataDir, state);
  expect(readServerState(dataDir)).toEqual(state);
  expect(statSync(dataDir.stateFile).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('where there is no file, there is no state', () => {
  expect(readServerState(dataDir)).toBeNull();
  removeServerState(dataDir);
});

test.each([
  ['half a file', '{"format": 1'],
  ['another format', '{"format": 99}'],
])('%s is an error and not an empty state', (_what, text) => {
  writeFileSync(dataDir.stateFile, text);
  expect(() => readServerState(dataDir)).toThrow(`${dataDir.stateFile}, which says what servers run, cannot be read.`);
});

test('the last holder to leave abandons the servers', () => {
  const two = addHolder(addHolder(empty, holder('a')), holder('b'));
  const one = removeHolder(two, 'a');
  expect([isAbandoned(two), isAbandoned(one), isAbandoned(removeHolder(one, 'b'))]).toEqual([false, false, true]);
});

test('kept servers are never abandoned', () => {
  expect(isAbandoned({ ...empty, isKept: true })).toBe(false);
});

test('holders whose process is gone are dropped', () => {
  const state = addHolder(addHolder(empty, holder('dead', 1)), holder('alive', 2));
  expect(dropDeadHolders(state, (process) => process.pid === 2).holders).toEqual([holder('alive', 2)]);
});
