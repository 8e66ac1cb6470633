import { NamespaceNotFoundError } from '@temporalio/client';
import { TaskwrightError, toMessage } from '../domain/errors.js';

/** Codes of gRPC. */
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

/**
 * What says that the server is not there, breaks off, or starts: cancelled, unknown (a transport that broke),
 * deadline_exceeded, aborted, internal, unavailable, data_loss. Temporal's own clients try these again.
 */
const OUTAGES: ReadonlySet<number> = new Set([1, 2, 4, 10, 13, 14, 15]);

/**
 * What Temporal's client throws, as our callers know it: unavailable while the server cannot be reached, and what the
 * server refuses under the code that fits. `address` names the server in the message.
 */
export function toTemporalError(thrown: unknown, address: string | null): TaskwrightError {
  if (thrown instanceof TaskwrightError) return thrown;
  const server = address === null ? 'Temporal' : `Temporal at ${address}`;
  if (thrown instanceof NamespaceNotFoundError) {
    return new TaskwrightError('unavailable', `${server} has no namespace "${thrown.namespace}".`, {
      hint: 'Create it, or set TEMPORAL_NAMESPACE to one that exists.',
      cause: thrown,
    });
  }
  const grpcCode = findGrpcCode(thrown);
  switch (grpcCode) {
    case RESOURCE_EXHAUSTED:
      return new TaskwrightError('rate_limited', `${server} takes no more requests at the moment.`, {
        hint: 'Try again in a few seconds.',
        cause: thrown,
      });
    case UNAUTHENTICATED:
    case PERMISSION_DENIED:
      return new TaskwrightError('unavailable', `${server} refuses the credentials of Taskwright.`, {
        hint: 'Check TEMPORAL_API_KEY and the TEMPORAL_TLS_… settings.',
        cause: thrown,
      });
    case UNIMPLEMENTED:
      return new TaskwrightError('unavailable', `${server} is too old, or something else answers there.`, {
        hint: 'Check TEMPORAL_ADDRESS and the version of the server.',
        cause: thrown,
      });
    default: {
      const isOutage = grpcCode === null ? isTransportError(thrown) : OUTAGES.has(grpcCode);
      if (isOutage || isOurTimeout(thrown)) return unreachable(server, thrown);
      return new TaskwrightError('internal', `${server} answered with an error: ${toMessage(thrown)}`, {
        cause: thrown,
      });
    }
  }
}

function unreachable(server: string, cause: unknown): TaskwrightError {
  return new TaskwrightError('unavailable', `${server} cannot be reached, or did not answer in time.`, {
    hint: 'Check that it runs and that TEMPORAL_ADDRESS is right.',
    cause,
  });
}

/** Both kinds of connection say it by a number, at different depths of the error. */
export function findGrpcCode(thrown: unknown): number | null {
  let error = thrown;
  for (let depth = 0; depth < 5 && error instanceof Error; depth += 1) {
    if ('code' in error && typeof error.code === 'number') return error.code;
    error = error.cause;
  }
  return null;
}

function isOurTimeout(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'TimeoutError';
}

function isTransportError(thrown: unknown): boolean {
  let error = thrown;
  for (let depth = 0; depth < 5 && error instanceof Error; depth += 1) {
    if (error.name === 'TransportError' || error.message.startsWith('Failed to connect before the deadline'))
      return true;
    error = error.cause;
  }
  return false;
}
