import { and, asc, eq } from 'drizzle-orm';
import type { QueryResultRow } from 'pg';
import { TaskwrightError } from '../../domain/errors.js';
import { taskNotFound } from '../refusals.js';
import { assertStorableAttributes } from '../../domain/storable.js';
import type { AttemptStore, BegunAttempt, FinishedAttempt } from '../store.js';
import { beginAttempts, toResult, type BeginAsk, type BegunRow } from './begin-attempts.js';
import { coalesce } from './coalesce.js';
import type { Connection } from './connect.js';
import { finishAttempts, toFinishAsk, type FinishAsk, type FinishedRow } from './finish-attempts.js';
import { attempts } from './schema.js';
import { lockPaths } from './lock.js';
import { toScope } from './read-scope.js';
import { sendAttempts } from './send-attempts.js';
import { query, transact, type Statement } from './statement.js';

/** Begins and finishes of one turn of the event loop, whoever asks, go out in one statement each. */
export function createAttempts({ pool, database }: Connection, maxUnderWay: number): AttemptStore {
  /** Under lock the statement sees what the ones before it wrote, and nothing has to be asked again. */
  const ask =
    <Ask extends Place, Row extends QueryResultRow>(toStatement: (asks: readonly Ask[]) => Statement) =>
    async (asks: readonly Ask[], { isUnderLock }: { isUnderLock: boolean }): Promise<readonly Row[]> => {
      if (!isUnderLock) return query<Row>(pool, toStatement(asks));
      const [, rows = []] = await transact<Row>(pool, [
        lockPaths(asks.map(({ runKey, path }) => ({ runKey, path }))),
        toStatement(asks),
      ]);
      return rows;
    };
  const begin = coalesce<BeginAsk, BegunAttempt>({
    send: (asks) => sendAttempts(asks, { ask: ask(beginAttempts), toAnswer: toBegun }),
    toKey,
    toWeight: () => 300,
    maxUnderWay,
  });
  const finish = coalesce<FinishAsk, FinishedAttempt>({
    send: (asks) => sendAttempts(asks, { ask: ask(finishAttempts), toAnswer: toAccepted }),
    toKey,
    toWeight: ({ json }) => json.length,
    maxUnderWay,
  });

  return {
    begin: (asks) => Promise.all(asks.map(begin)),

    finish: async (ended) => {
      for (const { attributes: changed } of ended) assertStorableAttributes(changed ?? {});
      return Promise.all(ended.map(toFinishAsk).map(finish));
    },

    async list(runKey, path) {
      const rows = await database
        .select()
        .from(attempts)
        .where(and(eq(attempts.runKey, runKey), path === undefined ? undefined : eq(attempts.path, path)))
        .orderBy(asc(attempts.path), asc(attempts.visit), asc(attempts.attempt));
      return rows.map(({ caller: _, retryInMs: __, status, ...row }) => ({
        ...row,
        status: status === 'given_up' ? 'cancelled' : status,
      }));
    },
  };
}

interface Place {
  readonly runKey: string;
  readonly path: string;
}

function toKey({ runKey, path }: Place): string {
  return `${runKey} ${path}`;
}

function toBegun(row: BegunRow | undefined, { path, scope }: BeginAsk): BegunAttempt {
  if (row === undefined) throw taskNotFound(path);
  switch (row.state) {
    case 'new':
    case 'open':
      return {
        state: 'begun',
        attempt: row.attempt,
        fence: row.attempt,
        lostCount: row.lost_count,
        taskStartedAt: row.task_started_at,
        ...(scope && row.scope !== null ? { scope: toScope(row.scope, scope) } : {}),
      };
    case 'finished':
      return { state: 'finished', attempt: row.attempt, result: toResult(row) };
    case 'fenced':
      return { state: 'fenced' };
    case 'again':
      throw new TaskwrightError('unavailable', 'The task is being written by too many at once.', { path });
  }
}

function toAccepted(row: FinishedRow | undefined): FinishedAttempt {
  const accepted = row?.state === 'new' || row?.state === 'repeated';
  return row?.is_watched ? { accepted, hasDependents: true } : { accepted };
}
