import { FIRST_ATTACHED_POSITION } from '../ordinal.js';
import type { Reset } from '../store.js';
import { statement, type Statement } from './statement.js';
import { toPathRange } from './path-range.js';

/**
 * Forgets a round, in one statement. A repeat is known by the container's row, so that it cannot remove what the next
 * round has made meanwhile.
 */
export function resetBelow(runKey: string, reset: Reset): Statement {
  const { above, below } = toPathRange(reset.path);
  return statement`
    with container as (
      update taskwright.tasks task set reset_version = ${reset.version}
      from taskwright.runs run
      where task.run_key = ${runKey} and task.path = ${reset.path} and task.reset_version < ${reset.version}
        and run.run_key = task.run_key and (run.ended_outside_at is null or ${reset.at} > run.ended_outside_at)
      returning task.visit, cardinality(task.ordinal) as depth
    ),
    items as (
      select * from json_to_recordset(${JSON.stringify(reset.removeBelow.map(toPathRange))}::text::json)
        as _ (above text, below text)
    ),
    standing as materialized (
      select task.run_key, task.path, task.open_caller is not null as is_open, greatest(task.visit, ${reset.nextVisit}) as next_visit,
        exists (select 1 from items where task.path > items.above and task.path < items.below)
          or ${FIRST_ATTACHED_POSITION} <= any (task.ordinal[container.depth + 1 :]) as is_gone
      from taskwright.tasks task cross join container
      where task.run_key = ${runKey} and task.path > ${above} and task.path < ${below}
        and task.version < ${reset.version}
    ),
    removed as (
      delete from taskwright.tasks task using standing
      where standing.is_gone and task.run_key = standing.run_key and task.path = standing.path
    ),
    cleared as (
      update taskwright.tasks task
      set status = 'pending', version = ${reset.version}, attempt_version = '', updated_at = ${reset.at},
        visit = next_visit, attempt = 0, open_caller = null, fenced_visit = greatest(fenced_visit, next_visit - 1),
        reason = null, output = null, error = null, waiting = null, waiting_signal = null, waiting_correlation = null,
        started_at = null, ended_at = null, deadline_at = null
      from standing
      where not standing.is_gone and task.run_key = standing.run_key and task.path = standing.path
    ),
    given_up as (
      update taskwright.attempts attempt set status = 'given_up', ended_at = ${reset.at}
      from standing
      where standing.is_open and attempt.run_key = standing.run_key and attempt.path = standing.path
        and attempt.status = 'open'
    )
    insert into taskwright.events (run_key, path, visit, type, actor, before, after, reason, at)
    select ${runKey}, ${reset.path}, visit, 'task.reset', 'system', 'null',
      json_build_object('nextVisit', ${reset.nextVisit}::int)::text, null, ${reset.at}
    from container`;
}
