import type { Context } from 'hono';
import { TaskwrightError } from '../../domain/errors.js';
import { isSameHash } from '../../access/token-text.js';
import { readBytes } from '../read-body.js';

const MAX_FORM_BYTES = 512 * 1_024;

/** What a form of one of our pages has sent. Throws forbidden for any other, invalid_input for no form at all. */
export async function readForm(c: Context, publicHosts: readonly string[]): Promise<URLSearchParams> {
  assertOwnOrigin(c, publicHosts);
  if (c.req.header('content-type')?.split(';')[0] !== 'application/x-www-form-urlencoded') {
    throw new TaskwrightError('invalid_input', 'This is no form.', { hint: 'Send the form of the page.' });
  }
  return new URLSearchParams(new TextDecoder().decode(await readBytes(c, MAX_FORM_BYTES)));
}

/** Whoever has only the cookie sent along does not know what stands in the forms. Throws forbidden. */
export function assertFormToken(form: URLSearchParams, formToken: string): void {
  if (!isSameHash(form.get('form_token') ?? '', formToken)) throw notOurs();
}

/**
 * Narrower than for the API: another port of this machine is another site's, and may be anybody's. Behind a proxy that
 * changes the host it is known by its public name.
 */
function assertOwnOrigin(c: Context, publicHosts: readonly string[]): void {
  const origin = c.req.header('origin') ?? '';
  if (!URL.canParse(origin)) throw notOurs();
  const { host } = new URL(origin);
  if (host !== c.req.header('host') && !publicHosts.includes(host)) throw notOurs();
}

function notOurs(): TaskwrightError {
  return new TaskwrightError('forbidden', 'This form did not come from a page of this gateway.', {
    hint: 'Load the page again, and send it from there.',
  });
}
