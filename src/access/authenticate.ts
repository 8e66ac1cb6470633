import { TaskwrightError } from '../domain/errors.js';
import type { Caller } from './caller.js';
import { createJwtVerifier, type Issuer } from './json-web-tokens.js';
import { readTokenId } from './token-text.js';
import type { Tokens } from './tokens.js';

/** Who shows this `Authorization` header. Throws unauthenticated, unavailable. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

const MAX_TOKEN_LENGTH = 16_384;

export function createAuthenticator({
  tokens,
  issuer,
}: {
  readonly tokens: Tokens;
  readonly issuer: Issuer | null;
}): Authenticate {
  const verifyJwt = issuer === null ? async () => null : createJwtVerifier(issuer);
  return async (authorization) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
    if (token === undefined || token.length > MAX_TOKEN_LENGTH) throw unauthenticated('No bearer token was shown.');
    const caller = readTokenId(token) === null ? await verifyJwt(token) : await tokens.find(token);
    if (caller !== null) return caller;
    throw unauthenticated('The token is not valid: it is unknown, was revoked, or has expired.');
  };
}

function unauthenticated(message: string): TaskwrightError {
  return new TaskwrightError('unauthenticated', message, {
    hint: 'Send "Authorization: Bearer TOKEN", with a token that "taskwright tokens create NAME" has made.',
  });
}
