import type { Pool } from 'pg';
import { runNotFound } from '../refusals.js';
import type { RunStore } from '../store.js';
import { lockOpenTasks, lockRun } from './lock.js';
import { LARGE_TIMEOUT_MS, statement, transact, type Statement } from './statement.js';

type OutsideEnd = Parameters<RunStore['endFromOutside']>[1];

/** One transaction, one round trip. */
export async function endRunFromOutside(pool: Pool, runKey: string, end: OutsideEnd): Promise<{ changed: boolean }> {
  const [runs = []] = await transact(pool, [lockRun(runKey), lockOpenTasks(runKey), endRows(runKey, end)], {
    timeoutMs: LARGE_TIMEOUT_MS,
  });
  const run = runs[0];
  if (!run) throw runNotFound();
  return { changed: run['ended_at'] === null };
}

function endRows(runKey: string, { status, reason, error, at }: OutsideEnd): Statement {
  const rootStatus = status === 'terminated' || status === 'lost' ? 'cancelled' : status;
  const errorText = error && JSON.stringify(error);
  return statement`
    with run as materialized (
      select * from taskwright.runs where run_key = ${runKey} and ended_at is null
    ),
    ending as materialized (
      select run_key, path, visit, status as before, case path when '/' then ${rootStatus}::text else 'cancelled' end as after
      from taskwright.tasks
      where run_key = (select run_key from run) and not taskwright.is_ended(status)
    ),
    ended as (
      update taskwright.tasks task
      set status = ending.after, reason = ${reason}, updated_at = ${at}, output = null,
        error = case when ending.path = '/' then ${errorText} else error end,
        waiting = null, waiting_signal = null, waiting_correlation = null,
        open_caller = null, fenced_visit = greatest(fenced_visit, task.visit),
        ended_at = case when started_at is not null then ${at}::bigint end
      from ending
      where task.run_key = ending.run_key and task.path = ending.path
    ),
    given_up as (
      update taskwright.attempts attempt set status = 'given_up', ended_at = ${at}
      from ending
      where attempt.run_key = ending.run_key and attempt.path = ending.path and attempt.status = 'open'
    ),
    shown as (
      update taskwright.runs
      set status = ${status}, error = ${errorText}, ended_at = ${at}, ended_outside_at = ${at}
      where run_key = (select run_key from run)
    ),
    recorded as (
      insert into taskwright.events (run_key, path, visit, type, actor, before, after, reason, at)
      select run_key, path, visit, 'task.' || after, 'system', json_build_object('status', before)::text,
        json_build_object('status', after)::text, ${reason}::text, ${at}::bigint
      from ending
      union all
      select run_key, '/', 1, 'run.' || ${status}::text, 'system', json_build_object('status', status)::text,
        json_build_object('status', ${status}::text)::text, ${reason}::text, ${at}::bigint
      from run
    )
    insert into taskwright.outbox (id, from_run_key, to_run_key, notice, created_at)
    select 'run-ended:' || run_key, run_key, parent_run_key,
      json_build_object('type', 'run-ended', 'path', parent_path, 'visit', parent_visit, 'status', ${status}::text,
        'error', ${errorText}::text::json)::text, ${at}::bigint
    from run where parent_run_key is not null
    union all
    select 'dependency-ended:' || dependency.id, ending.run_key, dependency.dependent_run_key,
      json_build_object('type', 'dependency-ended', 'dependencyId', dependency.id, 'status', ending.after)::text, ${at}::bigint
    from ending
    join taskwright.dependencies dependency
      on dependency.prerequisite_run_key = ending.run_key and dependency.prerequisite_path = ending.path
    where not dependency.is_answered
    on conflict (id) do update set notice = excluded.notice, created_at = excluded.created_at
    where not outbox.is_delivered`;
}
