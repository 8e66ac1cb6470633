import { isJsonObject, type JsonValue } from '../domain/json.js';
import type { AuditRecord } from '../store/store.js';
import { type ClientContext, readRunRecord } from './client-context.js';

/** Entries that are read at once. */
const PAGE = 1_000;

export interface AuditQuery {
  readonly runId: string;
  /** Only of this task; of the whole run unless said. */
  readonly path?: string | undefined;
  /** Entries behind this number. */
  readonly after?: number | undefined;
  /** All unless said. */
  readonly limit?: number | undefined;
}

/** Who did or decided what, when, how that is known, and what it changed. */
export interface AuditEntry {
  /** Within the run, from 1. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly path: string;
  readonly visit: number;
  readonly type: string;
  readonly actor: string;
  /** Of a decision: `token:` and its id, `jwt:` and the issuer, `local`, `asserted by` and who typed it, `temporal`; else null. */
  readonly how: string | null;
  readonly before: JsonValue;
  readonly after: JsonValue;
  /** Why: the comment of a decision. */
  readonly reason: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

/** In the order they were written. Throws not_found for a run that does not exist. */
export async function listAudit(context: ClientContext, query: AuditQuery): Promise<readonly AuditEntry[]> {
  const { runId, path, limit = Number.POSITIVE_INFINITY } = query;
  const { runKey } = await readRunRecord(context, runId);
  const found: AuditEntry[] = [];
  for await (const entry of readChain(context, runKey, query.after)) {
    if (path !== undefined && entry.path !== path) continue;
    found.push(toAuditEntry(entry));
    if (found.length >= limit) break;
  }
  return found;
}

export async function* readChain(
  { store }: Pick<ClientContext, 'store'>,
  runKey: string,
  from = 0,
): AsyncGenerator<AuditRecord, void> {
  let after = from;
  for (;;) {
    const page = await store.audit.list({ runKey, after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.number;
  }
}

function toAuditEntry(record: AuditRecord): AuditEntry {
  const { number, at, path, visit, type, actor, reason, previousHash, hash } = record;
  const [before, after] = [parse(record.before), parse(record.after)];
  const [how, comment] = isJsonObject(after) ? [after['how'], after['comment']] : [];
  return {
    number,
    at: new Date(at).toISOString(),
    path,
    visit,
    type,
    actor,
    how: typeof how === 'string' ? how : null,
    before,
    after,
    reason: reason ?? (typeof comment === 'string' ? comment : null),
    previousHash,
    hash,
  };
}

/** An entry that somebody has changed may hold anything. */
function parse(text: string | null): JsonValue {
  if (text === null) return null;
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
}
