import { expect, test } from 'vitest';
import { toExitCode } from '../../../src/cli/exit-code.js';

test.each([
  ['completed', 0],
  ['skipped', 0],
  ['failed', 1],
  ['lost', 1],
  ['timed_out', 3],
  ['cancelled', 4],
  ['terminated', 4],
  ['waiting', 0],
] as const)('a run that is %s ends the command with %i', (status, exitCode) => {
  expect(toExitCode(status)).toBe(exitCode);
});
