import { html } from 'hono/html';
import { renderPage, type Html } from './layout.js';

export interface SignInView {
  /** A path of ours, to go to afterwards. */
  readonly next: string;
  /** Why it did not work. */
  readonly problem: string | null;
}

export function renderSignInPage({ next, problem }: SignInView): Html {
  return renderPage({
    title: 'Sign in',
    viewer: null,
    body: html`<h1>Sign in</h1>
      ${problem !== null && html`<p class="problem" role="alert" id="problem">${problem}</p>`}
      <form method="post" action="/sign-in" class="panel">
        <input type="hidden" name="next" value="${next}" />
        <label for="token">Your token</label>
        <input
          id="token"
          name="token"
          type="password"
          required
          autocomplete="current-password"
          spellcheck="false"
          aria-describedby="help ${problem === null ? '' : 'problem'}"
        />
        <p id="help" class="dim">
          As made by <code>taskwright tokens create NAME</code>, or a JWT of your organisation. The browser keeps a
          cookie, not the token.
        </p>
        <button type="submit">Sign in</button>
      </form>`,
  });
}

/** Only paths of ours: whoever signs in must not end up elsewhere. */
export function toOwnPath(next: string | null | undefined): string {
  const isOwn = next != null && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) && !next.startsWith('/sign-');
  return isOwn && next.length < 2_000 ? next : '/approvals';
}
