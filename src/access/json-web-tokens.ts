import { createPublicKey, type KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { TaskwrightError } from '../domain/errors.js';
import { isValidId } from '../domain/ids.js';
import type { Caller } from './caller.js';
import { isScope } from './scopes.js';

/** Whose tokens are taken, and how they are checked. */
export interface Issuer {
  /** The claim `iss`, exactly. */
  readonly issuer: string;
  /** The claim `aud`. */
  readonly audience: string;
  /** Where its keys are, or its public key in PEM. */
  readonly keys: { readonly jwksUrl: string } | { readonly publicKey: string };
}

/** Signatures by a secret that both sides know are not taken: whoever checks them could also make them. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const CLOCK_TOLERANCE_S = 30;

/**
 * Checks a JWT of the issuer: signature, issuer, audience, times. The name is `sub`; `roles` and `workspaces` are lists,
 * `scope` is words with spaces between them (or `scopes`, a list). Null for a token that is not valid; throws
 * unavailable while the issuer's keys cannot be read.
 */
export function createJwtVerifier({ issuer, audience, keys }: Issuer): (token: string) => Promise<Caller | null> {
  const verify = toVerify(keys);
  return async (token) => {
    try {
      const { payload } = await verify(token, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      return toCaller(payload, issuer);
    } catch (thrown) {
      if (isOutage(thrown)) throw issuerIsAway(issuer, thrown);
      if (thrown instanceof errors.JOSEError || thrown instanceof TypeError) return null;
      throw thrown;
    }
  };
}

type Verify = (token: string, options: Parameters<typeof jwtVerify>[2]) => Promise<{ readonly payload: JWTPayload }>;

function toVerify(keys: Issuer['keys']): Verify {
  if ('jwksUrl' in keys) {
    const keySet = createRemoteJWKSet(new URL(keys.jwksUrl));
    return (token, options) => jwtVerify(token, keySet, options);
  }
  const key = readKey(keys.publicKey);
  return (token, options) => jwtVerify(token, key, options);
}

function readKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new TaskwrightError('invalid_input', 'TASKWRIGHT_JWT_PUBLIC_KEY is not a public key in PEM.', { cause });
  }
}

function toCaller(payload: JWTPayload, issuer: string): Caller | null {
  const { sub, scope, scopes, roles, workspaces } = payload;
  if (typeof sub !== 'string' || sub === '' || sub.length > 200) return null;
  const words = typeof scope === 'string' ? scope.split(/\s+/) : toTexts(scopes);
  return {
    id: `jwt:${issuer}:${sub}`,
    actor: { name: sub, roles: toTexts(roles), proof: `jwt:${issuer}` },
    scopes: words.filter(isScope),
    workspaces: workspaces === undefined ? null : toTexts(workspaces).filter(isValidId),
  };
}

function toTexts(claim: unknown): readonly string[] {
  return Array.isArray(claim) ? claim.filter((item) => typeof item === 'string') : [];
}

function isOutage(thrown: unknown): boolean {
  if (thrown instanceof errors.JWKSTimeout) return true;
  // What `fetch` throws, and the library's own word for an answer that is no key set.
  if (thrown instanceof TypeError && thrown.message.includes('fetch')) return true;
  return thrown instanceof errors.JOSEError && thrown.code === 'ERR_JOSE_GENERIC';
}

function issuerIsAway(issuer: string, cause: unknown): TaskwrightError {
  return new TaskwrightError('unavailable', `The keys of ${issuer} cannot be read.`, { hint: 'Try again.', cause });
}
