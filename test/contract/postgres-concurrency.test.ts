import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrate } from '../../src/store/postgres/migrate.js';
import { createPostgresStore, type PostgresStore } from '../../src/store/postgres-store.js';
import type { Execution, Store } from '../../src/store/store.js';
import { whenBlocked } from '../support/blocked-statements.js';
import { beginOf, finishOf, givenRun, newTask, transition, uniqueId, versionOf } from '../support/store-builders.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import '../support/provided.js';

let database: TestDatabase;
/** Two workers: each has connections of its own. */
let one: PostgresStore;
let two: PostgresStore;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseUrl'));
  await migrate(database.url);
  one = createPostgresStore({ url: database.url });
  two = createPostgresStore({ url: database.url });
  pool = new Pool({ connectionString: database.url, max: 3 });
  // Connections that are closing when the database is dropped.
  pool.on('error', () => {});
});

afterAll(async () => {
  await Promise.all([one.close(), two.close(), pool.end()]);
  await database.drop();
});

/** Holds what the statement locks while `act` gets others in line behind it. */
async function whileLocked<Answer>(
  lock: string,
  values: readonly string[],
  act: () => Promise<Answer>,
): Promise<Answer> {
  const holder = await pool.connect();
  try {
    await holder.query('begin');
    await holder.query(lock, [...values]);
    return await act();
  } finally {
    await holder.query('commit');
    holder.release();
  }
}

function whileTaskIsLocked<Answer>({ runKey, path }: Execution, act: () => Promise<Answer>): Promise<Answer> {
  return whileLocked('select from taskwright.tasks where run_key = $1 and path = $2 for update', [runKey, path], act);
}

const given = async (): Promise<Execution> => ({ runKey: await givenRun(one, ['/a']), path: '/a', visit: 1 });
const begin = async (store: Store, execution: Execution, caller: string) =>
  (await store.attempts.begin([beginOf(execution, { caller })]))[0];
const finish = async (store: Store, execution: Execution, attempt: number, output: string) =>
  (await store.attempts.finish([finishOf(execution, attempt, { output })]))[0]?.accepted;

describe('two workers at one task', () => {
  it('get one attempt each when they begin at the same moment, and only the later one counts', async () => {
    const execution = await given();
    const begun = await whileTaskIsLocked(execution, async () => {
      const asked = [begin(one, execution, 'first'), begin(two, execution, 'second')];
      await whenBlocked(pool, 2);
      return { asked };
    });
    const attempts = (await Promise.all(begun.asked)).map((answer) => (answer?.state === 'begun' ? answer.attempt : 0));
    expect(attempts.toSorted()).toEqual([1, 2]);
    expect((await one.attempts.list(execution.runKey)).map(({ status }) => status)).toEqual(['lost', 'open']);
    const accepted = await Promise.all(
      attempts.map((attempt, index) => finish([one, two][index] ?? one, execution, attempt, `of ${attempt}`)),
    );
    expect(accepted.filter(Boolean)).toHaveLength(1);
    expect(await one.tasks.read(execution.runKey, '/a')).toMatchObject({
      status: 'completed',
      output: 'of 2',
      attempt: 2,
    });
  });

  it('do not begin again what finishes while they wait', async () => {
    const execution = await given();
    await begin(one, execution, 'first');
    const { finished, begun } = await whileTaskIsLocked(execution, async () => {
      const finishing = finish(one, execution, 1, 'done');
      await whenBlocked(pool, 1);
      const beginning = begin(two, execution, 'second');
      await whenBlocked(pool, 2);
      return { finished: { finishing }, begun: { beginning } };
    });
    expect(await finished.finishing).toBe(true);
    expect(await begun.beginning).toMatchObject({ state: 'finished', attempt: 1 });
  });

  it('have one event and one result when the same result arrives twice at the same moment', async () => {
    const execution = await given();
    await begin(one, execution, 'first');
    const { asked } = await whileTaskIsLocked(execution, async () => {
      const both = [finish(one, execution, 1, 'done'), finish(two, execution, 1, 'done')];
      await whenBlocked(pool, 2);
      return { asked: both };
    });
    expect(await Promise.all(asked)).toEqual([true, true]);
    const events = await one.events.list({ runKey: execution.runKey, limit: 10 });
    expect(events.map(({ type }) => type)).toEqual(['attempt.started', 'task.completed']);
  });

  it('cannot finish what is given up while the result waits', async () => {
    const execution = await given();
    const { runKey } = execution;
    await begin(one, execution, 'first');
    const { fenced, finished } = await whileTaskIsLocked(execution, async () => {
      const fencing = two.tasks.write({
        runKey,
        transitions: [transition('/a', 5, { status: 'cancelled' })],
        raiseFences: [{ path: '/a', visit: 1 }],
      });
      await whenBlocked(pool, 1);
      const finishing = finish(one, execution, 1, 'late');
      await whenBlocked(pool, 2);
      return { fenced: { fencing }, finished: { finishing } };
    });
    await fenced.fencing;
    expect(await finished.finishing).toBe(false);
    expect(await one.tasks.read(runKey, '/a')).toMatchObject({ status: 'cancelled', output: null });
  });

  it('cannot begin what is ended with what is above it while they wait', async () => {
    const execution = await given();
    const { runKey } = execution;
    const { ended, begun } = await whileTaskIsLocked(execution, async () => {
      const ending = two.tasks.write({
        runKey,
        endBelow: [{ path: '/', version: versionOf(5), status: 'cancelled', reason: 'strategy', at: 5 }],
      });
      await whenBlocked(pool, 1);
      const beginning = begin(one, execution, 'late');
      await whenBlocked(pool, 2);
      return { ended: { ending }, begun: { beginning } };
    });
    await ended.ending;
    expect(await begun.beginning).toEqual({ state: 'fenced' });
  });

  it('wait for each other when they take the same tasks in another order', async () => {
    const paths = Array.from({ length: 30 }, (_, index) => `/${index}`);
    const runKey = await givenRun(one, paths);
    const executions = paths.map((path) => ({ runKey, path, visit: 1 }));
    const rounds = Array.from({ length: 10 }, (_, round) => [
      one.attempts.begin(executions.map((execution) => beginOf(execution, { caller: `one-${round}` }))),
      two.attempts.begin(executions.toReversed().map((execution) => beginOf(execution, { caller: `two-${round}` }))),
      one.tasks.write({ runKey, transitions: executions.toReversed().map(({ path }) => transition(path, round)) }),
      two.tasks.write({ runKey, raiseFences: [{ path: `/${round}`, visit: 1 }] }),
    ]);
    await Promise.all(rounds.flat());
    const open = (await one.attempts.list(runKey)).filter(({ status }) => status === 'open');
    expect(open.map(({ path }) => Number(path.slice(1))).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 10),
    );
  });
});

