import { isJsonObject, type JsonValue } from '../../domain/json.js';
import type { HttpInput } from './http-input.js';

/** A request as it goes out. The names of its headers are in lower case. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined for none. */
  readonly body: string | undefined;
}

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** `idempotencyKey` is sent unless the author set the header. */
export function toHttpRequest(input: HttpInput, idempotencyKey: string): HttpRequest {
  const headers: Record<string, string> = {
    accept: '*/*',
    'user-agent': 'taskwright',
    'idempotency-key': idempotencyKey,
  };
  for (const [name, value] of Object.entries(input.headers)) {
    if (value === null) delete headers[name.toLowerCase()];
    else headers[name.toLowerCase()] = String(value);
  }
  const body = toBody(input.body ?? null, headers['content-type']);
  if (body) headers['content-type'] ??= body.type;
  return { url: withQuery(new URL(input.url), input.query), method: input.method, headers, body: body?.text };
}

/** What errors may show of a URL: its query may hold secrets that nobody told us of. */
export function toShownUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`;
}

/** A string is sent as it is, anything else as JSON, unless the author chose a form. Null is no body. */
function toBody(body: JsonValue, contentType: string | undefined): { text: string; type: string } | null {
  if (body === null) return null;
  if (typeof body === 'string') return { text: body, type: 'text/plain;charset=UTF-8' };
  if (isJsonObject(body) && contentType?.toLowerCase().startsWith(FORM_TYPE)) {
    return { text: toSearchParams(body), type: FORM_TYPE };
  }
  return { text: JSON.stringify(body), type: 'application/json' };
}

/** Leaves what the URL has already byte for byte as it is, for it may be signed. */
function withQuery(url: URL, query: HttpInput['query']): URL {
  const added = toSearchParams(query);
  if (added !== '') url.search += `${url.search === '' ? '' : '&'}${added}`;
  return url;
}

/** Lists repeat their name; null is left out; what is nested deeper is written as JSON. */
function toSearchParams(fields: Readonly<Record<string, JsonValue>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== null) params.append(name, typeof item === 'object' ? JSON.stringify(item) : String(item));
    }
  }
  return params.toString();
}
