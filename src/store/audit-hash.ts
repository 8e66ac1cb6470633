import { createHash } from 'node:crypto';
import type { AuditRecord } from './store.js';

/** What the first entry of a chain names as the hash before it. */
export const NO_HASH = '0'.repeat(64);

/**
 * SHA-256, hex, over all fields of an entry, the hash before it first: of each the length in bytes, a colon, the text and
 * a semicolon, or `-;` for null. The database computes the same when it appends.
 */
export function toAuditHash(entry: Omit<AuditRecord, 'hash'>): string {
  const { previousHash, runKey, number, at, path, visit, type, actor, before, after, reason, source, sourceId } = entry;
  const fields = [previousHash, runKey, number, at, path, visit, type, actor, before, after, reason, source, sourceId];
  return createHash('sha256').update(fields.map(toField).join('')).digest('hex');
}

function toField(value: string | number | null): string {
  if (value === null) return '-;';
  const text = String(value);
  return `${Buffer.byteLength(text)}:${text};`;
}
