import { toIso } from '../domain/iso-time.js';
import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { describeMissing } from '../domain/approval.js';
import { readStanding, toRule } from '../domain/approval-log.js';
import type { ErrorRecord } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import { runs, tasks } from '../store/postgres/schema.js';
import type { GenericTask } from '../tasks/model/generic-task.js';
import { findTask, readDecisions } from '../tasks/store/generic-task-rows.js';
import type { EventRow, Happening } from './happening.js';
import { nameEvents, parse } from './name-events.js';

type Reader = Pick<NodePgDatabase, 'select'>;

/** What a task says about itself, of either kind. */
interface Subject {
  readonly taskId: string | null;
  readonly path: string;
  readonly title: string;
  readonly type: string | null;
  readonly status: string;
  readonly error: ErrorRecord | null;
  readonly isRoot: boolean;
  readonly isApproval: boolean;
  readonly approval: Happening['approval'];
  readonly dueAt: number | null;
}

/** What an event means, under each of its names; nothing where its run or task is gone. */
export async function readHappenings(
  db: Reader,
  row: EventRow,
  publicUrl: string | null,
): Promise<readonly Happening[]> {
  const [run] = await db.select().from(runs).where(eq(runs.runKey, row.run_key));
  const subject = row.source === 'run' ? await readRunTask(db, row) : await readGenericTask(db, row);
  if (run === undefined || subject === null) return [];
  const { isRoot: _, isApproval, approval, error, dueAt, ...shown } = subject;
  const after = parse(row.after);
  return nameEvents(row, subject).map((event) => ({
    id: toHappeningId(row, event),
    event,
    at: new Date(row.at).toISOString(),
    workspace: run.workspace,
    runId: run.runId,
    definition: run.definitionId,
    version: row.source === 'run' ? run.version : null,
    ...shown,
    actor: row.actor,
    reason: row.reason,
    error: error === null ? null : { code: error.code, message: error.message },
    approval,
    dueAt: toIso(dueAt),
    contacts: toTexts(after['escalation_contacts']),
    channels: row.type === 'channels.notified' ? toTexts(after['channels']) : [],
    notes: typeof after['notes'] === 'string' ? after['notes'] : null,
    link: publicUrl === null || !isApproval || subject.taskId === null ? null : toLink(publicUrl, run, subject.taskId),
  }));
}

async function readRunTask(db: Reader, { run_key: runKey, path = '/', actor }: EventRow): Promise<Subject | null> {
  const [task] = await db
    .select()
    .from(tasks)
    .where(and(eq(tasks.runKey, runKey), eq(tasks.path, path)));
  if (task === undefined) return null;
  const { taskId, type, status, error, waiting, deadlineAt: dueAt } = task;
  const isOpen = waiting?.for === 'approval';
  return {
    ...{ taskId, path, type, status, error, dueAt },
    title: task.title ?? (path === '/' ? runKey : path),
    isRoot: path === '/',
    // Once it is decided it waits no more; of all that wait only approvals are ended by somebody.
    isApproval: isOpen || (task.kind === 'wait' && actor !== 'system'),
    approval: isOpen ? { roles: waiting.roles, users: waiting.users, stillNeeded: waiting.stillNeeded } : null,
  };
}

async function readGenericTask(
  db: Reader,
  { workspace = '', task_id: taskId = '' }: EventRow,
): Promise<Subject | null> {
  const task = await findTask(db, workspace, taskId);
  if (task === null) return null;
  const { hierarchyPath: path, title, taskType: type, status, error, dueAt } = task;
  return {
    ...{ taskId, path, title, type, status, error, dueAt },
    isRoot: task.parentId === null,
    isApproval: task.kind === 'wait',
    approval: task.kind === 'wait' && status === 'waiting' ? await readApproval(db, task) : null,
  };
}

async function readApproval(db: Reader, task: GenericTask): Promise<Happening['approval']> {
  const rule = toRule(task.approval);
  const decisions = await readDecisions(db, task.workspace, [task.taskId]);
  const standing = readStanding(rule, decisions, []);
  const stillNeeded = describeMissing(rule, standing.decisions, standing.delegations);
  return { roles: rule.roles, users: rule.users, stillNeeded };
}

/** The end of a run is told of by its root and, where others ended it, by itself: both are the same. */
function toHappeningId({ source, run_key: runKey, id, at }: EventRow, event: string): string {
  const which = event.startsWith('run.') ? `${runKey} ${at}` : `${source} ${id}`;
  return createHash('sha256').update(`${which} ${event}`).digest('hex').slice(0, 32);
}

function toLink(publicUrl: string, { workspace }: { readonly workspace: string }, taskId: string): string {
  const query = workspace === 'default' ? '' : `?workspace=${encodeURIComponent(workspace)}`;
  return `${publicUrl.replace(/\/+$/, '')}/approvals/${encodeURIComponent(taskId)}${query}`;
}

function toTexts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
