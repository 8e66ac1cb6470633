import type { ErrorRecord } from '../../domain/errors.js';
import type { AttemptResult, BeginAttempt } from '../store.js';
import { scopeOf, toWishesJson } from './read-scope.js';
import { textStatement, type Statement } from './statement.js';

/**
 * `again`: another statement had the task under lock when this one took its snapshot, and what it wrote was not seen;
 * nothing was done, the next snapshot will show it.
 */
export type BegunRow = {
  readonly n: number;
  readonly state: 'new' | 'open' | 'finished' | 'fenced' | 'again';
  readonly attempt: number;
  readonly lost_count: number;
  readonly task_started_at: number;
  readonly status: AttemptResult['status'];
  readonly error: string | null;
  readonly retry_in_ms: number | null;
  /** JSON text; null where none was asked for, or nothing is to be done. */
  readonly scope: string | null;
};

export type BeginAsk = BeginAttempt;

const BEGIN = `
  with asked as (
    select * from json_to_recordset($1::text::json)
      as _ (n int, run_key text, path text, visit int, caller text, version text, at bigint, scope text)
  ),
  locked as materialized (
    select asked.n, asked.caller, asked.at, asked.scope, asked.visit as asked_visit, asked.version as asked_version,
      task.run_key, task.path, task.visit, task.status, task.version, task.attempt, task.open_caller,
      task.fenced_visit, asked.visit > task.visit as is_new_visit,
      case when asked.visit > task.visit then '' else task.attempt_version end as attempt_version,
      case when asked.visit > task.visit then null else task.started_at end as started_at
    from asked join taskwright.tasks task on task.run_key = asked.run_key and task.path = asked.path
    order by task.run_key, task.path
    for no key update of task
  ),
  decided as materialized (
    select locked.*,
      coalesce(earlier.top, 0) + 1 as next_attempt,
      earlier.lost_count,
      coalesce(own.attempt, final.attempt) as found_attempt,
      coalesce(own.status, final.status) as found_status,
      coalesce(own.error, final.error) as found_error,
      coalesce(own.retry_in_ms, final.retry_in_ms) as found_retry_in_ms,
      locked.asked_version >= locked.version and locked.asked_version >= locked.attempt_version as is_shown,
      case
        when locked.attempt > 0 and (last.status = 'open') is distinct from (locked.open_caller is not null)
          then 'again'
        when own.status = 'open' and locked.asked_visit = locked.visit then 'open'
        when own.status in ('open', 'lost', 'given_up') then 'fenced'
        when own.status is not null or final.status is not null then 'finished'
        when locked.asked_visit < locked.visit or locked.asked_visit <= locked.fenced_visit then 'fenced'
        when run.ended_outside_at is not null then 'fenced'
        when locked.asked_visit = locked.visit and locked.version > locked.asked_version
          and taskwright.is_ended(locked.status) then 'fenced'
        else 'new'
      end as state
    from locked
    join taskwright.runs run on run.run_key = locked.run_key
    cross join lateral (
      select max(attempt) as top,
        count(*) filter (where status = 'lost')::int as lost_count,
        max(attempt) filter (where caller = locked.caller) as own,
        max(attempt) filter (where retry_in_ms is null and taskwright.is_ended(status) and status <> 'lost') as final
      from taskwright.attempts
      where run_key = locked.run_key and path = locked.path and visit = locked.asked_visit
    ) earlier
    left join taskwright.attempts own on own.run_key = locked.run_key and own.path = locked.path
      and own.visit = locked.asked_visit and own.attempt = earlier.own
    left join taskwright.attempts final on final.run_key = locked.run_key and final.path = locked.path
      and final.visit = locked.asked_visit and final.attempt = earlier.final
    left join taskwright.attempts last on last.run_key = locked.run_key and last.path = locked.path
      and last.visit = locked.visit and last.attempt = locked.attempt
  ),
  closed as (
    update taskwright.attempts attempt
    set status = case when decided.is_new_visit then 'given_up' else 'lost' end, ended_at = decided.at
    from decided
    where decided.state = 'new' and decided.open_caller is not null and attempt.run_key = decided.run_key
      and attempt.path = decided.path and attempt.visit = decided.visit and attempt.attempt = decided.attempt
      and attempt.status = 'open'
    returning attempt.run_key, attempt.path, attempt.visit, attempt.attempt, decided.status as task_status, decided.at
  ),
  begun as (
    insert into taskwright.attempts (run_key, path, visit, attempt, caller, status, started_at)
    select run_key, path, asked_visit, next_attempt, caller, 'open', at from decided where state = 'new'
  ),
  shown as (
    update taskwright.tasks task
    set visit = decided.asked_visit,
      attempt = decided.next_attempt,
      open_caller = decided.caller,
      attempt_version = greatest(decided.attempt_version, decided.asked_version),
      status = case when decided.is_shown then 'in_progress' else task.status end,
      reason = case when decided.is_shown or decided.is_new_visit then null else task.reason end,
      started_at = coalesce(decided.started_at, decided.at),
      ended_at = case when decided.is_shown or decided.is_new_visit then null else task.ended_at end,
      output = case when decided.is_new_visit then null else task.output end,
      error = case when decided.is_shown or decided.is_new_visit then null else task.error end,
      waiting = case when decided.is_new_visit then null else task.waiting end,
      waiting_signal = case when decided.is_new_visit then null else task.waiting_signal end,
      waiting_correlation = case when decided.is_new_visit then null else task.waiting_correlation end,
      deadline_at = case when decided.is_new_visit then null else task.deadline_at end,
      updated_at = decided.at
    from decided
    where decided.state = 'new' and task.run_key = decided.run_key and task.path = decided.path
  ),
  root_shown as (
    update taskwright.runs run set status = 'in_progress', error = null
    from decided
    where decided.state = 'new' and decided.is_shown and decided.path = '/' and run.run_key = decided.run_key
  ),
  recorded as (
    insert into taskwright.events (run_key, path, visit, type, actor, before, after, reason, at)
    select run_key, path, visit, 'attempt.lost', 'system', json_build_object('status', task_status)::text,
      json_build_object('status', task_status, 'attempt', attempt)::text, null, at
    from closed
    union all
    select run_key, path, asked_visit, 'attempt.started', 'system', json_build_object('status', status)::text,
      json_build_object('status', case when is_shown then 'in_progress' else status end, 'attempt', next_attempt)::text,
      null, at
    from decided where state = 'new'
  )
  select n, state,
    case when state = 'new' then next_attempt else found_attempt end as attempt,
    lost_count + case when state = 'new' and open_caller is not null and not is_new_visit then 1 else 0 end
      as lost_count,
    coalesce(started_at, at) as task_started_at,
    found_status as status, found_error as error, found_retry_in_ms as retry_in_ms,
    case when scope is not null and state in ('new', 'open') then ${scopeOf('decided.run_key', 'decided.scope::json')} end
      as scope
  from decided`;

/** A task that does not exist has no row in the answer. Each task may be asked for once. */
export function beginAttempts(asks: readonly BeginAsk[]): Statement {
  const asked = asks.map(({ runKey, path, visit, caller, version, at, scope }, n) => ({
    n,
    run_key: runKey,
    path,
    visit,
    caller,
    version,
    at,
    scope: scope && toWishesJson(scope),
  }));
  return textStatement(BEGIN, [JSON.stringify(asked)]);
}

export function toResult(row: BegunRow): AttemptResult {
  const error: ErrorRecord | null = row.error === null ? null : JSON.parse(row.error);
  return { status: row.status, error, retryInMs: row.retry_in_ms };
}