describe('two writes of one run', () => {
  it('lose nothing of each other', async () => {
    const runKey = await givenRun(
      one,
      Array.from({ length: 20 }, (_, index) => newTask(`/${index}`)),
    );
    const writes = Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? one : two).tasks.write({
        runKey,
        newTasks: [newTask(`/${20 + (index >> 1)}`)],
        transitions: [transition(`/${index % 20}`, index, { status: 'completed', output: { value: index } })],
      }),
    );
    await Promise.all(writes);
    expect(await one.tasks.countByStatus(runKey)).toEqual({ pending: 21, completed: 20 });
    const outputs = (await one.tasks.listChildren(runKey, '/')).slice(0, 20).map(({ output }) => output);
    expect(outputs).toEqual(Array.from({ length: 20 }, (_, index) => index + 20));
  });
});

describe('a dependency that is registered while its prerequisite ends', () => {
  const register = (store: Store, runId: string) =>
    store.outbox.registerDependency({
      id: uniqueId('dep'),
      dependentRunKey: 'dependent',
      dependentPath: '/b',
      workspace: 'default',
      prerequisiteRunId: runId,
      prerequisitePath: '/a',
      at: 1,
    });
  const end = (store: Store, runKey: string) =>
    store.tasks.write({ runKey, transitions: [transition('/a', 9, { status: 'completed' })] });
  /** Told at once, or by a notice. */
  const timesTold = async (runKey: string, status: string | null) =>
    (await one.outbox.listUndelivered({ fromRunKey: runKey, limit: 9 })).length + (status === null ? 0 : 1);

  it.each(['the end first', 'the registration first'])('is told, with %s in line', async (order) => {
    const { runKey } = await given();
    const asked = await whileLocked('select from taskwright.runs where run_key = $1 for update', [runKey], async () => {
      const steps = [() => end(one, runKey), () => register(two, runKey)];
      if (order !== 'the end first') steps.reverse();
      const pending: Promise<unknown>[] = [];
      for (const step of steps) {
        pending.push(step());
        await whenBlocked(pool, pending.length);
      }
      return { pending };
    });
    const answers = await Promise.all(asked.pending);
    const registered = answers[order === 'the end first' ? 1 : 0];
    expect(registered).toEqual({ status: order === 'the end first' ? 'completed' : null });
    expect(await timesTold(runKey, order === 'the end first' ? 'completed' : null)).toBe(1);
  });

  it('is told in any race, also when the run is only being made', async () => {
    for (let round = 0; round < 25; round++) {
      const runId = uniqueId('run');
      const makeAndEnd = async () => end(one, await givenRun(one, ['/a'], { runId }));
      const [registered] = await Promise.all([
        round % 2 === 0 ? register(two, runId) : Promise.resolve().then(() => register(two, runId)),
        makeAndEnd(),
      ]);
      expect(await timesTold(runId, registered.status)).toBeGreaterThanOrEqual(1);
    }
  });
});

