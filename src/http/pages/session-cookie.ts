import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

const NAME = 'taskwright_session';

export function readSessionSecret(c: Context): string | undefined {
  return getCookie(c, NAME);
}

/** The browser says by the origin of the form how it speaks to us, also where a proxy stands between. */
function isSecure(c: Context): boolean {
  return c.req.header('origin')?.startsWith('https:') === true;
}

export function keepSession(c: Context, { secret, expiresAt }: { secret: string; expiresAt: number }): void {
  setCookie(c, NAME, secret, {
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSecure(c),
    path: '/',
    expires: new Date(expiresAt),
  });
}

export function forgetSession(c: Context): void {
  deleteCookie(c, NAME, { path: '/', secure: isSecure(c) });
}
