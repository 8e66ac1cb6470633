import { createHmac } from 'node:crypto';

/** `t=1700000000,v1=…`: HMAC-SHA256, hex, over the seconds, a dot and the body. */
export function signBody(body: string, { secret, now }: { readonly secret: string; readonly now: number }): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
