import { assertStorableText } from '../../domain/storable.js';
import type { EventRecord, EventStore } from '../store.js';
import { keepJson } from './keep-json.js';
import type { Rows } from './rows.js';

export function appendEvent(rows: Rows, event: Omit<EventRecord, 'id'>): void {
  rows.events.push(keepJson({ id: String(rows.events.length + 1), ...event }));
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
