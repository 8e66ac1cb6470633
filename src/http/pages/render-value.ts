import { html } from 'hono/html';
import { isJsonObject, type JsonValue } from '../../domain/json.js';
import type { Html } from './layout.js';
import { toShort } from './parts.js';

type Scalar = string | number | boolean | null;

const MAX_ENTRIES = 30;

/** A value for people: a text, a list, a table of names; what is deeper or longer as JSON, as much of it as helps. */
export function renderValue(value: JsonValue): Html {
  if (isScalar(value)) return html`<span class="text">${toText(value)}</span>`;
  if (Array.isArray(value) && value.length <= MAX_ENTRIES && value.every(isScalar)) {
    return html`<ul class="values">
      ${value.map((one) => html`<li>${toText(one)}</li>`)}
    </ul>`;
  }
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  if (entries.length > 0 && entries.length <= MAX_ENTRIES && entries.every(([, one]) => isScalar(one))) {
    return html`<dl class="values">
      ${entries.map(
        ([key, one]) =>
          html`<div>
            <dt>${key}</dt>
            <dd>${isScalar(one) && toText(one)}</dd>
          </div>`,
      )}
    </dl>`;
  }
  return html`<pre tabindex="0">${toShort(value)}</pre>`;
}

function isScalar(value: JsonValue): value is Scalar {
  return value === null || typeof value !== 'object';
}

function toText(value: Scalar): string {
  return toShort(value === null ? 'none' : String(value));
}
