import { html } from 'hono/html';
import type { Viewer } from './viewer.js';

/** What `html` of Hono makes: everything that stands in it is escaped. */
export type Html = ReturnType<typeof html>;

export interface PageShell {
  /** Of the window; also the heading of the page unless it has one of its own. */
  readonly title: string;
  /** Whoever is signed in. */
  readonly viewer: Viewer | null;
  /** Which of the links at the top leads here. */
  readonly at?: 'approvals' | 'runs';
  /** It follows something, by this script of ours. */
  readonly script?: string;
  /** Where it leads at once. */
  readonly refreshTo?: string;
  readonly body: Html;
}

/** A whole document, with what every page has around it. */
export function renderPage({ title, viewer, at, script, refreshTo, body }: PageShell): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refreshTo !== undefined && html`<meta http-equiv="refresh" content="0; url=${refreshTo}" />`}
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Taskwright</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/pages.css" />
        ${script !== undefined && html`<script src="${script}" type="module"></script>`}
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="bar">
          <span class="brand">Taskwright</span>
          ${viewer !== null && renderTop(viewer, at)}
        </header>
        <main id="main" tabindex="-1">${body}</main>
      </body>
    </html>`;
}

function renderTop(viewer: Viewer, at: PageShell['at']): Html {
  const link = (name: 'approvals' | 'runs', text: string) =>
    html`<li><a href="${viewer.link(`/${name}`)}" ${at === name ? html`aria-current="page"` : ''}>${text}</a></li>`;
  return html`<nav aria-label="Main">
      <ul>
        ${link('approvals', 'Approvals')} ${link('runs', 'Runs')}
      </ul>
    </nav>
    <form class="who" method="post" action="/sign-out">
      <input type="hidden" name="form_token" value="${viewer.formToken}" />
      <span>${viewer.name}${viewer.namedWorkspace !== null && ` in ${viewer.namedWorkspace}`}</span>
      <button type="submit" class="quiet">Sign out</button>
    </form>`;
}
