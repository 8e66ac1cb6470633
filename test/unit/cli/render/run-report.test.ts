import { expect, test } from 'vitest';
import { formatEnd, formatRun } from '../../../../src/cli/render/run-report.js';
import type { RunView } from '../../../../src/client/run-view.js';
import { aSnapshot, aTask, NOW } from './snapshot-fixture.js';

const VIEW: RunView = {
  runId: 'r1',
  temporalRunId: 'temporal-1',
  definition: 'release',
  version: '1.2.0',
  status: 'completed',
  input: {},
  output: { url: 'https://x.test' },
  error: null,
  startedAt: '2026-01-02T03:04:01.000Z',
  endedAt: '2026-01-02T03:04:04.400Z',
  uiUrl: null,
  tasks: [],
};

test('the end of a run is one line', () => {
  expect(formatEnd(VIEW, NOW)).toBe('✔ release 1.2.0 completed in 3.4 s');
});

test('the end of a failed run says why and where', () => {
  const error = { code: 'task_failed', message: 'HTTP 500', path: '/build' } as const;
  expect(formatEnd({ ...VIEW, status: 'failed', error }, NOW)).toBe(
    '✘ release 1.2.0 failed in 3.4 s: HTTP 500 (at /build)',
  );
  const named = { ...error, message: 'The task /build failed.' };
  expect(formatEnd({ ...VIEW, status: 'timed_out', error: named }, NOW)).toBe(
    '✘ release 1.2.0 timed out in 3.4 s: The task /build failed.',
  );
});

test('a run is shown with its tasks and its output', () => {
  const snapshot = aSnapshot('completed', [
    aTask('/', 'completed', { kind: 'composite', action: null }),
    aTask('/a', 'completed'),
  ]);
  expect(formatRun(snapshot, VIEW, NOW)).toBe(
    [
      '✔ r1  completed in 3.4 s',
      '  release 1.2.0, started by ann at 2026-01-02T03:04:03.000Z',
      '',
      '   TASK  WORK       STATUS',
      '✔  /     composite  completed in 1.2 s',
      '✔  /a    http       completed in 1.2 s',
      '',
      'output:',
      '{',
      '  "url": "https://x.test"',
      '}',
    ].join('\n'),
  );
});
