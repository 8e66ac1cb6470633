import { NO_HASH, toAuditHash } from '../audit-hash.js';
import type { AuditStore, EventRecord } from '../store.js';
import type { Rows } from './rows.js';

/** Appends an entry for what somebody did, and for what is decided about approvals; as the triggers of Postgres do. */
export function noteAct(rows: Rows, event: EventRecord): void {
  if (!isAct(event)) return;
  const { runKey, path, visit, type, actor, reason, at } = event;
  const last = rows.audit.findLast((entry) => entry.runKey === runKey);
  const entry = {
    runKey,
    number: (last?.number ?? 0) + 1,
    at,
    path,
    visit,
    type,
    actor,
    before: JSON.stringify(event.before),
    after: JSON.stringify(event.after),
    reason,
    source: 'events' as const,
    sourceId: Number(event.id),
    previousHash: last?.hash ?? NO_HASH,
  };
  rows.audit.push({ ...entry, hash: toAuditHash(entry) });
}

export function createAudit(rows: Rows): AuditStore {
  return {
    list: async ({ runKey, after = 0, limit }) =>
      rows.audit.filter((entry) => entry.runKey === runKey && entry.number > after).slice(0, limit),
    findStray: async () => null,
    listRuns: async ({ workspace, after = '', limit }) =>
      [...rows.runs.values()]
        .filter((run) => run.workspace === workspace && run.runKey > after)
        .filter(({ runKey }) => rows.audit.some((entry) => entry.runKey === runKey))
        .map(({ runKey, runId }) => ({ runKey, runId }))
        .sort((one, other) => (one.runKey < other.runKey ? -1 : 1))
        .slice(0, limit),
  };
}

function isAct({ type, actor, before, after }: EventRecord): boolean {
  if (/^(decision|approval)\./.test(type)) return true;
  return (
    actor !== 'system' &&
    (type.startsWith('run.') || before === null || JSON.stringify(before) !== JSON.stringify(after))
  );
}
