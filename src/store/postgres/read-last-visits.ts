import type { Pool } from 'pg';
import type { TaskStore } from '../store.js';
import { query, statement } from './statement.js';

type LastVisits = Awaited<ReturnType<TaskStore['readLastVisits']>>;

export async function readLastVisits(pool: Pool, runKey: string): Promise<LastVisits> {
  const [generations, visits] = await Promise.all([
    query<{ readonly version: string | null }>(
      pool,
      statement`
        select max(greatest(version, attempt_version, reset_version)) as version
        from taskwright.tasks where list_key = ${runKey}`,
    ),
    query<{ readonly path: string; readonly visit: number }>(
      pool,
      statement`
        select done.path, max(done.visit)::int as visit
        from (
          select path, visit from taskwright.attempts where run_key = ${runKey}
          union
          select path, visit from taskwright.consumptions where run_key = ${runKey}
        ) done
        left join taskwright.tasks task on task.run_key = ${runKey} and task.path = done.path
        where done.visit > coalesce(task.visit, 0)
        group by done.path`,
    ),
  ]);
  return {
    generation: Number(generations[0]?.version?.split('.')[0] ?? 0),
    visits: new Map(visits.map(({ path, visit }) => [path, visit])),
  };
}
