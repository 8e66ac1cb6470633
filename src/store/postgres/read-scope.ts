import type { Pool } from 'pg';
import type { ErrorRecord } from '../../domain/errors.js';
import type { JsonObject, JsonValue } from '../../domain/json.js';
import type { TaskStatus } from '../../domain/status.js';
import { runNotFound } from '../refusals.js';
import type { ScopeQuery, TaskScope } from '../store.js';
import { query, textStatement } from './statement.js';

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
  /** JSON once more, as text. */
  readonly input: string | null;
}

interface TaskRow {
  readonly path: string;
  readonly status: TaskStatus;
  readonly error: string | null;
  readonly output: string | null;
  readonly locals: string | null;
  readonly attributes: JsonObject | null;
}

/** What a scope has, without what it is of. */
export type ScopeWishes = Omit<ScopeQuery, 'runKey'>;

/** As `scopeOf` reads it. */
export function toWishesJson({ needsInput, outputsOf, localsOf, attributesOf }: ScopeWishes): string {
  return JSON.stringify({
    input: needsInput,
    places: { outputs: outputsOf, locals: localsOf, attributes: attributesOf },
  });
}

/**
 * An SQL expression for the JSON text of a scope, null without the run; of SQL expressions for the run's key and for the
 * wishes as json. Reads no more of a task than was asked for.
 */
export function scopeOf(runKey: string, wishes: string): string {
  return `(
    with wanted as materialized (
      select ${runKey} as run_key, path, bool_or(kind = 'outputs') as output, bool_or(kind = 'locals') as locals,
        bool_or(kind = 'attributes') as attributes
      from json_each(${wishes} -> 'places') as list (kind, paths), json_array_elements_text(paths) as _ (path)
      group by path
    )
    select json_build_object(
      'run', json_build_object(
        'run_id', run_id, 'workspace', workspace, 'definition_id', definition_id, 'version', version,
        'started_by', started_by, 'started_at', started_at, 'created_at', created_at,
        'parent_run_key', parent_run_key, 'parent_path', parent_path, 'parent_visit', parent_visit,
        'input', case when (${wishes} ->> 'input')::boolean then input end
      ),
      'tasks', (
        select coalesce(json_agg(json_build_object(
          'path', task.path,
          'status', task.status,
          'error', task.error,
          'output', case when wanted.output then task.output end,
          'locals', case when wanted.locals then task.locals end,
          'attributes', case when wanted.attributes then task.attributes end
        )), '[]')
        from wanted join taskwright.tasks task on task.run_key = wanted.run_key and task.path = wanted.path
      )
    )::text
    from taskwright.runs run
    where run_key = ${runKey}
  )`;
}

const READ_SCOPE = `select ${scopeOf('$1::text', '$2::text::json')} as scope`;

/** What expressions see, in one statement. */
export async function readScope(pool: Pool, { runKey, ...wishes }: ScopeQuery): Promise<TaskScope> {
  const asked = textStatement(READ_SCOPE, [runKey, toWishesJson(wishes)]);
  const [row] = await query<{ readonly scope: string | null }>(pool, asked);
  if (row?.scope == null) throw runNotFound();
  return toScope(row.scope, wishes);
}

export function toScope(text: string, wishes: ScopeWishes): TaskScope {
  const found: { readonly run: RunRow; readonly tasks: readonly TaskRow[] } = JSON.parse(text);
  const row = found.run;
  const outputsOf = new Set(wishes.outputsOf);
  const tasks = new Map<string, { status: TaskStatus; output: JsonValue; error: ErrorRecord | null }>();
  const locals = new Map<string, JsonObject>();
  const attributes = new Map<string, JsonObject>();
  for (const task of found.tasks) {
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
