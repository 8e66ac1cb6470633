import { isErrorCode, TaskwrightError, toMessage, type ErrorCode } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';

/** Of a gateway the same error that it threw; of a proxy before it, what its status says. */
export function toAnswerError(
  { status, headers }: Response,
  text: string,
  { url, hasToken }: { readonly url: string; readonly hasToken: boolean },
): TaskwrightError {
  if (status === 401) return isStranger(url, hasToken);
  if (status >= 300 && status < 400) return isElsewhere(url, headers.get('location'));
  const { code, detail, hint, path } = readObject(text);
  if (!isErrorCode(code) || typeof detail !== 'string') {
    if (status === 404) return isNoGateway(url);
    return new TaskwrightError(toCode(status), `The gateway at ${url} answers ${status}.`);
  }
  return new TaskwrightError(code, detail, {
    ...(typeof hint === 'string' && { hint }),
    ...(typeof path === 'string' && { path }),
  });
}

/** What is thrown already is thrown on; everything else kept us from an answer. */
export function toNetworkError(thrown: unknown, url: string): TaskwrightError {
  if (thrown instanceof TaskwrightError) return thrown;
  if (thrown instanceof SyntaxError) return isNoGateway(url);
  const isLate = thrown instanceof Error && thrown.name === 'TimeoutError';
  const words = isLate ? 'does not answer' : `cannot be reached (${toReason(thrown)})`;
  return new TaskwrightError('unavailable', `The gateway at ${url} ${words}.`, {
    hint: 'See whether "taskwright serve" or "taskwright up" runs there, and whether TASKWRIGHT_URL is right.',
    cause: thrown,
  });
}

export function isNoGateway(url: string): TaskwrightError {
  return new TaskwrightError('invalid_input', `What answers at ${url} is no gateway of Taskwright.`, {
    hint: 'TASKWRIGHT_URL is the address that "taskwright serve" or "taskwright up" prints.',
  });
}

function isStranger(url: string, hasToken: boolean): TaskwrightError {
  const hint = 'Set TASKWRIGHT_TOKEN to a token of "taskwright tokens create".';
  if (!hasToken) return new TaskwrightError('unauthenticated', `The gateway at ${url} asks for a token.`, { hint });
  return new TaskwrightError('unauthenticated', `The gateway at ${url} does not know the token, or not any more.`, {
    hint,
  });
}

function isElsewhere(url: string, location: string | null): TaskwrightError {
  const target = location !== null && URL.canParse(location, url) ? new URL(location, url) : null;
  const where = target === null ? '' : ` to ${target.origin}`;
  return new TaskwrightError('invalid_input', `${url} sends${where || ' elsewhere'}.`, {
    hint: 'Set TASKWRIGHT_URL to the address of the gateway itself.',
  });
}

function toCode(status: number): ErrorCode {
  if (status === 403) return 'forbidden';
  if (status === 429) return 'rate_limited';
  return status < 500 ? 'invalid_input' : 'unavailable';
}

/** `fetch failed` says nothing; what it was stands in the cause. */
function toReason(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return toMessage(cause ?? thrown);
}

function readObject(text: string): JsonObject {
  try {
    const value: JsonValue = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
