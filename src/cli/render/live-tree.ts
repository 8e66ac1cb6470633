import type { RunSnapshot } from '../../client/follow-run.js';
import { ROOT_PATH, toLastSegment, toSegments } from '../../domain/path.js';
import { isTerminal } from '../../domain/status.js';
import { describeStatus, toWork, type TaskSummary } from './describe-task.js';
import { toNextCommand } from './describe-waiting.js';
import type { Paint } from './paint.js';
import { toMark } from './status-mark.js';

export interface TreeOptions {
  readonly now: number;
  readonly paint: Paint;
  /** Of the terminal; the tree leaves out what matters least until it fits. */
  readonly rows: number;
  readonly columns: number;
}

/** The run with its tasks as a picture for a terminal: how each stands, what it waits for, and how to go on. */
export function drawTree({ run, tasks }: RunSnapshot, options: TreeOptions): string {
  const { paint, now } = options;
  const head = `${toMark(run.status, paint)} ${paint.bold(run.definition)} ${run.version}  ${run.runId}`;
  const room = Math.max(3, options.rows - 3);
  const { shown, hiddenCount } = chooseTasks(
    tasks.filter(({ path }) => path !== ROOT_PATH),
    room,
  );
  const width = Math.min(40, Math.max(0, ...shown.map((task) => toName(task).length)));
  const lines = shown.flatMap((task) => {
    const text = cut(`${toName(task).padEnd(width)}  ${toWork(task)}  ${describeStatus(task, now)}`, options);
    const line = `${toMark(task.status, paint)} ${isTerminal(task.status) ? paint.dim(text) : text}`;
    const next = toNext(run.runId, task);
    return next === null ? [line] : [line, `  ${' '.repeat(width)}  ${paint.cyan(next)}`];
  });
  const rest = hiddenCount === 0 ? [] : [paint.dim(`  … ${hiddenCount} more tasks`)];
  return [head, ...lines, ...rest].join('\n');
}

function toName({ path }: TaskSummary): string {
  return `${'  '.repeat(toSegments(path).length - 1)}${toLastSegment(path)}`;
}

function toNext(runId: string, { status, path, waiting }: TaskSummary): string | null {
  return status === 'waiting' && waiting !== null ? toNextCommand({ runId, path, waiting }) : null;
}

function cut(text: string, { columns }: TreeOptions): string {
  const room = Math.max(20, columns - 3);
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

/** All that fit; first those that something happens to, then what has failed, then the rest in order. */
function chooseTasks(
  tasks: readonly TaskSummary[],
  room: number,
): { readonly shown: readonly TaskSummary[]; readonly hiddenCount: number } {
  const byRank = [...tasks.entries()].sort(([a, one], [b, other]) => toRank(one) - toRank(other) || a - b);
  const chosen = new Set<number>();
  let left = room;
  for (const [index, task] of byRank) {
    left -= toNext('', task) === null ? 1 : 2;
    if (left < 0) break;
    chosen.add(index);
  }
  return { shown: tasks.filter((_, index) => chosen.has(index)), hiddenCount: tasks.length - chosen.size };
}

function toRank({ status }: TaskSummary): number {
  switch (status) {
    case 'waiting':
    case 'paused':
      return 0;
    case 'in_progress':
      return 1;
    case 'failed':
    case 'timed_out':
      return 2;
    case 'completed':
      return 3;
    default:
      return 4;
  }
}
