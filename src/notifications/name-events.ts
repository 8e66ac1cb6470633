import { isJsonObject, type JsonObject } from '../domain/json.js';
import type { EventRow } from './happening.js';

/** What is known of the task when its event is read. */
export interface NamedTask {
  readonly isRoot: boolean;
  /** It waits for decisions, or did. */
  readonly isApproval: boolean;
  /** Now; it may have moved on since the event. */
  readonly status: string;
}

const ENDS: ReadonlySet<string> = new Set([
  'completed',
  'failed',
  'timed_out',
  'cancelled',
  'skipped',
  'terminated',
  'lost',
]);

/** The verdict on an approval; what times out, or is cancelled, nobody has decided. */
const VERDICTS: ReadonlySet<string> = new Set(['completed', 'failed']);

const DELEGATION = 'decision.delegate';

/**
 * The names of what an event means, by which rules and hooks ask: `task.failed` and `run.failed` of a root, and
 * `approval.waiting` beside `task.waiting`. An event that means nothing more keeps its own name.
 */
export function nameEvents(row: EventRow, task: NamedTask): readonly string[] {
  if (row.type === DELEGATION) return [row.type, 'approval.delegated'];
  const moved = toMove(row);
  if (moved === null) return [row.type];
  const { before, after } = moved;
  return [
    `task.${after}`,
    ...(task.isRoot && isOfRun(row, after) ? [`run.${after}`] : []),
    ...(task.isApproval && after === 'waiting' && task.status === 'waiting' ? ['approval.waiting'] : []),
    ...(task.isApproval && before === 'waiting' && VERDICTS.has(after) ? ['approval.decided'] : []),
    ...(row.source === 'task' ? [row.type] : []),
  ];
}

/** A root that ended with a run which was terminated or lost is cancelled; the run says so itself. */
function isOfRun({ reason }: EventRow, status: string): boolean {
  if (reason === 'terminated' || reason === 'lost') return false;
  return ENDS.has(status) || status === 'in_progress';
}

/** From one status to another; null where it stays. */
function toMove({ source, type, before, after }: EventRow): { readonly before: string; readonly after: string } | null {
  if (source === 'run' && !type.startsWith('task.')) return null;
  const was = statusIn(before);
  const is = statusIn(after);
  return is === null || is === was ? null : { before: was ?? '', after: is };
}

function statusIn(text: string | null): string | null {
  const value = parse(text);
  return typeof value['status'] === 'string' ? value['status'] : null;
}

export function parse(text: string | null): JsonObject {
  const value: unknown = text === null ? null : JSON.parse(text);
  return isJsonObject(value) ? value : {};
}

/** The types under which events are recorded that may come to have this name; `*` and patterns ask for all. */
export function toRecordedTypes(name: string): readonly string[] {
  if (name.includes('*')) return ['*'];
  const [family = '', word = ''] = name.split('.');
  const moves = ['lifecycle.changed', 'status.changed', 'task.created'];
  if (family === 'approval') {
    if (word === 'waiting') return ['task.waiting', ...moves];
    if (word === 'decided') return ['task.completed', 'task.failed', ...moves];
    return word === 'delegated' ? [DELEGATION] : [name];
  }
  if (family === 'run') return [name, `task.${word}`, ...moves];
  return family === 'task' ? [name, ...moves] : [name];
}

/** `task.*` and `*` are patterns. */
export function matchesName(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name) return true;
  return pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1));
}
