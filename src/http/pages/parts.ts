import { html } from 'hono/html';
import type { JsonValue } from '../../domain/json.js';
import type { RunStatus } from '../../domain/status.js';
import type { Html } from './layout.js';

/** A status is told by its mark and its word; colour only repeats it. */
const MARKS: Readonly<Record<RunStatus, string>> = {
  pending: '○',
  blocked: '◌',
  in_progress: '▶',
  waiting: '…',
  paused: '‖',
  completed: '✔',
  failed: '✘',
  timed_out: '✘',
  cancelled: '⊘',
  skipped: '–',
  terminated: '⊘',
  lost: '?',
};

export function toMark(status: RunStatus): string {
  return MARKS[status];
}

export function toWords(status: string): string {
  return status.replaceAll('_', ' ');
}

export function renderStatus(status: RunStatus): Html {
  return html`<span class="status ${status}"
    ><span aria-hidden="true">${toMark(status)}</span> ${toWords(status)}</span
  >`;
}

/** To the minute, in UTC: the same for everybody who talks about it. */
export function renderTime(at: string | null): Html | '' {
  return at === null ? '' : html`<time datetime="${at}">${at.slice(0, 10)} ${at.slice(11, 16)} UTC</time>`;
}

const SHOWN = 600;

/** A value as text, as much of it as helps to decide. */
export function toShort(value: JsonValue, most: number = SHOWN): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  const characters = [...text.slice(0, most * 2 + 2)];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}
