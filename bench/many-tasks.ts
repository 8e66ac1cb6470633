import type { Pool } from 'pg';

export const MANY = 100_000;
export const WORKSPACE_OF_MANY = 'many';

/** What one statement has time for. */
const AT_ONCE = 10_000;

/** Trees of fifty, made in ten weeks: most of it is done, and each fourth task waits for the one before it. */
export async function insertManyTasks(pool: Pool): Promise<void> {
  for (let first = 0; first < MANY; first += AT_ONCE) {
    const range = [WORKSPACE_OF_MANY, first, first + AT_ONCE - 1];
    await pool.query(TASKS, range);
    await pool.query(DEPENDENCIES, range);
  }
  await pool.query('vacuum analyze taskwright.generic_tasks');
  await pool.query('vacuum analyze taskwright.task_dependencies');
}

const TASKS = `
  insert into taskwright.generic_tasks (
    workspace, task_id, run_key, root_id, parent_id, level, hierarchy_path, position, task_type, kind, title, description,
    status, stage, attributes, complexity, specialist_type, assignee, team, created_by, created_at, updated_at, started_at,
    ended_at
  )
  select $1, 't' || n, 'r' || n / 50, 't' || n / 50 * 50, case when n % 50 > 0 then 't' || n / 50 * 50 end,
    case when n % 50 > 0 then 1 else 0 end, '/t' || n / 50 * 50 || case when n % 50 > 0 then '/t' || n else '' end, n % 50,
    (array['epic', 'story', 'bug', 'chore', 'deployment'])[1 + n % 5], 'basic',
    'Task number ' || n || ' about ' ||
      (array['login', 'cart', 'payment', 'mail', 'search', 'profile', 'admin'])[1 + n % 7],
    repeat('What has to be done here. ', 6) || md5(n::text), status,
    case status when 'pending' then 'created' when 'in_progress' then 'active' else status end,
    jsonb_build_object('priority', (array['high', 'low', 'medium'])[1 + n % 3], 'points', n % 13,
      'assigned_team', 'team_' || n % 40),
    (array['simple', 'moderate', 'complex'])[1 + n % 3], (array['tester', 'architect', 'coder'])[1 + n % 3],
    'person_' || n % 200, 'team_' || n % 40, 'bench', at, at, at,
    case when status in ('completed', 'failed') then at + 3600000 end
  from (
    select n, 1700000000000 + n::bigint * 60000 as at,
      (array['completed', 'completed', 'completed', 'completed', 'completed', 'completed', 'pending', 'pending', 'blocked',
        'in_progress', 'failed'])[1 + n::bigint * 7919 % 11] as status
    from generate_series($2::int, $3::int) n
  ) planned`;

const DEPENDENCIES = `
  insert into taskwright.task_dependencies (workspace, task_id, prerequisite_id, type, created_by, created_at)
  select $1, 't' || n, 't' || n - 1, 'completion', 'bench', 1
  from generate_series($2::int, $3::int) n where n % 4 = 0 and n > 0`;
