import type { Pool } from 'pg';
import type { ErrorRecord } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { TaskStatus } from '../../domain/status.js';
import { runNotFound } from '../refusals.js';
import type { ScopeQuery, TaskScope } from '../store.js';
import { query, statement } from './statement.js';

interface RunRow {
  readonly run_id: string;
  readonly workspace: string;
  readonly definition_id: string;
  readonly version: string;
  readonly started_by: string;
  readonly started_at: number | null;
  readonly created_at: number;
  readonly parent_run_key: string | null;
  readonly parent_path: string | null;
  readonly parent_visit: number | null;
  readonly input: string | null;
  /** JSON text of a list of rows, whose own JSON is text once more. */
  readonly tasks: string;
}

interface TaskRow {
  readonly path: string;
  readonly status: TaskStatus;
  readonly error: string | null;
  readonly output: string | null;
  readonly locals: string | null;
  readonly attributes: JsonObject | null;
}

/** What expressions see, in one statement. Reads no more of a task than was asked for. */
export async function readScope(
  pool: Pool,
  { runKey, needsInput, outputsOf, localsOf, attributesOf }: ScopeQuery,
): Promise<TaskScope> {
  const wanted = JSON.stringify({ outputs: outputsOf, locals: localsOf, attributes: attributesOf });
  const asked = statement`
    with wanted as materialized (
      select ${runKey}::text as run_key, path, bool_or(kind = 'outputs') as output, bool_or(kind = 'locals') as locals,
        bool_or(kind = 'attributes') as attributes
      from json_each(${wanted}::text::json) as list (kind, paths), json_array_elements_text(paths) as path
      group by path
    )
    select run_id, workspace, definition_id, version, started_by, started_at, created_at,
      parent_run_key, parent_path, parent_visit,
      case when ${needsInput}::boolean then input end as input,
      (
        select coalesce(json_agg(json_build_object(
          'path', task.path,
          'status', task.status,
          'error', task.error,
          'output', case when wanted.output then task.output end,
          'locals', case when wanted.locals then task.locals end,
          'attributes', case when wanted.attributes then task.attributes end
        )), '[]')::text
        from wanted join taskwright.tasks task on task.run_key = wanted.run_key and task.path = wanted.path
      ) as tasks
    from taskwright.runs run
    where run_key = ${runKey}`;
  const [row] = await query<RunRow>(pool, asked);
  if (!row) throw runNotFound();
  return toScope(row, new Set(outputsOf));
}

function toScope(row: RunRow, outputsOf: ReadonlySet<string>): TaskScope {
  const rows: readonly TaskRow[] = JSON.parse(row.tasks);
  const tasks = new Map<string, { status: TaskStatus; output: JsonValue; error: ErrorRecord | null }>();
  const locals = new Map<string, JsonObject>();
  const attributes = new Map<string, JsonObject>();
  for (const task of rows) {
    const { path, status } = task;
    if (outputsOf.has(path)) tasks.set(path, { status, output: parse(task.output), error: parse(task.error) });
    if (task.locals !== null) locals.set(path, parse(task.locals));
    if (task.attributes !== null) attributes.set(path, task.attributes);
  }
  return {
    run: {
      runId: row.run_id,
      workspace: row.workspace,
      definitionId: row.definition_id,
      version: row.version,
      startedBy: row.started_by,
      startedAt: row.started_at,
      createdAt: row.created_at,
      parent: toParent(row),
    },
    input: parse(row.input),
    tasks,
    locals,
    attributes,
  };
}

function toParent({ parent_run_key: runKey, parent_path: path, parent_visit: visit }: RunRow) {
  return runKey === null || path === null || visit === null ? null : { runKey, path, visit };
}

function parse(text: string | null) {
  return text === null ? null : JSON.parse(text);
}
