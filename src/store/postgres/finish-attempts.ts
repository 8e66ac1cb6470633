import type { FinishAttempt } from '../store.js';
import { statement, type Statement } from './statement.js';

/** An attempt as it goes into the statement: `json` is one object of the list that the statement reads. */
export interface FinishAsk {
  readonly runKey: string;
  readonly path: string;
  readonly json: string;
}

/** `again`: as for attempts that begin. `refused`: the fence is no longer current. */
export type FinishedRow = {
  readonly n: number;
  readonly state: 'new' | 'repeated' | 'refused' | 'again';
  readonly is_watched: boolean;
};

export function toFinishAsk(ended: FinishAttempt): FinishAsk {
  const { runKey, path, visit, attempt, fence, version, at, result, output, attributes } = ended;
  const json = JSON.stringify({
    run_key: runKey,
    path,
    visit,
    attempt,
    fence,
    version,
    at,
    status: result.status,
    error: result.error && JSON.stringify(result.error),
    retry_in_ms: result.retryInMs,
    output: output === undefined ? null : JSON.stringify(output),
    attributes: attributes && JSON.stringify(attributes),
  });
  return { runKey, path, json };
}

/** A task that does not exist has no row in the answer. Each task may be asked for once. */
export function finishAttempts(asks: readonly FinishAsk[]): Statement {
  const asked = `[${asks.map(({ json }) => json).join(',')}]`;
  return statement`
    with asked as (
      select * from rows from (
        json_to_recordset(${asked}::text::json) as (
          run_key text, path text, visit int, attempt int, fence bigint, version text, at bigint,
          status text, error text, retry_in_ms bigint, output text, attributes text
        )
      ) with ordinality as _ (
        run_key, path, visit, attempt, fence, version, at, status, error, retry_in_ms, output, attributes, place
      )
    ),
    locked as materialized (
      select (asked.place - 1)::int as n, asked.visit as asked_visit, asked.attempt as asked_attempt, asked.fence,
        asked.version as asked_version, asked.at, asked.status as asked_status, asked.retry_in_ms is null as is_final,
        task.run_key, task.path, task.visit, task.status, task.version, task.attempt_version, task.attempt,
        task.open_caller, task.is_watched
      from asked join taskwright.tasks task on task.run_key = asked.run_key and task.path = asked.path
      order by task.run_key, task.path
      for no key update of task
    ),
    decided as materialized (
      select locked.*,
        locked.asked_version >= locked.version and locked.asked_version >= locked.attempt_version as is_shown,
        locked.is_final and (
          locked.asked_version >= locked.version and locked.asked_version >= locked.attempt_version
          or not taskwright.is_ended(locked.status)
        ) as is_result,
        case
          when locked.fence <> locked.asked_attempt then 'refused'
          when own.status is null and locked.visit = locked.asked_visit and locked.attempt >= locked.asked_attempt
            then 'again'
          when own.status is null or own.status in ('lost', 'given_up') then 'refused'
          when own.status <> 'open' then 'repeated'
          when locked.visit = locked.asked_visit and locked.attempt = locked.asked_attempt
            and locked.open_caller is not null then 'new'
          else 'again'
        end as state
      from locked
      left join taskwright.attempts own on own.run_key = locked.run_key and own.path = locked.path
        and own.visit = locked.asked_visit and own.attempt = locked.asked_attempt
    ),
    ended as (
      update taskwright.attempts attempt
      set status = asked.status, error = asked.error, retry_in_ms = asked.retry_in_ms, ended_at = asked.at
      from decided join asked on asked.place = decided.n + 1
      where decided.state = 'new' and attempt.run_key = decided.run_key and attempt.path = decided.path
        and attempt.visit = decided.asked_visit and attempt.attempt = decided.asked_attempt
    ),
    shown as (
      update taskwright.tasks task
      set open_caller = null,
        attempt_version = greatest(decided.attempt_version, decided.asked_version),
        status = case
          when not decided.is_shown then task.status
          when decided.is_final then decided.asked_status
          else 'in_progress'
        end,
        output = case when decided.is_result then coalesce(asked.output, task.output) else task.output end,
        error = case when decided.is_result then asked.error else task.error end,
        reason = case when decided.is_result and decided.asked_status = 'skipped' then 'when' else task.reason end,
        attributes = coalesce(asked.attributes::jsonb, task.attributes),
        started_at = case when decided.is_result and decided.asked_status = 'skipped' then null else task.started_at end,
        ended_at = case
          when decided.is_result and decided.asked_status = 'skipped' then null
          when not decided.is_shown then task.ended_at
          when decided.is_final then decided.at
        end,
        waiting = case when decided.is_shown and decided.is_final then null else task.waiting end,
        waiting_signal = case when decided.is_shown and decided.is_final then null else task.waiting_signal end,
        waiting_correlation = case when decided.is_shown and decided.is_final then null else task.waiting_correlation end,
        updated_at = decided.at
      from decided join asked on asked.place = decided.n + 1
      where decided.state = 'new' and task.run_key = decided.run_key and task.path = decided.path
    ),
    recorded as (
      insert into taskwright.events (run_key, path, visit, type, actor, before, after, reason, at)
      select run_key, path, asked_visit, case when is_final then 'task.' else 'attempt.' end || asked_status, 'system',
        json_build_object('status', status)::text,
        json_build_object(
          'status', case when not is_shown then status when is_final then asked_status else 'in_progress' end,
          'attempt', asked_attempt
        )::text,
        null, at
      from decided where state = 'new'
    )
    select n, state, is_watched from decided`;
}
