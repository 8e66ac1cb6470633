import { createHash, randomBytes } from 'node:crypto';

/** Without vowels, and without what looks like something else. */
const ALPHABET = '23456789bcdfghjkmnpqrstvwxz';
const TAIL_LENGTH = 10;

/** `release-k3v9x2mq7d`: readable, and at most 100 characters. */
export function generateRunId(definitionId: string): string {
  return toRunId(definitionId, randomBytes(TAIL_LENGTH));
}

/** The same request gets the same run id again. */
export function deriveRunId(definitionId: string, requestToken: string): string {
  return toRunId(definitionId, createHash('sha256').update(requestToken).digest().subarray(0, TAIL_LENGTH));
}

function toRunId(definitionId: string, bytes: Uint8Array): string {
  const tail = Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `${definitionId.slice(0, 100 - 1 - tail.length)}-${tail}`;
}
