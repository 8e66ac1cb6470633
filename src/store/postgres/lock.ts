import type { WorkflowWrite } from '../store.js';
import { toPathRange } from './path-range.js';
import { statement, type Statement } from './statement.js';

/**
 * Writes of one run come one after another. What registers itself with the run meanwhile is seen. The answer has a row
 * if the run exists.
 */
export function lockRun(runKey: string): Statement {
  return statement`select ended_at from taskwright.runs where run_key = ${runKey} for no key update`;
}

/**
 * Everything that the write may change, before it is looked at, and in the order in which attempts lock it: two that need
 * the same tasks wait for each other instead of failing. Nobody is at a task that the write itself adds.
 */
export function lockTasks(write: WorkflowWrite): readonly Statement[] {
  const { runKey, resets = [], newTasks = [], transitions = [], endBelow: ends = [], raiseFences: fences = [] } = write;
  const added = new Set(newTasks.map(({ path }) => path));
  const paths = [...resets, ...transitions, ...fences].map(({ path }) => path).filter((path) => !added.has(path));
  const ranges = [...resets, ...ends].map(({ path }) => toPathRange(path));
  if (ranges.length > 0) return [lockPathsAndRanges(runKey, JSON.stringify(paths), JSON.stringify(ranges))];
  return paths.length > 0 ? [lockPaths(paths.map((path) => ({ runKey, path })))] : [];
}

export function lockPaths(tasks: readonly { readonly runKey: string; readonly path: string }[]): Statement {
  return statement`
    with wanted as materialized (
      select "runKey" as run_key, path
      from json_to_recordset(${JSON.stringify(tasks)}::text::json) as _ ("runKey" text, path text)
    )
    select from wanted join taskwright.tasks task on task.run_key = wanted.run_key and task.path = wanted.path
    order by task.run_key, task.path
    for no key update of task`;
}

function lockPathsAndRanges(runKey: string, paths: string, ranges: string): Statement {
  return statement`
    with wanted as materialized (
      select ${runKey}::text as run_key, path from json_array_elements_text(${paths}::text::json) as path
      union
      select task.run_key, task.path
      from json_to_recordset(${ranges}::text::json) as range (above text, below text)
      join taskwright.tasks task on task.run_key = ${runKey} and task.path > range.above and task.path < range.below
    )
    select from wanted join taskwright.tasks task on task.run_key = wanted.run_key and task.path = wanted.path
    order by task.run_key, task.path
    for no key update of task`;
}

export function lockOpenTasks(runKey: string): Statement {
  return statement`
    select from taskwright.tasks where run_key = ${runKey} and not taskwright.is_ended(status)
    order by path
    for no key update`;
}
