import { toIso } from '../../domain/iso-time.js';
import type { Pool } from 'pg';
import type { ErrorRecord } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { ROOT_PATH } from '../../domain/path.js';
import type { TaskStatus } from '../../domain/status.js';
import { describeMissing, describeStanding } from '../../domain/approval.js';
import { readStanding, toRule, type LoggedWord } from '../../domain/approval-log.js';
import type { WaitingForApproval } from '../../domain/waiting.js';
import type { EventRecord, TaskRecord } from '../store.js';
import { query, statement } from './statement.js';

interface TreeRow {
  readonly task_id: string;
  readonly parent_id: string | null;
  readonly root_id: string;
  readonly hierarchy_path: string;
  readonly position: number;
  readonly kind: string;
  readonly task_type: string;
  readonly title: string;
  readonly description: string | null;
  readonly status: TaskStatus;
  readonly attributes: JsonObject;
  readonly outputs: string | null;
  readonly error: string | null;
  readonly approval: string | null;
  readonly approval_due_at: number | null;
  readonly due_at: number | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

const NOTHING: ReadonlyMap<string, readonly LoggedWord[]> = new Map();

/** The tasks of a run that is a tree of generic tasks, as those of a definition are shown: depth first, by position. */
export async function readTreeTasks(pool: Pool, runKey: string): Promise<readonly TaskRecord[]> {
  const rows = await query<TreeRow>(
    pool,
    statement`
      select task_id, parent_id, root_id, hierarchy_path, position, kind, task_type, title, description, status,
        attributes, outputs, error, approval, approval_due_at, due_at, started_at, ended_at, created_at, updated_at
      from taskwright.generic_tasks where run_key = ${runKey} and deleted_at is null
      order by level, position, task_id`,
  );
  const children = new Map<string | null, TreeRow[]>();
  for (const row of rows) {
    const siblings = children.get(row.parent_id) ?? [];
    siblings.push(row);
    children.set(row.parent_id, siblings);
  }
  const said = rows.some(({ status }) => status === 'waiting') ? await readSaid(pool, runKey) : NOTHING;
  const records: TaskRecord[] = [];
  const visit = (row: TreeRow, ordinal: readonly number[]): void => {
    records.push(toRecord(runKey, row, { ordinal, said: said.get(row.task_id) ?? [] }));
    for (const [index, child] of (children.get(row.task_id) ?? []).entries()) visit(child, [...ordinal, index]);
  };
  for (const root of children.get(null) ?? []) visit(root, []);
  return records;
}

function toRecord(
  runKey: string,
  row: TreeRow,
  { ordinal, said }: { readonly ordinal: readonly number[]; readonly said: readonly LoggedWord[] },
): TaskRecord {
  const error: ErrorRecord | null = row.error === null ? null : JSON.parse(row.error);
  const output: JsonValue = row.outputs === null ? null : JSON.parse(row.outputs);
  const path = row.parent_id === null ? ROOT_PATH : row.hierarchy_path.slice(row.root_id.length + 1);
  return {
    runKey,
    path,
    taskId: row.task_id,
    kind: row.kind,
    type: row.task_type,
    action: row.kind === 'basic' ? 'external' : null,
    title: row.title,
    description: row.description,
    status: row.status,
    visit: 1,
    attempt: row.started_at === null ? 0 : 1,
    reason: null,
    output,
    error: error && { ...error, path },
    attributes: row.attributes,
    locals: {},
    waiting: row.status === 'waiting' ? toWaiting(row, said) : null,
    ordinal,
    startedAt: row.started_at,
    endedAt: row.started_at === null ? null : row.ended_at,
    deadlineAt: row.due_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function toWaiting({ approval, approval_due_at: timeoutAt }: TreeRow, said: readonly LoggedWord[]): WaitingForApproval {
  const given: JsonValue = approval === null ? null : JSON.parse(approval);
  const rule = toRule(given);
  const { decisions, delegations } = readStanding(rule, said, []);
  const criteria = isJsonObject(given) ? given['criteria'] : undefined;
  return {
    for: 'approval',
    roles: rule.roles,
    users: rule.users,
    quorum: rule.quorum,
    stillNeeded: describeMissing(rule, decisions, delegations),
    ...describeStanding({ decisions, delegations }),
    timeoutAt: toIso(timeoutAt),
    ...(rule.isEscalated && rule.escalateTo !== null ? { escalatedTo: rule.escalateTo } : {}),
    ...(criteria === undefined ? {} : { criteria }),
  };
}

/** What was said on the approvals of a tree that wait, by task, in its order. */
async function readSaid(pool: Pool, runKey: string): Promise<ReadonlyMap<string, readonly LoggedWord[]>> {
  const rows = await query<LoggedWord & { readonly taskId: string }>(
    pool,
    statement`
      select said.task_id as "taskId", said.by, said.roles, said.decision, said.delegated_to as "delegatedTo", said.at
      from taskwright.generic_tasks task
      join taskwright.task_decisions said on said.workspace = task.workspace and said.task_id = task.task_id
      where task.run_key = ${runKey} and task.status = 'waiting' and task.deleted_at is null
      order by said.id`,
  );
  const byTask = new Map<string, LoggedWord[]>();
  for (const { taskId, ...word } of rows) {
    const words = byTask.get(taskId);
    if (words) words.push(word);
    else byTask.set(taskId, [word]);
  }
  return byTask;
}

interface TreeEventRow {
  readonly id: number;
  readonly path: string;
  readonly type: string;
  readonly actor: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
  readonly at: number;
}

/** What happened to the tasks of a tree, oldest first. */
export async function readTreeEvents(
  pool: Pool,
  asked: {
    readonly runKey: string;
    readonly path?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  },
): Promise<readonly EventRecord[]> {
  const { runKey, path = null, after = '0', limit } = asked;
  const rows = await query<TreeEventRow>(
    pool,
    statement`
      select * from (
        select event.id, event.type, event.actor, event.before, event.after, event.reason, event.at,
          case when task.parent_id is null then '/' else substr(task.hierarchy_path, length(task.root_id) + 2) end as path
        from taskwright.task_events event
        join taskwright.generic_tasks task on task.workspace = event.workspace and task.task_id = event.task_id
        where event.run_key = ${runKey} and event.id > ${after}::bigint
      ) found
      where ${path}::text is null or path = ${path}
      order by id limit ${limit}`,
  );
  const toJson = (text: string | null): JsonValue => (text === null ? null : JSON.parse(text));
  return rows.map(({ id, before, after: to, ...event }) => ({
    ...event,
    id: String(id),
    runKey,
    visit: 1,
    before: toJson(before),
    after: toJson(to),
  }));
}
