import { STATUS_CODES } from 'node:http';
import type { Agent, Dispatcher } from 'undici';
import { TaskwrightError, toMessage } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { Action, ActionContext } from './action.js';
import { parseActionInput } from './action-input.js';
import { createEgressPolicy } from './egress/egress-policy.js';
import { createGuardedAgent, toEgressRefusal, type ResolveHost } from './egress/guarded-agent.js';
import { httpInput } from './http/http-input.js';
import { MAX_REDIRECTS, toRedirectedRequest } from './http/http-redirect.js';
import { toHttpRequest, toShownUrl, type HttpRequest } from './http/http-request.js';
import { decodeBody, parseBody, toHeaderObject } from './http/http-response.js';

export interface HttpActionOptions {
  /** Entries of TASKWRIGHT_ALLOW_HOSTS: what may be reached besides public addresses. */
  readonly allowHosts?: readonly string[];
  /** 8 MiB unless said. */
  readonly maxResponseBytes?: number;
  readonly resolve?: ResolveHost;
  readonly ownAddresses?: () => readonly string[];
}

export interface HttpAction extends Action {
  /** Closes the connections that are kept open. */
  close(): Promise<void>;
}

const DEFAULT_MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const SHOWN_BODY_LENGTH = 200;

/**
 * Calls a URL. Returns `{ status, headers, body }`; a status of 400 or more fails, and 408, 429, 5xx and network errors
 * may be retried. Throws invalid_input, forbidden for an address that is closed to actions, or task_failed.
 */
export function createHttpAction(options: HttpActionOptions = {}): HttpAction {
  const { allowHosts = [], maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES, resolve, ownAddresses } = options;
  const policy = createEgressPolicy({ allowHosts, ...(ownAddresses && { ownAddresses }) });
  const agent = createGuardedAgent({ policy, maxResponseBytes, ...(resolve && { resolve }) });
  return {
    name: 'http',
    input: httpInput,
    run: async (input, context) => {
      const request = toHttpRequest(parseActionInput('http', httpInput, input), context.idempotencyKey);
      return callUrl({ agent, request, context, maxResponseBytes });
    },
    close: () => agent.close(),
  };
}

interface Call {
  readonly agent: Agent;
  readonly request: HttpRequest;
  readonly context: ActionContext;
  readonly maxResponseBytes: number;
}

async function callUrl(call: Call): Promise<JsonValue> {
  let request = call.request;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await send({ ...call, request });
    const { location } = response.headers;
    const next = toRedirectedRequest(request, {
      status: response.statusCode,
      location: Array.isArray(location) ? location[0] : location,
    });
    if (next === null) return readResponse({ ...call, request }, response);
    await response.body.dump();
    request = next;
  }
  throw new TaskwrightError(
    'task_failed',
    `${toShown(call.request)} was redirected more than ${MAX_REDIRECTS} times, last to ${toShownUrl(request.url)}.`,
    { isRetryable: false },
  );
}

async function send({ agent, request, context }: Call): Promise<Dispatcher.ResponseData> {
  const { url, method, headers, body } = request;
  try {
    return await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers,
      body: body ?? null,
      signal: context.signal,
    });
  } catch (error) {
    throw toNetworkError(error, request, context);
  }
}

async function readResponse(call: Call, response: Dispatcher.ResponseData): Promise<JsonValue> {
  const { statusCode: status } = response;
  const headers = toHeaderObject(response.headers);
  if (status >= 400) throw await toStatusError(call, response);
  const body = parseBody(await readBody(call, response), toText(headers['content-type']));
  return { status, headers, body };
}

async function readBody(call: Call, response: Dispatcher.ResponseData): Promise<Uint8Array> {
  const encoding = response.headers['content-encoding'];
  try {
    const bytes = await response.body.bytes();
    return await decodeBody(bytes, toText(encoding), call.maxResponseBytes);
  } catch (error) {
    if (!isTooLarge(error)) throw toNetworkError(error, call.request, call.context);
    throw new TaskwrightError(
      'task_failed',
      `${toShown(call.request)} answered with more than ${call.maxResponseBytes} bytes, which is the limit of http.`,
      { isRetryable: false, hint: 'Ask for less, or fetch it with a shell task.', cause: error },
    );
  }
}

async function toStatusError(call: Call, response: Dispatcher.ResponseData): Promise<TaskwrightError> {
  const { statusCode: status } = response;
  const text = await readErrorText(call, response);
  const shownStatus = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return new TaskwrightError('task_failed', `${toShown(call.request)} answered ${shownStatus}${text && `: ${text}`}`, {
    httpStatus: status,
    isRetryable: status === 408 || status === 429 || status >= 500,
  });
}

/** Masked before it is cut: half a secret would not be known again. */
async function readErrorText(call: Call, response: Dispatcher.ResponseData): Promise<string> {
  try {
    const body = parseBody(await readBody(call, response), toText(response.headers['content-type']));
    const text = typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body);
    const masked = call.context.mask?.(text) ?? text;
    const shown = masked.replace(/[\s\p{Cc}]+/gu, ' ').trim();
    return shown.length > SHOWN_BODY_LENGTH ? `${shown.slice(0, SHOWN_BODY_LENGTH)}…` : shown;
  } catch (error) {
    call.context.signal.throwIfAborted();
    return `(its body could not be read: ${toMessage(error)})`;
  }
}

/** What ended the request: the abort itself, a refusal of the guard, or a network error that may pass. */
function toNetworkError(error: unknown, request: HttpRequest, { signal }: ActionContext): unknown {
  if (signal.aborted) return signal.reason;
  return toEgressRefusal(error) ?? toTransientError(error, request);
}

function toTransientError(error: unknown, request: HttpRequest): TaskwrightError {
  return new TaskwrightError('task_failed', `${toShown(request)} failed: ${toReason(error)}.`, {
    isRetryable: true,
    cause: error,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the name service did not answer',
  ETIMEDOUT: 'the connection timed out',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
};

/** The message of an unknown error is not shown: it may name addresses or hold the URL. */
function toReason(error: unknown): string {
  const code = toErrorCode(error);
  if (code === null) return 'the answer could not be read';
  return REASONS[code] ? `${REASONS[code]} (${code})` : `network error ${code}`;
}

function isTooLarge(error: unknown): boolean {
  const code = toErrorCode(error);
  return code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code === 'ERR_BUFFER_TOO_LARGE';
}

function toErrorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function toShown({ method, url }: HttpRequest): string {
  return `${method} ${toShownUrl(url)}`;
}

function toText(value: unknown): string | undefined {
  return Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : undefined;
}
