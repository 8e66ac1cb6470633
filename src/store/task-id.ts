import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 20;

/**
 * The id of a task that was given none: `t_` and 100 bits of the hash of its run and path, in base32. The same task has
 * the same id whenever and wherever it is made.
 */
export function toTaskId(runKey: string, path: string): string {
  const hash = createHash('sha256').update(runKey).update('\0').update(path).digest();
  let id = 't_';
  let bits = 0;
  let bitCount = 0;
  for (const byte of hash) {
    bits = (bits << 8) | byte;
    bitCount += 8;
    while (bitCount >= 5 && id.length < LENGTH + 2) {
      bitCount -= 5;
      id += ALPHABET[(bits >>> bitCount) & 31];
    }
    bits &= (1 << bitCount) - 1;
  }
  return id;
}
