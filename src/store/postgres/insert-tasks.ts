import { toLastSegment, toParentPath } from '../../domain/path.js';
import { toPosition } from '../ordinal.js';
import type { NewTask } from '../store.js';
import { toTaskId } from '../task-id.js';
import { statement, type Statement } from './statement.js';

/** Adds rows that are missing, in one statement; the others stay as they are. */
export function insertTasks(runKey: string, tasks: readonly NewTask[]): Statement {
  const asked = tasks.map((task) => toRow(runKey, task));
  return statement`
    insert into taskwright.tasks (
      run_key, workspace, path, parent_path, segment, task_id, kind, type, action, title, description, status, visit,
      attributes, locals, ordinal, position, is_watched, created_at, updated_at
    )
    select run.run_key, run.workspace, asked.path, parent_path, segment, task_id, kind, type, action, title,
      description, asked.status, visit, attributes::jsonb, locals, ordinal, position,
      exists (
        select 1 from taskwright.dependencies
        where prerequisite_run_key = run.run_key and prerequisite_path = asked.path
      ), ${Date.now()}, ${Date.now()}
    from json_to_recordset(${JSON.stringify(asked)}::text::json) as asked (
      path text, parent_path text, segment text, task_id text, kind text, type text, action text, title text,
      description text, status text, visit int, attributes text, locals text, ordinal int[], position int
    )
    cross join (select run_key, workspace from taskwright.runs where run_key = ${runKey}) run
    order by asked.path collate "C"
    on conflict (run_key, path) do nothing`;
}

function toRow(runKey: string, task: NewTask) {
  return {
    path: task.path,
    parent_path: toParentPath(task.path),
    segment: toLastSegment(task.path),
    task_id: task.taskId ?? toTaskId(runKey, task.path),
    kind: task.kind,
    type: task.type,
    action: task.action,
    title: task.title,
    description: task.description,
    status: task.status,
    visit: task.visit,
    attributes: JSON.stringify(task.attributes ?? {}),
    locals: task.locals && JSON.stringify(task.locals),
    ordinal: task.ordinal,
    position: toPosition(task.ordinal),
  };
}
