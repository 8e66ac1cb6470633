import { html } from 'hono/html';
import type { RunPage } from '../../client/read-run.js';
import type { RunStatus } from '../../domain/status.js';
import { RUN_STATUSES } from '../routes/runs.js';
import { renderPage, type Html } from './layout.js';
import { renderStatus, renderTime, toWords } from './parts.js';
import type { Viewer } from './viewer.js';

export interface RunsPageView {
  readonly page: RunPage;
  /** Only these are listed; null for all. */
  readonly status: RunStatus | null;
  readonly viewer: Viewer;
}

export function renderRunsPage({ page, status, viewer }: RunsPageView): Html {
  const { runs, nextCursor } = page;
  const more = { ...(status !== null && { status }), ...(nextCursor !== null && { cursor: nextCursor }) };
  return renderPage({
    title: 'Runs',
    viewer,
    at: 'runs',
    body: html`<h1>Runs</h1>
      <form class="filter" method="get" action="/runs">
        ${
          viewer.namedWorkspace !== null &&
          html`<input type="hidden" name="workspace" value="${viewer.namedWorkspace}" />`
        }
        <label for="status">Status</label>
        <select id="status" name="status">
          <option value="">any</option>
          ${RUN_STATUSES.map((one) => renderOption(one, one === status))}
        </select>
        <button type="submit">Show</button>
      </form>
      ${runs.length === 0 ? html`<p>There are none.</p>` : renderTable(runs, viewer)}
      ${nextCursor !== null && html`<p><a href="${viewer.link('/runs', more)}">Older runs</a></p>`}`,
  });
}

function renderOption(status: RunStatus, isSelected: boolean): Html {
  return isSelected
    ? html`<option value="${status}" selected>${toWords(status)}</option>`
    : html`<option value="${status}">${toWords(status)}</option>`;
}

function renderTable(runs: RunPage['runs'], viewer: Viewer): Html {
  return html`<div class="wide" role="region" aria-label="Runs" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">Definition</th>
          <th scope="col">Status</th>
          <th scope="col">Started</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map(
          ({ runId, definition, version, status, createdAt, startedBy }) =>
            html`<tr>
              <th scope="row"><a href="${viewer.link(`/runs/${encodeURIComponent(runId)}`)}">${runId}</a></th>
              <td>${definition} ${version}</td>
              <td>${renderStatus(status)}</td>
              <td>${renderTime(createdAt)}</td>
              <td>${startedBy}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
