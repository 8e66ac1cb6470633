import { expect, test } from 'vitest';
import { createBuildProgress } from '../../../src/dev/temporal-build.js';

test('a build reports every ten seconds what it has downloaded and compiled', () => {
  let now = 0;
  const reports: string[] = [];
  const onLine = createBuildProgress(
    (line) => reports.push(line),
    () => now,
  );
  const say = (atMs: number, line: string) => {
    now = atMs;
    onLine(line);
  };
  say(1_000, 'go: downloading go.temporal.io/server v1.31.2');
  say(2_000, 'internal/abi');
  say(9_999, 'runtime');
  expect(reports).toEqual([]);
  say(10_000, 'strings');
  say(12_000, 'bytes');
  expect(reports).toEqual(['Building Temporal: 1 modules downloaded, 3 packages compiled, 10 s.']);
});
