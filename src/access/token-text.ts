import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const FORM = /^tw_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

export interface NewTokenText {
  readonly id: string;
  /** 256 random bits; shown once and never kept. */
  readonly text: string;
  readonly hash: string;
}

export function generateToken(): NewTokenText {
  const id = randomBytes(8).toString('hex');
  const text = `tw_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, text, hash: hashToken(text) };
}

/** The id that stands in a token; null for what is none of ours. */
export function readTokenId(text: string): string | null {
  return FORM.exec(text)?.[1] ?? null;
}

/** SHA-256, hex. The token has 256 random bits, so there is nothing that a slow hash would protect. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Takes as long whatever the texts have in common. */
export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
