import type { Context } from 'hono';
import type { Caller } from '../../access/caller.js';
import { TaskwrightError } from '../../domain/errors.js';
import { addressOf } from '../address-of.js';
import { answerPage, type PageEnv, type PageParts } from './page-request.js';
import { assertFormToken, readForm } from './read-form.js';
import { forgetSession, keepSession, readSessionSecret } from './session-cookie.js';
import { renderSignInPage, toOwnPath } from './sign-in-page.js';

export async function showSignIn(c: Context<PageEnv>): Promise<Response> {
  return answerPage(renderSignInPage({ next: toOwnPath(c.req.query('next')), problem: null }));
}

/** The token is checked as the API checks it, once; the browser gets a cookie in its place. */
export async function signIn(c: Context<PageEnv>, { gateway, limits }: PageParts): Promise<Response> {
  const form = await readForm(c, gateway.publicHosts);
  const next = toOwnPath(form.get('next'));
  const token = (form.get('token') ?? '').trim();
  let caller: Caller;
  try {
    caller = await gateway.authenticate(`Bearer ${token}`);
  } catch (thrown) {
    if (!(thrown instanceof TaskwrightError) || thrown.code !== 'unauthenticated') throw thrown;
    await limits.countFailure(addressOf(c));
    const problem = 'That token is not valid: it is unknown, was revoked, or has expired.';
    return answerPage(renderSignInPage({ next, problem }), { status: 401 });
  }
  await limits.countCaller(caller.id);
  const earlier = readSessionSecret(c);
  if (earlier !== undefined) await gateway.sessions.close(earlier);
  keepSession(c, await gateway.sessions.open(token, caller));
  return c.redirect(next, 303);
}

export async function signOut(c: Context<PageEnv>, { gateway }: PageParts): Promise<Response> {
  const form = await readForm(c, gateway.publicHosts);
  const secret = readSessionSecret(c);
  const session = secret === undefined ? null : await gateway.sessions.find(secret);
  if (secret !== undefined && session !== null) {
    assertFormToken(form, session.formToken);
    await gateway.sessions.close(secret);
  }
  forgetSession(c);
  return c.redirect('/sign-in', 303);
}
