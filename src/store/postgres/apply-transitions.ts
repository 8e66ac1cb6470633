import { FIRST_ATTACHED_POSITION } from '../ordinal.js';
import type { Transition } from '../store.js';
import { statement, type Statement } from './statement.js';

/**
 * Applies a wave of transitions, in one statement: tasks, the run when the root is among them, events, and notices for
 * whoever waits for what has ended. The run is locked by the transaction.
 */
export function applyTransitions(runKey: string, wave: readonly Transition[]): Statement {
  return statement`
    with run as materialized (
      select * from taskwright.runs where run_key = ${runKey}
    ),
    asked as materialized (
      select ${runKey}::text as run_key, _.* from json_to_recordset(${JSON.stringify(wave.map(toRow))}::text::json) as _ (
        path text, visit int, version text, status text, at bigint, reason text, actor text,
        has_error boolean, error text, source text, child text, value text,
        has_waiting boolean, waiting text, waiting_signal text, waiting_correlation text,
        has_deadline boolean, deadline_at bigint, counts_as text
      )
    ),
    accepted as materialized (
      select asked.*, task.status as before, asked.visit > task.visit as is_new_visit,
        asked.visit > task.visit or asked.version > task.attempt_version as has_status,
        taskwright.is_ended(asked.status) as is_end,
        case when asked.visit > task.visit then null else task.started_at end as started_before,
        case asked.source
          when 'children-by-id' then (
            select '{' || coalesce(string_agg(
              to_json(child.segment)::text || ':' || coalesce(child.output, 'null'), ',' order by child.position
            ), '') || '}'
            from taskwright.tasks child
            where child.siblings_key = asked.run_key || ' ' || asked.path and child.position < ${FIRST_ATTACHED_POSITION}
          )
          when 'children-in-order' then (
            select '[' || coalesce(string_agg(coalesce(child.output, 'null'), ',' order by child.position), '') || ']'
            from taskwright.tasks child
            where child.siblings_key = asked.run_key || ' ' || asked.path and child.position < ${FIRST_ATTACHED_POSITION}
          )
          when 'child' then (
            select child.output from taskwright.tasks child
            where child.run_key = asked.run_key and child.path = asked.child
          )
          when 'value' then asked.value
        end as new_output
      from asked
      join taskwright.tasks task on task.run_key = asked.run_key and task.path = asked.path
      cross join run
      where asked.visit >= task.visit and asked.version > task.version
        and (run.ended_outside_at is null or asked.at > run.ended_outside_at)
    ),
    moved as (
      update taskwright.tasks task
      set visit = accepted.visit,
        version = accepted.version,
        updated_at = accepted.at,
        attempt = case when is_new_visit then 0 else attempt end,
        attempt_version = case when is_new_visit then '' else attempt_version end,
        open_caller = case when is_new_visit then null else open_caller end,
        status = case when has_status then accepted.status else task.status end,
        reason = case when has_status then accepted.reason else task.reason end,
        counts_as = case when has_status then accepted.counts_as when is_new_visit then null else task.counts_as end,
        error = case
          when has_status and has_error then accepted.error
          when is_new_visit or has_status and accepted.status in ('cancelled', 'skipped') then null
          else task.error
        end,
        output = case
          when has_status and source not in ('stays', 'stored') then new_output
          when is_new_visit or has_status and source = 'stays' and accepted.status in ('cancelled', 'skipped') then null
          else output
        end,
        waiting = case
          when not has_status then task.waiting
          when is_end then null
          when has_waiting then accepted.waiting
          when is_new_visit then null
          else task.waiting
        end,
        waiting_signal = case
          when not has_status then task.waiting_signal
          when is_end then null
          when has_waiting then accepted.waiting_signal
          when is_new_visit then null
          else task.waiting_signal
        end,
        waiting_correlation = case
          when not has_status then task.waiting_correlation
          when is_end then null
          when has_waiting then accepted.waiting_correlation
          when is_new_visit then null
          else task.waiting_correlation
        end,
        deadline_at = case
          when has_deadline then accepted.deadline_at
          when is_new_visit then null
          else task.deadline_at
        end,
        started_at = case
          when has_status and accepted.status in ('in_progress', 'waiting', 'completed', 'failed', 'timed_out')
            then coalesce(started_before, accepted.at)
          else started_before
        end,
        ended_at = case
          when not has_status then task.ended_at
          when not is_end then null
          when not is_new_visit and before = accepted.status and task.ended_at is not null then task.ended_at
          when started_before is not null or accepted.status in ('completed', 'failed', 'timed_out') then accepted.at
        end
      from accepted
      where task.run_key = accepted.run_key and task.path = accepted.path
      returning task.run_key, task.path, task.status, task.reason, task.counts_as, task.output, task.error, task.started_at, task.ended_at,
        accepted.status as asked_status, accepted.at
    ),
    given_up as (
      update taskwright.attempts attempt set status = 'given_up', ended_at = accepted.at
      from accepted
      where accepted.is_new_visit and attempt.run_key = accepted.run_key and attempt.path = accepted.path
        and attempt.visit < accepted.visit and attempt.status = 'open'
    ),
    recorded as (
      insert into taskwright.events (run_key, path, visit, type, actor, before, after, reason, at)
      select run_key, path, visit, 'task.' || status, coalesce(actor, 'system'),
        json_build_object('status', before)::text,
        case
          when taskwright.is_ended(before) and not is_new_visit
            then json_build_object('status', status, 'overridesEnd', true)
          else json_build_object('status', status)
        end::text,
        reason, at
      from accepted
      where has_status and (status <> before or is_new_visit or actor is not null)
    ),
    root as (
      select * from moved where path = '/' and status = asked_status
    ),
    shown as (
      update taskwright.runs run
      set status = root.status, output = root.output, error = root.error, ended_outside_at = null,
        started_at = coalesce(run.started_at, root.started_at),
        ended_at = case when taskwright.is_ended(root.status) then coalesce(root.ended_at, root.at) end
      from root
      where run.run_key = root.run_key
    ),
    withdrawn as (
      delete from taskwright.outbox using root
      where not taskwright.is_ended(root.status) and outbox.id = 'run-ended:' || root.run_key and not outbox.is_delivered
    )
    insert into taskwright.outbox (id, from_run_key, to_run_key, notice, created_at)
    select 'run-ended:' || root.run_key, root.run_key, run.parent_run_key,
      json_build_object('type', 'run-ended', 'path', run.parent_path, 'visit', run.parent_visit,
        'status', root.status, 'error', root.error::json)::text,
      root.at
    from root cross join run
    where taskwright.is_ended(root.status) and run.parent_run_key is not null
    union all
    select 'dependency-ended:' || dependency.id, moved.run_key, dependency.dependent_run_key,
      json_build_object('type', 'dependency-ended', 'dependencyId', dependency.id,
        'status', taskwright.counted_status(moved.status, moved.reason, moved.counts_as))::text,
      moved.at
    from moved
    join taskwright.dependencies dependency
      on dependency.prerequisite_run_key = moved.run_key and dependency.prerequisite_path = moved.path
    where moved.status = moved.asked_status and taskwright.is_ended(moved.status) and not dependency.is_answered
    on conflict (id) do update set notice = excluded.notice, created_at = excluded.created_at
    where not outbox.is_delivered`;
}

function toRow(transition: Transition) {
  const { path, visit, version, status, at, reason, error, output, waiting, deadlineAt, actor, countsAs } = transition;
  return {
    path,
    visit,
    version,
    status,
    at,
    reason,
    actor,
    has_error: error !== undefined,
    error: error && JSON.stringify(error),
    ...toSource(output),
    has_waiting: waiting !== undefined,
    waiting: waiting && JSON.stringify(waiting),
    waiting_signal: waiting?.for === 'signal' ? waiting.name : null,
    waiting_correlation: waiting?.for === 'signal' ? waiting.correlation : null,
    has_deadline: deadlineAt !== undefined,
    deadline_at: deadlineAt,
    counts_as: countsAs,
  };
}

function toSource(output: Transition['output']) {
  if (output === undefined) return { source: 'stays' };
  if (typeof output === 'string') return { source: output };
  if ('child' in output) return { source: 'child', child: output.child };
  return { source: 'value', value: JSON.stringify(output.value) };
}
