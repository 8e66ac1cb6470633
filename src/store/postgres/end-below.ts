import type { WorkflowWrite } from '../store.js';
import { statement, type Statement } from './statement.js';
import { toPathRange } from './path-range.js';

export type EndBelow = NonNullable<WorkflowWrite['endBelow']>[number];

/**
 * Ends what is below a path and has not ended, gives up what is being executed there, and puts notices in the outbox, in
 * one statement. The run is locked by the transaction.
 */
export function endBelow(runKey: string, end: EndBelow): Statement {
  const { above, below } = toPathRange(end.path);
  return statement`
    with ending as materialized (
      select task.run_key, task.path, task.visit, task.status as before, task.open_caller is not null as is_open
      from taskwright.tasks task
      join taskwright.runs run on run.run_key = task.run_key
      where task.run_key = ${runKey} and task.path > ${above} and task.path < ${below}
        and not taskwright.is_ended(task.status) and greatest(task.version, task.attempt_version) < ${end.version}
        and (run.ended_outside_at is null or ${end.at} > run.ended_outside_at)
    ),
    ended as (
      update taskwright.tasks task
      set status = ${end.status}, reason = ${end.reason}, version = ${end.version}, updated_at = ${end.at},
        output = null, waiting = null, waiting_signal = null, waiting_correlation = null, open_caller = null,
        ended_at = case when task.started_at is not null then ${end.at}::bigint end,
        fenced_visit = case when is_open then greatest(task.fenced_visit, task.visit) else task.fenced_visit end
      from ending
      where task.run_key = ending.run_key and task.path = ending.path
    ),
    given_up as (
      update taskwright.attempts attempt set status = 'given_up', ended_at = ${end.at}
      from ending
      where ending.is_open and attempt.run_key = ending.run_key and attempt.path = ending.path
        and attempt.visit = ending.visit and attempt.status = 'open'
    ),
    recorded as (
      insert into taskwright.events (run_key, path, visit, type, actor, before, after, reason, at)
      select run_key, path, visit, 'task.' || ${end.status}::text, 'system', json_build_object('status', before)::text,
        json_build_object('status', ${end.status}::text)::text, ${end.reason}, ${end.at}
      from ending
    )
    insert into taskwright.outbox (id, from_run_key, to_run_key, notice, created_at)
    select 'dependency-ended:' || dependency.id, ending.run_key, dependency.dependent_run_key,
      json_build_object('type', 'dependency-ended', 'dependencyId', dependency.id, 'status', ${end.status}::text)::text,
      ${end.at}
    from ending
    join taskwright.dependencies dependency
      on dependency.prerequisite_run_key = ending.run_key and dependency.prerequisite_path = ending.path
    where not dependency.is_answered
    on conflict (id) do update set notice = excluded.notice, created_at = excluded.created_at
    where not outbox.is_delivered`;
}
