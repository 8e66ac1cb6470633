import type { Pool } from 'pg';
import { toWorkflowId } from '../../domain/ids.js';
import type { TaskStatus } from '../../domain/status.js';
import type { NewDependency } from '../store.js';
import { statement, transact, type Statement } from './statement.js';

/**
 * Keeps the dependency and reads its prerequisite while no write of that run is under way: such a write either is seen
 * here or sees the dependency, and an attempt that ends meanwhile sees the mark on its task. A run that does not exist
 * cannot be locked, so all is done once more: from then on whoever makes it sees the dependency.
 */
export async function registerDependency(
  pool: Pool,
  dependency: NewDependency,
): Promise<{ readonly status: TaskStatus | null }> {
  const first = await registerOnce(pool, dependency);
  const { status } = first.hasRun ? first : await registerOnce(pool, dependency);
  return { status };
}

async function registerOnce(
  pool: Pool,
  dependency: NewDependency,
): Promise<{ readonly hasRun: boolean; readonly status: TaskStatus | null }> {
  const runKey = toWorkflowId(dependency.workspace, dependency.prerequisiteRunId);
  const { prerequisitePath: path } = dependency;
  const [runs = [], , ends = []] = await transact(pool, [
    statement`select 1 from taskwright.runs where run_key = ${runKey} for share`,
    statement`update taskwright.tasks set is_watched = true where run_key = ${runKey} and path = ${path}`,
    statement`
      select taskwright.counted_status(status, reason, counts_as) as status from taskwright.tasks
      where run_key = ${runKey} and path = ${path} and taskwright.has_settled(status, version, attempt_version)`,
    insertDependency(runKey, dependency),
  ]);
  return { hasRun: runs.length > 0, status: ends[0]?.['status'] ?? null };
}

function insertDependency(
  runKey: string,
  { id, dependentRunKey, dependentPath, prerequisitePath, at }: NewDependency,
): Statement {
  return statement`
    insert into taskwright.dependencies (
      id, dependent_run_key, dependent_path, prerequisite_run_key, prerequisite_path, created_at, is_answered
    )
    select ${id}, ${dependentRunKey}, ${dependentPath}, ${runKey}, ${prerequisitePath}, ${at}::bigint, exists (
      select 1 from taskwright.tasks
      where run_key = ${runKey} and path = ${prerequisitePath}
        and taskwright.has_settled(status, version, attempt_version)
    )
    on conflict (id) do nothing`;
}
