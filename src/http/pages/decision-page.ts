import { html } from 'hono/html';
import type { DecisionView } from './decision.js';
import { renderPage, type Html } from './layout.js';
import { renderStatus, renderTime, toWords } from './parts.js';
import { renderValue } from './render-value.js';
import type { Viewer } from './viewer.js';

export interface DecisionPageView {
  readonly view: DecisionView;
  readonly viewer: Viewer;
  /** The scope "decide". */
  readonly maySay: boolean;
  /** Of one form: sent twice, it counts once. */
  readonly requestId: string;
  /** What came of the last form. */
  readonly message: { readonly isProblem: boolean; readonly text: string } | null;
  /** What was written and not taken. */
  readonly comment: string;
}

export function renderDecisionPage(page: DecisionPageView): Html {
  const { view, viewer, message } = page;
  return renderPage({
    title: view.title,
    viewer,
    at: 'approvals',
    body: html`${
        message !== null &&
        html`<p class="${message.isProblem ? 'problem' : 'done'}" role="${message.isProblem ? 'alert' : 'status'}">
          ${message.text}
        </p>`
      }
      <h1>${view.title}</h1>
      ${renderFacts(view, viewer)}
      ${
        view.description !== null &&
        html`<h2>Description</h2>
          <span class="text">${view.description}</span>`
      }
      ${
        view.criteria !== null &&
        html`<h2>What to look at</h2>
          ${renderValue(view.criteria)}`
      }
      ${view.stillNeeded !== null && renderForms(page)} ${renderSaid(view)} ${renderDependencies(view, viewer)}
      ${renderArtifacts(view, viewer)}
      ${
        Object.keys(view.attributes).length > 0 &&
        html`<h2>Attributes</h2>
          ${renderValue(view.attributes)}`
      }
      ${
        view.output !== null &&
        html`<h2>Output</h2>
          ${renderValue(view.output)}`
      }`,
  });
}

function renderFacts(view: DecisionView, viewer: Viewer): Html {
  const { status, type, runId, path, since, deadlineAt, stillNeeded, error } = view;
  return html`<dl class="facts">
    <div>
      <dt>Status</dt>
      <dd>${renderStatus(status)}</dd>
    </div>
    ${
      stillNeeded !== null &&
      html`<div>
        <dt>Still needed</dt>
        <dd>${stillNeeded}</dd>
      </div>`
    }
    ${
      since !== null &&
      html`<div>
        <dt>Since</dt>
        <dd>${renderTime(since)}</dd>
      </div>`
    }
    ${
      deadlineAt !== null &&
      html`<div>
        <dt>Until</dt>
        <dd>${renderTime(deadlineAt)}</dd>
      </div>`
    }
    <div>
      <dt>Run</dt>
      <dd><a href="${viewer.link(`/runs/${encodeURIComponent(runId)}`)}">${runId}</a> <code>${path}</code></dd>
    </div>
    ${
      type !== null &&
      html`<div>
        <dt>Type</dt>
        <dd>${type}</dd>
      </div>`
    }
    ${
      error !== null &&
      html`<div>
        <dt>Error</dt>
        <dd class="error">${error}</dd>
      </div>`
    }
  </dl>`;
}

const ANSWERS = [
  ['approve', 'Approve'],
  ['request_changes', 'Request changes'],
  ['reject', 'Reject'],
] as const;

function renderForms(page: DecisionPageView): Html {
  const { view, maySay } = page;
  if (!maySay) return html`<p class="note">Your token lets you look, but not decide: it lacks the scope "decide".</p>`;
  const { ownWord, isForViewer } = view;
  return html`<section class="panel" aria-labelledby="decide">
    <h2 id="decide">Your decision</h2>
    ${
      !isForViewer &&
      html`<p class="note">By your name and roles this waits for someone else; what you send may be refused.</p>`
    }
    ${ownWord !== null && html`<p>You have said: <strong>${toWords(ownWord)}</strong>. You may say something else.</p>`}
    ${renderForm(
      page,
      html`<label for="comment"
          >Comment <span class="dim">(optional; everybody who sees the task can read it)</span></label
        >
        <textarea id="comment" name="comment" rows="3" maxlength="100000">${page.comment}</textarea>
        <p class="buttons">
          ${ANSWERS.map(
            ([word, label]) =>
              html`<button type="submit" name="decision" value="${word}" class="${word}">${label}</button>`,
          )}
          ${ownWord !== null && html`<button type="submit" name="decision" value="withdraw">Withdraw what I said</button>`}
        </p>`,
    )}
    ${
      ownWord === null &&
      html`<details>
        <summary>Let somebody else decide</summary>
        ${renderForm(
          page,
          html`<label for="to">Their name</label> <input id="to" name="to" type="text" required autocomplete="off" />
            <p class="buttons"><button type="submit" name="decision" value="delegate">Hand it over</button></p>`,
        )}
      </details>`
    }
  </section>`;
}

function renderForm({ view, viewer, requestId }: DecisionPageView, fields: Html): Html {
  return html`<form method="post" action="${viewer.link(`/approvals/${encodeURIComponent(view.taskId)}`)}">
    <input type="hidden" name="form_token" value="${viewer.formToken}" />
    <input type="hidden" name="request_id" value="${requestId}" />
    ${fields}
  </form>`;
}

function renderSaid({ decisions }: DecisionView): Html {
  return html`<h2>Said so far</h2>
    ${
      decisions.length === 0
        ? html`<p>Nothing.</p>`
        : html`<ol class="said">
            ${decisions.map(
              ({ by, decision, comment, at }) =>
                html`<li>
                  <strong>${by}</strong>: ${toWords(decision)}, ${renderTime(at)}
                  ${comment !== null && comment !== '' && html`<span class="text">${comment}</span>`}
                </li>`,
            )}
          </ol>`
    }`;
}

function renderDependencies({ dependencies }: DecisionView, viewer: Viewer): Html | '' {
  if (dependencies.length === 0) return '';
  return html`<h2>What it depends on</h2>
    <ul class="list">
      ${dependencies.map(
        ({ taskId, title, type, status, output }) =>
          html`<li>
            ${status !== null && renderStatus(status)}
            ${taskId === null ? title : html`<a href="${viewer.link(`/approvals/${encodeURIComponent(taskId)}`)}">${title}</a>`}
            <span class="dim">(${type})</span> ${output !== null && renderValue(output)}
          </li>`,
      )}
    </ul>`;
}

function renderArtifacts({ artifacts }: DecisionView, viewer: Viewer): Html | '' {
  if (artifacts.length === 0) return '';
  return html`<h2>Artifacts</h2>
    <ul class="list">
      ${artifacts.map(
        ({ id, name, version, size, createdBy, taskId }) =>
          html`<li>
            <a href="${viewer.link(`/artifacts/${encodeURIComponent(id)}`)}">${name}</a>
            <span class="dim">version ${version}, ${size} bytes, of ${taskId}, by ${createdBy}</span>
          </li>`,
      )}
    </ul>`;
}
