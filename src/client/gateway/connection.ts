import { TaskwrightError } from '../../domain/errors.js';
import { readEvents, type ServerEvent } from './read-events.js';
import { isNoGateway, toAnswerError, toNetworkError } from './to-gateway-error.js';

export interface GatewayAddress {
  /** http or https; the gateway may stand below a path. */
  readonly url: string;
  /** A bearer token; null shows none. */
  readonly token: string | null;
  /** The gateway's own, or the first that the token may see, unless said. */
  readonly workspace?: string | undefined;
}

export interface GatewayRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Its parts are encoded already. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Bytes are sent as they are, everything else as JSON. */
  readonly body?: unknown;
  /** The same for a repeat, which then changes nothing. */
  readonly key?: string | undefined;
}

/** Everything throws TaskwrightError, with the code that the gateway said; unavailable where there is none. */
export interface GatewayConnection {
  /** The answer, as the gateway of this version gives it. */
  ask<Answer>(request: GatewayRequest): Promise<Answer>;
  /** Server-sent events, until the gateway or the reader ends. */
  follow(path: string, signal: AbortSignal): AsyncGenerator<ServerEvent, void>;
  inWorkspace(workspace: string): GatewayConnection;
}

/** More than a gateway takes for an answer that a worker has to give. */
const PATIENCE_MS = 60_000;

const TOKEN_FORM = /^[\x21-\x7e]+$/;

/** Throws invalid_input for an address that cannot be one. */
export function connectGateway(address: GatewayAddress): GatewayConnection {
  const { token, workspace } = address;
  const base = toBase(address.url);
  if (token !== null && !TOKEN_FORM.test(token)) {
    throw new TaskwrightError('invalid_input', 'A token has printable characters and no spaces.');
  }

  const send = async (
    { method, path, query = {}, body, key }: GatewayRequest,
    given: { readonly signal: AbortSignal; readonly accept: string },
  ): Promise<Response> => {
    const url = new URL(base.href + path.slice(1));
    const parameters: GatewayRequest['query'] = { ...query, workspace };
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = {
      Accept: given.accept,
      ...(token !== null && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': isBytes(body) ? 'application/octet-stream' : 'application/json' }),
      ...(key !== undefined && { 'Idempotency-Key': key }),
    };
    const sent = body === undefined ? {} : { body: isBytes(body) ? body : JSON.stringify(body) };
    // A POST that follows a redirect may become a GET.
    const response = await fetch(url, { method, headers, redirect: 'manual', signal: given.signal, ...sent });
    if (response.ok) return response;
    throw toAnswerError(response, await response.text(), { url: base.href, hasToken: token !== null });
  };

  return {
    async ask<Answer>(request: GatewayRequest): Promise<Answer> {
      try {
        const given = { signal: AbortSignal.timeout(PATIENCE_MS), accept: 'application/json' };
        const response = await send(request, given);
        const text = await response.text();
        if (!isOf(response, 'application/json')) throw isNoGateway(base.href);
        const answer: Answer = JSON.parse(text);
        return answer;
      } catch (thrown) {
        throw toNetworkError(thrown, base.href);
      }
    },
    async *follow(path, signal) {
      try {
        const response = await send({ method: 'GET', path }, { signal, accept: 'text/event-stream' });
        if (!isOf(response, 'text/event-stream') || response.body === null) throw isNoGateway(base.href);
        yield* readEvents(response.body);
      } catch (thrown) {
        signal.throwIfAborted();
        throw toNetworkError(thrown, base.href);
      }
    },
    inWorkspace: (other) => connectGateway({ ...address, workspace: other }),
  };
}

/** Ends with a slash, and names nobody. */
function toBase(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new TaskwrightError('invalid_input', 'The URL of a gateway begins with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new TaskwrightError('invalid_input', 'The URL of a gateway holds no user and no password.', {
      hint: 'A token says who asks.',
    });
  }
  return new URL(`${url.origin}${url.pathname.replace(/\/*$/, '/')}`);
}

function isBytes(body: unknown): body is Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array;
}

function isOf(response: Response, mediaType: string): boolean {
  return response.headers.get('content-type')?.startsWith(mediaType) ?? false;
}
