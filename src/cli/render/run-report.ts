import type { RunSummary, RunView } from '../../client/run-view.js';
import type { ErrorRecord } from '../../domain/errors.js';
import { ROOT_PATH } from '../../domain/path.js';
import { isTerminalRun } from '../../domain/status.js';
import type { RunSnapshot } from '../../client/follow-run.js';
import { describeStatus, toWork } from './describe-task.js';
import { toNextCommand } from './describe-waiting.js';
import { formatDuration } from './format-duration.js';
import { plainPaint } from './paint.js';
import { toMark } from './status-mark.js';
import { formatTable } from './table.js';

/** `show RUN`, for people. */
export function formatRun({ run, tasks }: RunSnapshot, view: RunView, now: number): string {
  const head = [
    `${toMark(run.status, plainPaint)} ${run.runId}  ${describeRunStatus(view, now)}`,
    `  ${run.definition} ${run.version}, started by ${run.startedBy} at ${run.startedAt ?? run.createdAt}`,
    ...(run.uiUrl === null ? [] : [`  ${run.uiUrl}`]),
    ...(run.error === null ? [] : [`  ${formatCause(run.error)}`]),
  ];
  const rows = tasks.map((task) => [
    toMark(task.status, plainPaint),
    task.path,
    toWork(task),
    describeStatus(task, now),
    (task.status === 'waiting' && task.waiting && toNextCommand({ ...run, path: task.path, waiting: task.waiting })) ||
      '',
  ]);
  const body = rows.length === 0 ? [] : ['', formatTable(['', 'TASK', 'WORK', 'STATUS', ''], rows)];
  const output = view.status === 'completed' ? ['', 'output:', JSON.stringify(view.output, null, 2)] : [];
  return [...head, ...body, ...output].join('\n');
}

/** One line, at the end of `run` and `watch`. */
export function formatEnd(view: RunView, now: number): string {
  const why = view.error === null ? '' : `: ${formatCause(view.error)}`;
  return `${toMark(view.status, plainPaint)} ${view.definition} ${view.version} ${describeRunStatus(view, now)}${why}`;
}

/** Names the task, unless the message or the run itself does. */
function formatCause({ message, path }: ErrorRecord): string {
  return path === null || path === ROOT_PATH || message.includes(path) ? message : `${message} (at ${path})`;
}

export function describeRunStatus(
  { status, startedAt, endedAt }: Pick<RunSummary, 'status' | 'startedAt' | 'endedAt'>,
  now: number,
): string {
  const word = status.replace('_', ' ');
  if (startedAt === null) return word;
  const elapsed = formatDuration((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
  return isTerminalRun(status) ? `${word} in ${elapsed}` : `${word} for ${elapsed}`;
}
