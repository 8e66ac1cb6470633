import { assertStorableText } from '../../domain/storable.js';
import { isJsonObject } from '../../domain/json.js';
import type { EventRecord, EventStore, NewTaskEvent } from '../store.js';
import { noteAct } from './audit.js';
import { keepJson } from './keep-json.js';
import type { Rows } from './rows.js';

export function appendEvent(rows: Rows, event: Omit<EventRecord, 'id'>): void {
  const kept = keepJson({ id: String(rows.events.length + 1), ...event });
  rows.events.push(kept);
  noteAct(rows, kept);
}

/** Once for each id; with what is kept under its message. */
export function appendTaskEvent(rows: Rows, runKey: string, { id, messageId, after, ...event }: NewTaskEvent): void {
  const key = JSON.stringify([runKey, id]);
  if (rows.notes.has(key)) return;
  rows.notes.add(key);
  const payload = messageId === undefined ? {} : rows.payloads.get(JSON.stringify([runKey, messageId]));
  const more = isJsonObject(payload) ? payload : { comment: null, how: 'temporal' };
  appendEvent(rows, { runKey, ...event, before: null, after: { ...after, ...more }, reason: null });
}

export function createEvents(rows: Rows): EventStore {
  return {
    async append(events) {
      for (const { actor, reason } of events) {
        assertStorableText(actor, 'actor');
        assertStorableText(reason ?? '', 'reason');
      }
      for (const event of events) appendEvent(rows, event);
    },

    async list({ runKey, path, after, limit }) {
      return rows.events
        .slice(after === undefined ? 0 : Number(after))
        .filter((event) => event.runKey === runKey && (path === undefined || event.path === path))
        .slice(0, limit);
    },
  };
}
