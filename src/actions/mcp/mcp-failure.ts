import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { TaskwrightError, toMessage } from '../../domain/errors.js';
import { McpConnectError } from './mcp-connection.js';

export interface FailedCall {
  readonly server: string;
  readonly tool: string;
  /** What the program said last, where it is one. */
  readonly lastWords: string;
  readonly mask: (text: string) => string;
}

const SHOWN_LENGTH = 500;

const CONNECTION_CLOSED: number = ErrorCode.ConnectionClosed;
const REQUEST_TIMEOUT: number = ErrorCode.RequestTimeout;

/** Of the request and not of the moment: another attempt would come to the same. */
const CODES_OF_THE_REQUEST: ReadonlySet<number> = new Set([
  ErrorCode.InvalidParams,
  ErrorCode.InvalidRequest,
  ErrorCode.MethodNotFound,
]);

/** What ended a call: a refusal of the guard, an error that the server answered, or one of the connection. */
export function toCallFailure(thrown: unknown, call: FailedCall): TaskwrightError {
  const known = findTaskwrightError(thrown);
  if (known) return known;
  const place = `The tool "${call.tool}" of the MCP server "${call.server}"`;
  if (thrown instanceof McpError && !isConnectionLost(thrown)) {
    const isRetryable = !CODES_OF_THE_REQUEST.has(thrown.code);
    const words = shorten(thrown.message.replace(/^MCP error -?\d+: /, ''), call);
    return new TaskwrightError(isRetryable ? 'task_failed' : 'invalid_input', `${place} refused the call: ${words}`, {
      isRetryable,
      cause: thrown,
    });
  }
  const status = findHttpStatus(thrown);
  if (status !== null) {
    return new TaskwrightError('task_failed', `${place} could not be called: its server answered ${status}.`, {
      httpStatus: status,
      isRetryable: status === 404 || status === 408 || status === 429 || status >= 500,
      cause: thrown,
    });
  }
  const lastWords = thrown instanceof McpConnectError ? thrown.lastWords : call.lastWords;
  const said = lastWords === '' ? '' : ` Its server said last: ${shorten(lastWords, call)}`;
  return new TaskwrightError('task_failed', `${place} did not answer: ${toReason(thrown)}.${said}`, {
    isRetryable: true,
    cause: thrown,
  });
}

/** Whether the connection is of no use any more. */
export function isConnectionLost(thrown: unknown): boolean {
  if (thrown instanceof TaskwrightError) return false;
  return !(thrown instanceof McpError) || thrown.code === CONNECTION_CLOSED;
}

/** Whether a server no longer knows the session: the call has not been made then. */
export function isSessionGone(thrown: unknown): boolean {
  return thrown instanceof StreamableHTTPError && (thrown.code === 404 || thrown.code === 400);
}

/** Masked before it is cut: half a secret would not be known again. */
export function shorten(text: string, { mask }: Pick<FailedCall, 'mask'>): string {
  const shown = mask(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return shown.length > SHOWN_LENGTH ? `${shown.slice(0, SHOWN_LENGTH)}…` : shown;
}

function findTaskwrightError(thrown: unknown): TaskwrightError | null {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof TaskwrightError) return error;
  }
  return null;
}

function findHttpStatus(thrown: unknown): number | null {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof StreamableHTTPError && error.code !== undefined && error.code >= 400) return error.code;
    if (error instanceof UnauthorizedError) return 401;
  }
  return null;
}

/** Words of the system are not shown: they may hold addresses, paths and parts of the URL. */
function toReason(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof McpError)
      return error.code === REQUEST_TIMEOUT ? 'it was not ready in time' : 'the connection was closed';
    if ('code' in error && typeof error.code === 'string') return REASONS[error.code] ?? `error ${error.code}`;
  }
  return toMessage(thrown).includes('maximum size') ? 'its message was too long' : 'the connection failed';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its command was not found',
  EACCES: 'its command may not be executed',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the host name is not known',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
};
