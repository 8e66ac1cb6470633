import { isIP } from 'node:net';
import { TaskwrightError } from '../domain/errors.js';

/**
 * A name in DNS may be made to point here, so that a page in a browser speaks to this machine: requests that call us by a
 * name nobody has given us are refused, and those of pages from elsewhere. Addresses cannot be made to point elsewhere.
 * Throws forbidden.
 */
export function assertOwnHost(
  publicHosts: readonly string[],
  { host, origin }: { readonly host: string | undefined; readonly origin: string | undefined },
): void {
  const isOwn = (name: string): boolean =>
    name === 'localhost' || name.endsWith('.localhost') || isAddress(name) || publicHosts.includes(name);
  if (host === undefined || !isOwn(toName(`http://${host}`))) {
    throw new TaskwrightError('forbidden', `This gateway is not known as "${(host ?? '').slice(0, 200)}".`, {
      hint: 'Add the name to TASKWRIGHT_PUBLIC_HOSTS, or call it by its address.',
    });
  }
  if (origin === undefined || isOwn(toName(origin))) return;
  throw new TaskwrightError('forbidden', `Pages of "${origin.slice(0, 200)}" may not call this gateway.`, {
    hint: 'Add their host to TASKWRIGHT_PUBLIC_HOSTS.',
  });
}

function toName(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
}

function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
