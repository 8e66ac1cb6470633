import { createHmac, randomBytes } from 'node:crypto';
import { eq, lt } from 'drizzle-orm';
import { decodeJwt } from 'jose';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { withStoreErrors } from '../store/postgres/with-store-errors.js';
import type { Caller } from './caller.js';
import { sessions } from './schema.js';
import { hashToken, readTokenId } from './token-text.js';
import type { Tokens } from './tokens.js';

/** Who is signed in with a browser. */
export interface BrowserSession {
  readonly caller: Caller;
  /** Stands in the forms of the session: who has only its cookie sent along cannot say it. */
  readonly formToken: string;
}

export interface OpenedSession {
  /** 256 random bits, for the cookie; kept as a hash alone. */
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The pages' own: shown a token once, a browser is known by a cookie. Everything throws unavailable. */
export interface Sessions {
  /** For whoever has shown this token, and was authenticated by it. */
  open(token: string, caller: Caller): Promise<OpenedSession>;
  /** Null for one that is unknown, is over, or whose token was revoked or has expired. */
  find(secret: string): Promise<BrowserSession | null>;
  close(secret: string): Promise<void>;
}

const LASTS_MS = 12 * 3_600_000;

export function createSessions(
  { database }: TaskDatabase,
  tokens: Pick<Tokens, 'findById'>,
  now: () => number = Date.now,
): Sessions {
  return withStoreErrors({
    async open(token: string, caller: Caller) {
      const tokenId = readTokenId(token);
      const createdAt = now();
      const expiresAt = Math.min(createdAt + LASTS_MS, tokenId === null ? readEnd(token) : Infinity);
      const secret = randomBytes(32).toString('base64url');
      await database.delete(sessions).where(lt(sessions.expiresAt, createdAt));
      await database.insert(sessions).values({
        hash: hashToken(secret),
        tokenId,
        // A row of the database may change, and is looked up each time; a JWT says all there is to know.
        caller: tokenId === null ? caller : null,
        createdAt,
        expiresAt,
      });
      return { secret, expiresAt };
    },
    async find(secret: string) {
      const [row] = await database
        .select()
        .from(sessions)
        .where(eq(sessions.hash, hashToken(secret)));
      if (row === undefined || row.expiresAt <= now()) return null;
      const caller = row.tokenId === null ? row.caller : await tokens.findById(row.tokenId);
      return caller === null ? null : { caller, formToken: toFormToken(secret) };
    },
    async close(secret: string) {
      await database.delete(sessions).where(eq(sessions.hash, hashToken(secret)));
    },
  });
}

/** Cannot be turned back into the secret. */
function toFormToken(secret: string): string {
  return createHmac('sha256', secret).update('forms').digest('base64url');
}

/** Of a JWT that was verified. */
function readEnd(token: string): number {
  return (decodeJwt(token).exp ?? 0) * 1_000;
}
