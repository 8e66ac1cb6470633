import { TaskwrightError } from '../../domain/errors.js';
import { findUrlProblem } from './http-input.js';
import { toShownUrl, type HttpRequest } from './http-request.js';

export const MAX_REDIRECTS = 10;

const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The only headers of the author's that may reach another origin: any other one may be a credential. */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-language',
  'content-type',
  'idempotency-key',
  'user-agent',
]);

/**
 * The request that a redirect asks for, by the rules of fetch; null when the answer is final. Throws task_failed for a
 * target that may not be called.
 */
export function toRedirectedRequest(
  request: HttpRequest,
  { status, location }: { readonly status: number; readonly location: string | undefined },
): HttpRequest | null {
  if (!REDIRECT_STATUSES.has(status) || location === undefined) return null;
  const url = URL.canParse(location, request.url.href) ? new URL(location, request.url) : null;
  const problem = url === null ? 'not a URL' : findUrlProblem(url.href);
  if (url === null || problem !== null) {
    throw new TaskwrightError(
      'task_failed',
      `${request.method} ${toShownUrl(request.url)} redirects to a place that cannot be called: ${problem}.`,
      { isRetryable: false, httpStatus: status },
    );
  }
  const isBodyDropped =
    (status === 303 && request.method !== 'GET' && request.method !== 'HEAD') ||
    ((status === 301 || status === 302) && request.method === 'POST');
  return {
    url,
    method: isBodyDropped ? 'GET' : request.method,
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(
        ([name]) =>
          (url.origin === request.url.origin || HARMLESS_HEADERS.has(name)) &&
          !(isBodyDropped && name.startsWith('content-')),
      ),
    ),
    body: isBodyDropped ? undefined : request.body,
  };
}
