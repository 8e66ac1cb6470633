import { DrizzleQueryError } from 'drizzle-orm';
import { DatabaseError } from 'pg';
import { TaskwrightError } from '../../domain/errors.js';

/** By SQLSTATE, the longest prefix that matches. What is not listed is a fault of ours. */
const KINDS: Record<string, 'unreachable' | 'not_ready' | 'bad_value' | 'too_large' | 'taken' | 'unknown_run'> = {
  '08': 'unreachable',
  '53': 'unreachable',
  '57': 'unreachable',
  '58': 'unreachable',
  '40': 'unreachable',
  '25006': 'unreachable',
  '25P03': 'unreachable',
  '55P03': 'unreachable',
  '28': 'not_ready',
  '3D': 'not_ready',
  '3F': 'not_ready',
  '42P01': 'not_ready',
  '42501': 'not_ready',
  '22': 'bad_value',
  '23': 'bad_value',
  '54': 'too_large',
  '23505': 'taken',
  '23503': 'unknown_run',
};

/** What a driver throws, as the store's callers know it. Texts of the database stay in the cause: they may hold SQL and values. */
export function toStoreError(thrown: unknown): TaskwrightError {
  if (thrown instanceof TaskwrightError) return thrown;
  const cause = thrown instanceof DrizzleQueryError ? thrown.cause : thrown;
  if (cause instanceof DatabaseError) return fromSqlState(cause);
  if (cause instanceof Error && isConnectionError(cause)) return unreachable(cause);
  return new TaskwrightError('internal', 'The store failed.', { cause });
}

/** The transaction lost against another one and may be run again at once. */
export function isConflictOfTransactions(thrown: unknown): boolean {
  const cause = thrown instanceof DrizzleQueryError ? thrown.cause : thrown;
  return cause instanceof DatabaseError && cause.code?.startsWith('40') === true;
}

/** What the driver says, in words only, of a connection that is lost, was not made in time, or does not answer. */
const LOST =
  /^(Connection terminated|Client (has encountered|was closed)|Query read timeout|timeout exceeded|Cannot use a pool)/;

function isConnectionError(cause: Error): boolean {
  return 'syscall' in cause || cause instanceof AggregateError || LOST.test(cause.message);
}

function fromSqlState(thrown: DatabaseError): TaskwrightError {
  const { code = '' } = thrown;
  const kind = KINDS[code] ?? KINDS[code.slice(0, 2)];
  const cause = toCause(thrown);
  switch (kind) {
    case 'unreachable':
      return unreachable(cause);
    case 'not_ready':
      return new TaskwrightError('unavailable', 'The database refuses Taskwright or has no tables of it.', {
        hint: 'Check DATABASE_URL, and run "taskwright migrate".',
        cause,
      });
    case 'bad_value':
      return new TaskwrightError('invalid_input', 'A value cannot be stored.', {
        hint: 'Names, titles and attributes may hold neither NUL characters nor halves of surrogate pairs.',
        cause,
      });
    case 'too_large':
      return new TaskwrightError('invalid_input', 'A value is too long to be stored.', { cause });
    case 'taken':
      return new TaskwrightError('conflict', 'An id is taken.', { hint: 'Choose another one.', cause });
    case 'unknown_run':
      return new TaskwrightError('not_found', 'This run does not exist.', {
        hint: 'List runs with "taskwright runs".',
        cause,
      });
    default:
      return new TaskwrightError('internal', 'The store failed.', { cause });
  }
}

/** For logs: without the statement and, where the text may quote them, without values. */
function toCause({ code = '', message, table, column }: DatabaseError): Error {
  const place = [table, column].filter(Boolean).join('.');
  const quotesValues = code.startsWith('22') || code.startsWith('23');
  return new Error(`Postgres ${code}: ${quotesValues ? place || 'a value was refused' : message}`);
}

function unreachable(cause: Error): TaskwrightError {
  return new TaskwrightError('unavailable', 'The database cannot be reached, or did not answer in time.', {
    hint: 'It is tried again; check that Postgres runs and that DATABASE_URL is right.',
    cause,
  });
}
