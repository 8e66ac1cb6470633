import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonValue } from '../../domain/json.js';
import type { WebhookSource } from './sources.js';

/** A request as it came. */
export interface WebhookRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of which the signature is made: as it was sent, byte for byte. */
  readonly body: Uint8Array;
}

/** A delivery that comes from where it says. */
export interface WebhookDelivery {
  readonly id: string;
  readonly event: string;
  readonly isPing: boolean;
  /** Those that say what it is about; none that prove anything. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: JsonValue;
}

interface SourceProtocol {
  /** Whether one of the secrets fits. Throws unauthenticated for one that is too old. */
  readonly isAuthentic: (request: WebhookRequest, secrets: readonly string[], context: Timing) => boolean;
  readonly eventHeader: string;
  readonly idHeaders: readonly string[];
}

interface Timing {
  readonly now: number;
  readonly toleranceMs: number;
}

const PROTOCOLS: Readonly<Record<WebhookSource['kind'], SourceProtocol>> = {
  github: {
    isAuthentic: ({ headers, body }, secrets) =>
      secrets.some((secret) => isSame(headers['x-hub-signature-256'], `sha256=${sign(secret, [body])}`)),
    eventHeader: 'x-github-event',
    idHeaders: ['x-github-delivery'],
  },
  gitlab: {
    isAuthentic: ({ headers }, secrets) => secrets.some((secret) => isSame(headers['x-gitlab-token'], secret)),
    eventHeader: 'x-gitlab-event',
    // Both stay the same when GitLab tries again; x-gitlab-webhook-uuid is that of the webhook itself.
    idHeaders: ['idempotency-key', 'x-gitlab-event-uuid'],
  },
  hmac: {
    isAuthentic({ headers, body }, secrets, { now, toleranceMs }) {
      const timestamp = headers['x-timestamp'] ?? '';
      const isSigned = secrets.some((secret) =>
        isSame(headers['x-signature']?.replace(/^sha256=/, ''), sign(secret, [`${timestamp}.`, body])),
      );
      if (isSigned && !isFresh(timestamp, now, toleranceMs)) throw tooOld();
      return isSigned;
    },
    eventHeader: 'x-event',
    idHeaders: ['x-delivery-id'],
  },
};

const ID_FORM = /^[\x21-\x7e]{1,200}$/;

/** Throws unauthenticated for a wrong signature or an old one, invalid_input for a body that is not JSON. */
export function readWebhookDelivery(
  source: WebhookSource,
  request: WebhookRequest,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: number },
): WebhookDelivery {
  const protocol = PROTOCOLS[source.kind];
  if (!protocol.isAuthentic(request, secrets, { now, toleranceMs: source.toleranceMs })) throw notSigned(source);
  const { headers } = request;
  const event = headers[protocol.eventHeader] ?? 'delivery';
  const given = protocol.idHeaders.map((name) => headers[name]).find((id) => id !== undefined && ID_FORM.test(id));
  return {
    id: given ?? createHash('sha256').update(request.body).digest('hex'),
    event: event.slice(0, 200),
    isPing: event === 'ping',
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => isAbout(name))),
    payload: readPayload(request),
  };
}

function sign(secret: string, parts: readonly (string | Uint8Array)[]): string {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

/** Takes as long whatever the texts have in common. */
function isSame(given: string | undefined, expected: string): boolean {
  const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(expected));
}

/** Seconds since the epoch. */
function isFresh(timestamp: string, now: number, toleranceMs: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1_000) <= toleranceMs;
}

/** GitHub can also send a form, whose field `payload` is the JSON. */
function readPayload({ headers, body }: WebhookRequest): JsonValue {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    const json = isForm && !text.trimStart().startsWith('{') ? (new URLSearchParams(text).get('payload') ?? '') : text;
    return json.trim() === '' ? null : JSON.parse(json);
  } catch (cause) {
    throw new TaskwrightError('invalid_input', 'The delivery is not JSON.', {
      hint: 'Choose the content type application/json where the webhook is set up.',
      cause,
    });
  }
}

function isAbout(name: string): boolean {
  return /^x-(github|gitlab|event)/.test(name) && !/token|signature/.test(name);
}

function notSigned({ name }: WebhookSource): TaskwrightError {
  return new TaskwrightError('unauthenticated', `This delivery is not signed with a secret of "${name}".`, {
    hint: 'Check that both sides have the same secret.',
  });
}

function tooOld(): TaskwrightError {
  return new TaskwrightError('unauthenticated', 'This delivery was signed too long ago.', {
    hint: 'Sign it when it is sent, and check the clocks.',
  });
}
