import { html } from 'hono/html';
import type { RunSnapshot } from '../../client/follow-run.js';
import { ROOT_PATH, toLastSegment, toParentPath } from '../../domain/path.js';
import { isTerminalRun } from '../../domain/status.js';
import type { GraphEdge } from './graph-layout.js';
import { renderPage, type Html } from './layout.js';
import { renderStatus, renderTime, toWords } from './parts.js';
import { renderGraph, type DrawnTask } from './run-graph.js';
import { renderTree } from './run-tree.js';
import type { Viewer } from './viewer.js';

export interface RunPageView {
  readonly snapshot: RunSnapshot;
  /** Between paths of its tasks. */
  readonly edges: readonly GraphEdge[];
  readonly viewer: Viewer;
}

export function renderRunPage(view: RunPageView): Html {
  const { snapshot, viewer } = view;
  const { run } = snapshot;
  const path = `/runs/${encodeURIComponent(run.runId)}`;
  return renderPage({
    title: `Run ${run.runId}`,
    viewer,
    at: 'runs',
    script: '/assets/run.js',
    body: html`<h1>Run ${run.runId}</h1>
      <p class="dim">
        ${run.definition} ${run.version}, started by ${run.startedBy}
        ${run.uiUrl !== null && html` · <a href="${run.uiUrl}">In Temporal's Web UI</a>`}
      </p>
      <p id="news" role="status" class="news"></p>
      <div id="live" data-stream="${isTerminalRun(run.status) ? '' : viewer.link(`${path}/stream`)}">
        ${renderRun(view)}
      </div>`,
  });
}

/** What changes while it runs. */
export function renderRun({ snapshot, edges, viewer }: RunPageView): Html {
  const { run, tasks } = snapshot;
  return html`<p>
      ${renderStatus(run.status)} ${run.startedAt !== null && html`since ${renderTime(run.startedAt)}`}
      ${run.endedAt !== null && html`until ${renderTime(run.endedAt)}`}
    </p>
    ${run.error !== null && html`<p class="error">${run.error.message}</p>`}
    <h2>Tasks</h2>
    ${renderTree(tasks, viewer)}
    <h2>Who waits for whom</h2>
    <div class="graph" role="region" aria-label="Picture of the tasks" tabindex="0">
      ${renderGraph(toDrawn(tasks), edges)}
    </div>`;
}

function toDrawn(tasks: RunSnapshot['tasks']): readonly DrawnTask[] {
  return tasks
    .filter(({ path }) => path !== ROOT_PATH)
    .map(({ path, title, status }) => ({
      id: path,
      parentId: toParentPath(path),
      title: title ?? toLastSegment(path),
      status,
    }));
}

const MAX_NEWS = 3;

/** What happened between two moments, for those who do not see it: a sentence, or nothing. */
export function describeNews(before: RunSnapshot | null, { run, tasks }: RunSnapshot): string {
  if (before === null) return '';
  const statuses = new Map(before.tasks.map(({ path, status }) => [path, status]));
  const changed = tasks.filter(({ path, status }) => path !== ROOT_PATH && statuses.get(path) !== status);
  const said = changed
    .slice(0, MAX_NEWS)
    .map(({ path, title, status }) => `${title ?? toLastSegment(path)}: ${toWords(status)}.`);
  const more = changed.length > MAX_NEWS ? [`${changed.length - MAX_NEWS} more changes.`] : [];
  const end = run.status === before.run.status ? [] : [`The run: ${toWords(run.status)}.`];
  return [...said, ...more, ...end].join(' ');
}
