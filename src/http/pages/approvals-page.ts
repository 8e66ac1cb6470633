import { html } from 'hono/html';
import type { Approval } from './approval.js';
import { renderPage, type Html } from './layout.js';
import { renderTime, toWords } from './parts.js';
import type { Viewer } from './viewer.js';

export function renderApprovalsPage({
  approvals,
  viewer,
}: {
  readonly approvals: readonly Approval[];
  readonly viewer: Viewer;
}): Html {
  const own = approvals.filter(({ isForViewer }) => isForViewer);
  const others = approvals.filter(({ isForViewer }) => !isForViewer);
  return renderPage({
    title: 'Approvals',
    viewer,
    at: 'approvals',
    body: html`<h1>Approvals</h1>
      <section>
        <h2 id="own">Waiting for you (${own.length})</h2>
        ${own.length === 0 ? html`<p>Nothing waits for your decision.</p>` : renderTable(own, viewer, 'own')}
      </section>
      <section>
        <h2 id="others">Waiting for someone else (${others.length})</h2>
        ${others.length === 0 ? html`<p>Nothing.</p>` : renderTable(others, viewer, 'others')}
      </section>`,
  });
}

function renderTable(approvals: readonly Approval[], viewer: Viewer, labelledBy: string): Html {
  return html`<div class="wide" role="region" aria-labelledby="${labelledBy}" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Run</th>
          <th scope="col">Since</th>
          <th scope="col">Until</th>
          <th scope="col">Decided</th>
          <th scope="col">Still needed</th>
        </tr>
      </thead>
      <tbody>
        ${approvals.map((approval) => renderRow(approval, viewer))}
      </tbody>
    </table>
  </div>`;
}

function renderRow(approval: Approval, viewer: Viewer): Html {
  const { taskId, runId, path, title, since, deadlineAt, decisions, stillNeeded } = approval;
  const decided = decisions.map(({ by, decision }) => `${by}: ${toWords(decision)}`).join(', ');
  return html`<tr>
    <th scope="row"><a href="${viewer.link(`/approvals/${encodeURIComponent(taskId)}`)}">${title}</a></th>
    <td>
      <a href="${viewer.link(`/runs/${encodeURIComponent(runId)}`)}">${runId}</a> <span class="dim">${path}</span>
    </td>
    <td>${renderTime(since)}</td>
    <td>${deadlineAt === null ? 'no limit' : renderTime(deadlineAt)}</td>
    <td>${decided === '' ? 'nobody yet' : decided}</td>
    <td>${stillNeeded}</td>
  </tr>`;
}
