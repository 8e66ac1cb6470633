import { ROOT_PATH } from '../../domain/path.js';
import type { ConcurrencyEntry, ConcurrencyStore } from '../store.js';
import type { Connection } from './connect.js';
import { statement, textStatement, transact, type Statement } from './statement.js';

/** Who is told of the end of `entry` goes by the same rule: see `registerDependency`. */
const IS_IN_LINE = `
  not exists (select from taskwright.runs run where run.run_key = entry.run_key and run.ended_at is not null)
  and not exists (
    select from taskwright.tasks task
    where task.run_key = entry.run_key and task.path = entry.path and (
      task.visit > entry.visit
      or (task.visit = entry.visit and taskwright.has_settled(task.status, task.version, task.attempt_version))
    )
  )`;

const IS_BEFORE = `
  entry.workspace = $1 and entry.key = $2 and entry.number < (
    select number from taskwright.concurrency_entries
    where run_key = $3 and path = $4 and visit = $5::integer and workspace = $1 and key = $2
  )`;

export function createConcurrency({ pool }: Connection): ConcurrencyStore {
  return {
    async enter(entry) {
      const [, , before = []] = await transact(pool, [
        lock(entry),
        stand(entry),
        listBefore(entry),
        forgetEnded(entry),
      ]);
      if (before.length < entry.limit) return { behind: [] };
      return { behind: before.map(({ run_id: runId, path }) => ({ runId, path })) };
    },
  };
}

/** Those who enter one line do so one after another. */
function lock({ workspace, key }: ConcurrencyEntry): Statement {
  return statement`select pg_advisory_xact_lock(hashtextextended(${workspace}::text || ' ' || ${key}::text, 7420))`;
}

function stand({ workspace, key, runKey, path, visit }: ConcurrencyEntry): Statement {
  return statement`
    insert into taskwright.concurrency_entries (workspace, key, run_key, path, visit)
    select ${workspace}::text, ${key}::text, ${runKey}::text, ${path}::text, ${visit}::integer
    where not exists (
      select from taskwright.concurrency_entries above
      where above.workspace = ${workspace} and above.key = ${key} and above.run_key = ${runKey}
        and ${path}::text <> above.path
        and (above.path = ${ROOT_PATH} or starts_with(${path}::text, above.path || '/'))
    )
    on conflict (run_key, path, visit) do update set key = excluded.key`;
}

function listBefore(entry: ConcurrencyEntry): Statement {
  const text = `
    select run.run_id, entry.path from taskwright.concurrency_entries entry
    join taskwright.runs run on run.run_key = entry.run_key
    where ${IS_BEFORE} and ${IS_IN_LINE}
    order by entry.number desc limit $6::integer`;
  return textStatement(text, [...toValues(entry), entry.limit]);
}

/** Done by whoever is at the front, so that a long line is not looked through again and again. */
function forgetEnded(entry: ConcurrencyEntry): Statement {
  const text = `
    delete from taskwright.concurrency_entries entry
    where ${IS_BEFORE} and not (${IS_IN_LINE}) and (
      select count(*) from (
        select from taskwright.concurrency_entries entry
        where ${IS_BEFORE} and ${IS_IN_LINE} limit $6::integer
      ) as first
    ) < $6::integer`;
  return textStatement(text, [...toValues(entry), entry.limit]);
}

function toValues({ workspace, key, runKey, path, visit }: ConcurrencyEntry): [string, string, string, string, number] {
  return [workspace, key, runKey, path, visit];
}
