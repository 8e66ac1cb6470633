import { html } from 'hono/html';
import type { RunSnapshot } from '../../client/follow-run.js';
import { ROOT_PATH, toLastSegment, toParentPath } from '../../domain/path.js';
import type { WaitingFor } from '../../domain/waiting.js';
import type { Html } from './layout.js';
import { renderStatus, renderTime } from './parts.js';
import type { Viewer } from './viewer.js';

export type ShownTask = RunSnapshot['tasks'][number];

/** More than that nobody reads, and a browser has trouble with. */
const MAX_SHOWN = 2_000;

/** The tasks of a run as nested lists. */
export function renderTree(tasks: readonly ShownTask[], viewer: Viewer): Html {
  const shown = tasks.slice(0, MAX_SHOWN);
  const children = new Map<string | null, ShownTask[]>();
  const known = new Set(shown.map(({ path }) => path));
  for (const task of shown) {
    const parent = toShownParent(task.path, known);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [task]);
    else siblings.push(task);
  }
  const render = (parent: string | null): Html | '' => {
    const own = children.get(parent) ?? [];
    if (own.length === 0) return '';
    return html`<ul class="tree">
      ${own.map((task) => html`<li>${renderTask(task, viewer)} ${render(task.path)}</li>`)}
    </ul>`;
  };
  const left = tasks.length - shown.length;
  return html`${render(null)} ${left > 0 && html`<p>And ${left} more tasks.</p>`}`;
}

/** Tasks that hang on another one stand below it as well. */
function toShownParent(path: string, known: ReadonlySet<string>): string | null {
  for (let above = toParentPath(path); above !== null; above = toParentPath(above)) if (known.has(above)) return above;
  return null;
}

function renderTask(task: ShownTask, viewer: Viewer): Html {
  const { path, taskId, status, title, action, kind, waiting, error } = task;
  const name = title ?? (path === ROOT_PATH ? 'The run' : toLastSegment(path));
  return html`<div class="task">
    ${renderStatus(status)} <a href="${viewer.link(`/approvals/${encodeURIComponent(taskId)}`)}">${name}</a>
    <span class="dim">${action ?? kind}${task.attempt > 1 ? `, attempt ${task.attempt}` : ''}</span>
    ${waiting !== null && html`<span>waits ${renderWaiting(waiting, viewer)}</span>`}
    ${error !== null && html`<span class="error">${error.message}</span>`}
  </div>`;
}

export function renderWaiting(waiting: WaitingFor, viewer: Viewer): Html | string {
  switch (waiting.for) {
    case 'signal':
      return `for the signal ${waiting.name}${waiting.correlation === null ? '' : ` (${waiting.correlation})`}`;
    case 'approval':
      return `for approval: ${waiting.stillNeeded}`;
    case 'time':
      return html`until ${renderTime(new Date(waiting.until).toISOString())}`;
    case 'external':
      return waiting.specialist === null ? 'for someone to complete it' : `for a ${waiting.specialist} to complete it`;
    case 'run': {
      const { runId } = waiting;
      return html`for the run <a href="${viewer.link(`/runs/${encodeURIComponent(runId)}`)}">${runId}</a>`;
    }
  }
}
