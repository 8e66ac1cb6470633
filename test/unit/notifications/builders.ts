import type { EventRow, Happening } from '../../../src/notifications/happening.js';

export function aHappening(changes: Partial<Happening> = {}): Happening {
  return {
    id: 'h1',
    event: 'approval.waiting',
    at: '2026-05-01T00:00:00.000Z',
    workspace: 'default',
    runId: 'release-1',
    definition: 'release',
    version: '1.2.0',
    taskId: 't1',
    path: '/approve',
    title: 'Go live?',
    type: null,
    status: 'waiting',
    actor: 'system',
    reason: null,
    error: null,
    approval: { roles: ['cto'], users: [], stillNeeded: 'one of cto' },
    dueAt: null,
    contacts: [],
    channels: [],
    notes: null,
    link: 'https://flows.example.com/approvals/t1',
    ...changes,
  };
}

export function anEvent(type: string, changes: Partial<EventRow> = {}): EventRow {
  const common = { id: 1, run_key: 'r', actor: 'system', before: null, after: null, reason: null, at: 0 };
  return { source: 'run', type, ...common, ...changes };
}
