import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { findProcessesByArguments, identifyProcess, isRunning } from '../../../src/dev/process-identity.js';

test('this process runs, and another with its pid would not be taken for it', () => {
  const self = identifyProcess(process.pid);
  expect(self).not.toBeNull();
  if (!self) return;
  expect(isRunning(self)).toBe(true);
  expect(isRunning({ ...self, startTag: 'another time' })).toBe(false);
});

test('a process is found by its arguments while it lives', async () => {
  const mark = `mark-${process.pid}`;
  const child = spawn(process.execPath, [
    '-e',
    'process.stdin.resume(); console.log("up")',
    '--',
    '--mark',
    mark,
    'end',
  ]);
  await once(child.stdout, 'data');
  const expected = [identifyProcess(child.pid ?? 0)];
  expect(findProcessesByArguments('--mark', mark)).toEqual(expected);
  expect(findProcessesByArguments('--mark', `${mark}-other`)).toEqual([]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(findProcessesByArguments('--mark', mark)).toEqual([]);
  expect(identifyProcess(child.pid ?? 0)).toBeNull();
});

test('a child that was forked and still has the command line of its parent is not counted', async () => {
  const mark = `mark-${process.pid}`;
  const script = `const child = require("child_process").spawn(process.execPath, ["-e", "process.stdin.resume(); console.log(1)", "--", "--mark", process.argv[2], "end"]);
    child.stdout.once("data", () => console.log("up"));`;
  const parent = spawn(process.execPath, ['-e', script, '--', '--mark', mark, 'end']);
  await once(parent.stdout, 'data');
  expect(findProcessesByArguments('--mark', mark)).toEqual([identifyProcess(parent.pid ?? 0)]);
  // The child reads from the parent and ends with it.
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});
