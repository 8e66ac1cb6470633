import { html } from 'hono/html';
import type { JsonObject } from '../../domain/json.js';
import { textOf } from '../open-approvals.js';
import { renderPage, type Html } from './layout.js';
import type { Viewer } from './viewer.js';

/** What went wrong, in the words of the API. */
export function renderProblemPage(problem: JsonObject, viewer: Viewer | null): Html {
  const title = textOf(problem['title']) ?? 'It did not work';
  return renderPage({
    title,
    viewer,
    body: html`<h1>${title}</h1>
      <p class="problem" role="alert">${toSentences(problem)}</p>
      <p class="dim">Request ${textOf(problem['requestId'])}</p>
      <p><a href="/approvals">To the approvals</a></p>`,
  });
}

export function toSentences(problem: JsonObject): string {
  return [textOf(problem['detail']), textOf(problem['hint'])].filter((text) => text !== null).join(' ');
}
