import type { Context } from 'hono';
import { assertScope } from '../../access/caller.js';
import type { BrowserSession } from '../../access/sessions.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { Gateway } from '../gateway.js';
import type { RateLimits } from '../rate-limits.js';
import { toProblem } from '../refusal.js';
import type { RouteContext } from '../route.js';
import { toRouteContext } from '../route-context.js';
import { toWorkspace } from '../to-workspace.js';
import { renderLandingPage } from './landing-page.js';
import type { Html } from './layout.js';
import { renderProblemPage } from './problem-page.js';
import type { RunStreams } from './run-stream.js';
import { PAGE_HEADERS } from './security-headers.js';
import { forgetSession, readSessionSecret } from './session-cookie.js';
import { toViewer, type Viewer } from './viewer.js';

export type PageEnv = { Variables: { requestId: string } };

export interface PageParts {
  readonly gateway: Gateway;
  readonly limits: RateLimits;
  readonly streams: RunStreams;
  /** Says what went wrong on our side, to the log. */
  readonly logFailure: (thrown: unknown, requestId: string) => void;
}

/** A request of somebody who is signed in, and may look. */
export interface PageRequest {
  readonly c: Context<PageEnv>;
  readonly viewer: Viewer;
  readonly context: RouteContext;
}

export type PageHandler = (request: PageRequest) => Promise<Response>;

export async function answerPage(page: Html, { status = 200, headers = {} }: AnswerOptions = {}): Promise<Response> {
  const all = { 'Content-Type': 'text/html; charset=utf-8', ...PAGE_HEADERS, ...headers };
  return new Response(String(await page), { status, headers: all });
}

interface AnswerOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** With who is signed in; anybody else is sent to sign in. What is thrown becomes a page. */
export function signedIn(parts: PageParts, handle: PageHandler) {
  return withProblems(parts, async (c) => {
    const secret = readSessionSecret(c);
    const session = secret === undefined ? null : await parts.gateway.sessions.find(secret);
    if (session === null) return secret === undefined ? greetStranger(c) : sendToSignIn(c);
    await parts.limits.countCaller(session.caller.id);
    const request = toRequest(parts, c, session);
    try {
      return await handle(request);
    } catch (thrown) {
      return answerProblem(parts, c, { thrown, viewer: request.viewer });
    }
  });
}

/** What is thrown becomes a page. */
export function withProblems(parts: PageParts, answer: (c: Context<PageEnv>) => Promise<Response>) {
  return async (c: Context<PageEnv>): Promise<Response> => {
    try {
      return await answer(c);
    } catch (thrown) {
      return answerProblem(parts, c, { thrown, viewer: null });
    }
  };
}

function answerProblem(
  parts: PageParts,
  c: Context<PageEnv>,
  { thrown, viewer }: { readonly thrown: unknown; readonly viewer: Viewer | null },
): Promise<Response> {
  const requestId = c.get('requestId');
  const { status, headers, body } = toProblem(thrown, requestId);
  if (status >= 500) parts.logFailure(thrown, requestId);
  return answerPage(renderProblemPage(body, viewer), { status, headers });
}

function toRequest(
  { gateway, streams }: PageParts,
  c: Context<PageEnv>,
  { caller, formToken }: BrowserSession,
): PageRequest {
  const context = toRouteContext({ gateway, streams }, c, caller);
  assertScope(caller, 'read');
  const { workspace } = context;
  const isUsualWorkspace = workspace === toWorkspace(caller, undefined, gateway.client.workspace);
  return { c, context, viewer: toViewer({ name: caller.actor.name, workspace, formToken, isUsualWorkspace }) };
}

async function greetStranger(c: Context): Promise<Response> {
  const comesFromElsewhere = c.req.method === 'GET' && c.req.header('sec-fetch-site') === 'cross-site';
  return comesFromElsewhere ? answerPage(renderLandingPage(toOwnUrl(c))) : sendToSignIn(c);
}

/** Nothing that follows a page can sign in: it is told so, and stops. */
function sendToSignIn(c: Context): Response {
  if (c.req.header('accept') === 'text/event-stream') {
    throw new TaskwrightError('unauthenticated', 'Nobody is signed in.', { hint: 'Sign in at /sign-in.' });
  }
  if (readSessionSecret(c) !== undefined) forgetSession(c);
  return c.redirect(`/sign-in?${new URLSearchParams({ next: toOwnUrl(c) }).toString()}`, 303);
}

function toOwnUrl(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return `${pathname}${search}`;
}
