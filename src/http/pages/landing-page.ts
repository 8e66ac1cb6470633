import { html } from 'hono/html';
import { renderPage, type Html } from './layout.js';

/**
 * For who comes from another site, as by a link in a message: the browser keeps our cookie to itself then, and sends it
 * once a page of ours leads here.
 */
export function renderLandingPage(path: string): Html {
  return renderPage({
    title: 'Opening',
    viewer: null,
    refreshTo: path,
    body: html`<h1>Opening</h1>
      <p><a href="${path}">Go on</a></p>`,
  });
}
