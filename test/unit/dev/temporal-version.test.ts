import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { isAtLeast, parseServerVersion, TEMPORAL_CLI_VERSION } from '../../../src/dev/temporal-version.js';

test.each([
  ['temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)', '1.31.2'],
  ['temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)', '1.31.2'],
  ['tctl version 1.18.0', null],
])('the server of "%s" is %s', (text, version) => {
  expect(parseServerVersion(text)).toBe(version);
});

test.each([
  ['1.31.2', '1.28.0', true],
  ['1.28.0', '1.28.0', true],
  ['2.0.0', '1.28.0', true],
  ['1.9.9', '1.28.0', false],
  ['1.27.99', '1.28.0', false],
  ['0.99.0', '1.28.0', false],
])('%s is at least %s: %s', (version, oldest, expected) => {
  expect(isAtLeast(version, oldest)).toBe(expected);
});

test('the release that is downloaded is the one that is built', () => {
  const module = readFileSync(new URL('../../../devtools/go.mod', import.meta.url), 'utf8');
  expect(/github\.com\/temporalio\/cli v(\S+)/.exec(module)?.[1]).toBe(TEMPORAL_CLI_VERSION);
});
