import type { Execution } from '../store.js';
import { statement, type Statement } from './statement.js';

/** Gives these executions up, in one statement: their open attempts cannot finish, and none can begin. */
export function raiseFences(runKey: string, fences: readonly Omit<Execution, 'runKey'>[]): Statement {
  return statement`
    with asked as materialized (
      select ${runKey}::text as run_key, path, max(visit) as visit
      from json_to_recordset(${JSON.stringify(fences)}::text::json) as _ (path text, visit int)
      group by path
    ),
    raised as (
      update taskwright.tasks task
      set fenced_visit = greatest(fenced_visit, asked.visit),
        open_caller = case when task.visit <= asked.visit then null else open_caller end
      from asked
      where task.run_key = asked.run_key and task.path = asked.path
    )
    update taskwright.attempts attempt set status = 'given_up', ended_at = ${Date.now()}
    from asked
    where attempt.run_key = asked.run_key and attempt.path = asked.path and attempt.visit <= asked.visit
      and attempt.status = 'open'`;
}
