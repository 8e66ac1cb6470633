import { expect } from 'vitest';
import type { RunView, TaskView } from '../../../src/client/run-view.js';
import { createTestRun, type TestRun, type TestRunOptions } from '../../../src/testing/index.js';
import { assertConsistent } from './assert-consistent.js';

type Script = (run: TestRun) => Promise<unknown>;

/**
 * Plays a scenario twice, once as it is and once with a run that continues as new after every event, and expects the
 * same of both. Plays to the end unless a script is given.
 */
export async function play(definition: string, options: TestRunOptions = {}, script?: Script): Promise<RunView> {
  const once = await playOnce(definition, options, script);
  const again = await playOnce(definition, { ...options, continuesOften: true }, script);
  expect(again, 'continued as new after every event').toEqual(once);
  return once;
}

async function playOnce(definition: string, options: TestRunOptions, script?: Script): Promise<RunView> {
  const run = await createTestRun(definition, options);
  if (script) await script(run);
  else await run.finish();
  const view = await run.view();
  assertConsistent(view);
  return view;
}

/** `{ '/': 'completed', '/a': 'skipped (when)' }`: every task with its status, and its reason in brackets. */
export function statusesOf(view: RunView): Record<string, string> {
  return Object.fromEntries(
    view.tasks.map(({ path, status, reason }) => [path, reason === null ? status : `${status} (${reason})`]),
  );
}

export function outputsOf(view: RunView): Record<string, unknown> {
  return Object.fromEntries(view.tasks.map(({ path, output }) => [path, output]));
}

export function taskOf(view: RunView, path: string): TaskView {
  const task = view.tasks.find((one) => one.path === path);
  if (!task) throw new Error(`no task ${path} among ${view.tasks.map((one) => one.path).join(', ')}`);
  return task;
}