describe('an outage', () => {
  it('makes the calls under way unavailable, and the next ones work', async () => {
    const execution = await given();
    const { runKey } = execution;
    const { asked } = await whileTaskIsLocked(execution, async () => {
      const beginning = begin(one, execution, 'first').catch((thrown: unknown) => thrown);
      const writing = one.tasks
        .write({ runKey, transitions: [transition('/a', 1)] })
        .catch((thrown: unknown) => thrown);
      await whenBlocked(pool, 2);
      await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return { asked: [beginning, writing] };
    });
    for (const thrown of await Promise.all(asked)) expect(thrown).toMatchObject({ code: 'unavailable' });
    expect(await begin(one, execution, 'first')).toMatchObject({ state: 'begun', attempt: 1 });
    expect(await one.tasks.write({ runKey, transitions: [transition('/a', 1)] })).toEqual({ hasNotices: false });
  });

  it('is what a lock looks like that is held for too long', async () => {
    const hasty = createPostgresStore({ url: database.url, statementTimeoutMs: 50 });
    const execution = await given();
    await whileTaskIsLocked(execution, async () => {
      await expect(begin(hasty, execution, 'first')).rejects.toMatchObject({ code: 'unavailable' });
    });
    expect(await begin(hasty, execution, 'first')).toMatchObject({ state: 'begun', attempt: 1 });
    await hasty.close();
  });

  it('is not what the end of many tasks looks like, which may take longer', async () => {
    const hasty = createPostgresStore({ url: database.url, statementTimeoutMs: 50 });
    const execution = await given();
    const { runKey } = execution;
    const end = { path: '/', version: versionOf(5), status: 'cancelled', reason: 'strategy', at: 5 } as const;
    const { ending } = await whileTaskIsLocked(execution, async () => {
      const pending = hasty.tasks.write({ runKey, endBelow: [end] });
      await whenBlocked(pool, 1);
      const short = hasty.tasks.write({ runKey, transitions: [transition('/', 1)] });
      await expect(short).rejects.toMatchObject({ code: 'unavailable' });
      return { ending: { pending } };
    });
    await ending.pending;
    expect(await hasty.tasks.read(runKey, '/a')).toMatchObject({ status: 'cancelled' });
    await hasty.close();
  });

  it('is told for a server that is not there and a database without tables', async () => {
    const away = createPostgresStore({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
    await expect(away.ping()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(away.tasks.read('run', '/')).rejects.toMatchObject({ code: 'unavailable' });
    await away.close();
    const empty = await createTestDatabase(inject('databaseUrl'));
    const bare = createPostgresStore({ url: empty.url });
    await bare.ping();
    await expect(bare.runs.read('run')).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringContaining('taskwright migrate'),
    });
    await bare.close();
    await empty.drop();
  });
});

describe('connections', () => {
  it('of local activities are there while ordinary activities hold all theirs', async () => {
    const narrow = createPostgresStore({ url: database.url, maxConnections: 2, localConnections: 1 });
    const execution = await given();
    const other = await given();
    const { waiting, begun } = await whileTaskIsLocked(execution, async () => {
      const beginning = begin(narrow, execution, 'ordinary');
      await whenBlocked(pool, 1);
      return { waiting: { beginning }, begun: await begin(narrow.forLocalActivities, other, 'local') };
    });
    expect(begun).toMatchObject({ state: 'begun' });
    expect(await waiting.beginning).toMatchObject({ state: 'begun' });
    await narrow.close();
  });

  it('are no more than was asked for', async () => {
    const few = createPostgresStore({ url: database.url, maxConnections: 4, localConnections: 2 });
    const listPids = async () => {
      const { rows } = await pool.query("select pid from pg_stat_activity where application_name = 'taskwright'");
      return rows.map(({ pid }) => pid);
    };
    const before = await listPids();
    const readSome = (store: Store) => Array.from({ length: 25 }, () => store.runs.read('nowhere'));
    await Promise.all([...readSome(few), ...readSome(few.forLocalActivities)]);
    const opened = (await listPids()).filter((pid) => !before.includes(pid));
    expect(opened.length).toBeLessThanOrEqual(4);
    await few.close();
  });
});
