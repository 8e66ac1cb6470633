import { Client, Connection, ScheduleNotFoundError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type TaskwrightClient } from '../../src/client/create-client.js';
import { createTemporalRuns } from '../../src/client/temporal-runs.js';
import { toNextTime } from '../../src/definitions/schedule-times.js';
import { createSchedules, type Schedules } from '../../src/schedules/create-schedules.js';
import { createTasks, type TasksClient } from '../../src/tasks/create-tasks.js';
import { define } from '../support/engine/define.js';
import type { Engine } from '../support/engine/engine.js';
import { waitFor } from '../support/engine/wait-for.js';
import { openTestEngine } from '../support/engine/with-caches.js';

const NOW = Date.UTC(2026, 10, 23, 4, 30);

describe('a schedule', () => {
  it('is told to Temporal once, also when the same version is pushed again', async () => {
    // Without a worker: one that starts looks at what is not told yet, and may tell of it at the same moment.
    const engine = await openTestEngine();
    const { temporal, store, taskQueue } = engine;
    const told = temporal.schedule.getHandle(`${taskQueue}/schedule/once`);
    try {
      const schedules = createSchedules({ database: store.taskDatabase, temporal, taskQueue, now: () => NOW });
      const client = createClient({ temporal, store, taskQueue, workspace: taskQueue, schedules });
      const definition = define('id: once\non: { schedule: { cron: "0 6 * * 1-5" } }\naction: noop');
      await client.push(definition);
      await client.push(definition);
      const { info, policies } = await told.describe();
      expect([info.lastUpdatedAt, policies]).toEqual([
        undefined,
        { overlap: 'SKIP', catchupWindow: 3_600_000, pauseOnFailure: false },
      ]);
    } finally {
      await told.delete();
      await engine.close();
    }
  });
});

describe('what starts by itself', () => {
  let engine: Engine;
  let workspace: string;
  let client: TaskwrightClient;
  let tasks: TasksClient;
  let schedules: Schedules;

  const keepSchedules = (temporal: Client, answerTimeoutMs = 10_000) => {
    const { store, taskQueue } = engine;
    const options = { database: store.taskDatabase, temporal, taskQueue, answerTimeoutMs };
    return createSchedules({ ...options, now: () => NOW });
  };
  beforeAll(async () => {
    engine = await openTestEngine();
    await engine.startWorker();
    const { temporal, store, taskQueue } = engine;
    workspace = taskQueue;
    schedules = keepSchedules(temporal);
    client = createClient({ temporal, store, taskQueue, workspace, schedules });
    const runs = createTemporalRuns({
      ...{ temporal, taskQueue, address: null },
      ...{ answerTimeoutMs: 10_000, startsEagerly: false },
    });
    tasks = createTasks({
      ...{ database: store.taskDatabase, runs, workspace, schedules },
      actor: { name: 'ann', roles: [] },
    });
  });
  afterAll(() => engine.close());

  const handleOf = (id: string, what = 'schedule') => engine.temporal.schedule.getHandle(`${workspace}/${what}/${id}`);
  const firingOf = (id: string) =>
    waitFor(`a firing of ${id}`, async () => {
      const { info } = await handleOf(id).describe();
      return info.recentActions[0]?.action.workflow.workflowId ?? null;
    });
  const push = (yaml: string) => client.push(define(yaml));
  const schedulesOf = async (id: string) =>
    (await client.listDefinitions()).filter((one) => one.id === id).map((one) => [one.version, one.schedules]);
  const isUnderWay = ({ status }: { readonly status: string }) => status === 'waiting' || status === 'in_progress';
  const runsOf = async (definition: string) => (await client.list({ definition })).runs;

  it('is a run of the highest version, once a firing, until a version without a schedule is pushed', async () => {
    const body = 'input: { type: object, required: [n] }\naction: transform\nwith: { twice: "${{ input.n * 2 }}" }';
    const report = (version: string, schedule: string) => push(`id: report\nversion: ${version}\n${schedule}\n${body}`);

    await report('1.0.0', 'on: { schedule: { cron: "0 6 * * 1-5", timezone: Europe/Berlin, input: { n: 1 } } }');
    await report('1.0.0', 'on: { schedule: { cron: "0 6 * * 1-5", timezone: Europe/Berlin, input: { n: 1 } } }');
    expect(await schedulesOf('report')).toEqual([
      [
        '1.0.0',
        [
          {
            id: 'report',
            cron: ['0 6 * * 1-5'],
            interval: null,
            timezone: 'Europe/Berlin',
            overlap: 'skip',
            catchUp: '1h',
            nextAt: '2026-11-23T05:00:00.000Z',
            lastFiredAt: null,
            lastRunId: null,
            lastError: null,
          },
        ],
      ],
    ]);

    await report('2.0.0', 'on: { schedule: { interval: 1h, overlap: buffer_one, input: { n: 2 } } }');
    await report('1.5.0', 'on: { schedule: { interval: 5m, input: { n: 1 } } }');
    expect((await handleOf('report').describe()).spec.intervals).toMatchObject([{ every: 3_600_000 }]);
    await handleOf('report').trigger();
    const run = await waitFor('the run of the firing', async () => (await runsOf('report'))[0] ?? null);
    expect(await client.waitForEnd(run.runId)).toMatchObject({
      status: 'completed',
      version: '2.0.0',
      input: { n: 2 },
      output: { twice: 4 },
    });
    const firing = await firingOf('report');
    await engine.temporal.workflow.getHandle(firing).result();

    // Somebody starts that firing again: it has had its run.
    await engine.temporal.workflow.execute('taskwright:schedule', {
      workflowId: firing,
      taskQueue: engine.taskQueue,
      args: [{ schedule: { workspace, subject: 'definition', id: 'report' }, revision: 2 }],
    });
    expect(await runsOf('report')).toHaveLength(1);
    expect(await schedulesOf('report')).toMatchObject([
      ['2.0.0', [{ interval: '1h', lastRunId: run.runId, lastError: null }]],
      ['1.5.0', undefined],
      ['1.0.0', undefined],
    ]);

    await report('3.0.0', '');
    await expect(handleOf('report').describe()).rejects.toBeInstanceOf(ScheduleNotFoundError);
    expect((await schedulesOf('report')).map(([, own]) => own)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('has the times that Temporal has', async () => {
    const crons = ['15 4 * * 1-5', '0 9 1-7 * 1', '*/20 8-18/2 * JAN,JUN *', '30 2 * * SUN', '@monthly'];
    const items = crons.map((cron) => `{ cron: "${cron}", timezone: America/New_York }`);
    await push(`id: times\non: { schedule: [${items.join(', ')}, { interval: 7h }] }\naction: noop`);
    for (const [index, cron] of [...crons, null].entries()) {
      const { info } = await handleOf(index === 0 ? 'times' : `times.${index + 1}`).describe();
      const [first, second] = info.nextActionTimes.map(Number);
      const times = { cron: cron === null ? [] : [cron], everyMs: cron === null ? 7 * 3_600_000 : null };
      expect([cron, toNextTime({ ...times, timezone: 'America/New_York' }, first ?? 0)]).toEqual([cron, second]);
    }
    await push('id: times\nversion: 1.0.0\naction: noop');
  });

  it('follows when Temporal is back, is mended where Temporal lost it, and starts nothing once removed', async () => {
    const yaml = (version: string, on: string) => `id: late\nversion: ${version}\n${on}\naction: noop`;
    const away = unreachable();
    const cut = createClient({
      ...{ temporal: away, store: engine.store, taskQueue: engine.taskQueue, workspace },
      schedules: keepSchedules(away, 300),
    });
    const two = 'on: { schedule: [{ interval: 1h }, { cron: "@daily" }] }';
    await expect(cut.push(define(yaml('1.0.0', two)))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('The definition "late" 1.0.0 is kept'),
    });
    expect(await schedulesOf('late')).toMatchObject([['1.0.0', [{ nextAt: null }, { nextAt: null }]]]);
    await schedules.sweep();
    expect((await handleOf('late.2').describe()).action.workflowType).toBe('taskwright:schedule');
    expect(await schedulesOf('late')).toMatchObject([
      ['1.0.0', [{ nextAt: '2026-11-23T05:00:00.000Z' }, { nextAt: '2026-11-24T00:00:00.000Z' }]],
    ]);

    await handleOf('late').delete();
    // A push that was cut off after the definition was kept.
    const { temporal, store, taskQueue } = engine;
    await createClient({ temporal, store, taskQueue, workspace }).push(
      define('id: cut\non: { schedule: { interval: 2h } }\naction: noop'),
    );
    await schedules.recover();
    expect((await handleOf('cut').describe()).spec.intervals).toMatchObject([{ every: 7_200_000 }]);
    await push('id: cut\nversion: 1.0.0\naction: noop');
    expect((await handleOf('late').describe()).spec.intervals).toMatchObject([{ every: 3_600_000 }]);

    await expect(cut.push(define(yaml('2.0.0', '')))).rejects.toMatchObject({ code: 'unavailable' });
    await handleOf('late').trigger();
    await engine.temporal.workflow.getHandle(await firingOf('late')).result();
    expect(await runsOf('late')).toEqual([]);
    await push(yaml('2.0.0', ''));
    await expect(handleOf('late').describe()).rejects.toBeInstanceOf(ScheduleNotFoundError);
    await expect(handleOf('late.2').describe()).rejects.toBeInstanceOf(ScheduleNotFoundError);
  });

  it('is cancelled by the next firing where the schedule says so', async () => {
    await push('id: slow\non: { schedule: { interval: 1d, overlap: cancel_other } }\nkind: wait\nduration: 1h');
    await handleOf('slow').trigger('CANCEL_OTHER');
    const first = await waitFor('the first run to wait', async () => {
      const [run] = await runsOf('slow');
      return run !== undefined && isUnderWay(run) ? run : null;
    });
    // Temporal names firings by the second.
    const second = Math.floor(Date.now() / 1_000);
    await waitFor('the next second', async () => (Date.now() >= (second + 1) * 1_000 ? true : null));
    await handleOf('slow').trigger('CANCEL_OTHER');
    expect(await client.waitForEnd(first.runId)).toMatchObject({ status: 'cancelled' });
    const next = await waitFor('the second run', async () => {
      const [run] = await runsOf('slow');
      return run !== undefined && run.runId !== first.runId && isUnderWay(run) ? run : null;
    });
    await client.cancel({ runId: next.runId, by: 'ann' });
    await client.waitForEnd(next.runId);
  });

  it('is a tree of tasks of a template, with its parameters', async () => {
    const template = {
      template_id: 'cleaning',
      parameters_schema: { type: 'object', required: ['room'], properties: { room: { type: 'string' } } },
      task_structure: {
        root_task: { task_type: 'cleaning', title: 'Clean {room}', children: [{ task_type: 'floor' }] },
      },
    };
    await tasks.createTemplate({ template });
    await expect(tasks.scheduleTemplate({ template_id: 'cleaning', interval: '1d' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(
      tasks.scheduleTemplate({ template_id: 'cleaning', cron: '0 25 * * *', parameters: { room: 'Hall' } }),
    ).rejects.toThrow('The cron expression "0 25 * * *" cannot be read: invalid value for hour: 25.');
    const parameters = { room: 'Hall' };
    await tasks.scheduleTemplate({ template_id: 'cleaning', schedule_id: 'hall', interval: '1d', parameters });
    await handleOf('hall', 'template-schedule').trigger();
    const { schedules: listed } = await waitFor('the tree of the firing', async () => {
      const { schedules: found } = await tasks.listTemplateSchedules({});
      return JSON.stringify(found).includes('"last_run_id":"cleaning-') ? { schedules: found } : null;
    });
    expect(listed).toMatchObject([
      {
        ...{ schedule_id: 'hall', template_id: 'cleaning', parameters, interval: '1d', created_by: 'ann' },
        ...{ next_at: '2026-11-24T00:00:00.000Z', last_error: null },
      },
    ]);
    const [run] = await runsOf('cleaning');
    const { tasks: all } = await client.read(run?.runId ?? '');
    expect(all.map(({ path }) => path)).toEqual(['/', expect.stringMatching(/floor$/)]);
    expect(await tasks.get({ task_id: run?.runId })).toMatchObject({
      title: 'Clean Hall',
      created_by: 'schedule:hall',
    });
    await tasks.cancel({ task_id: run?.runId, reason: 'Enough.' });
    await client.waitForEnd(run?.runId ?? '');

    await tasks.unscheduleTemplate({ schedule_id: 'hall' });
    await expect(handleOf('hall', 'template-schedule').describe()).rejects.toBeInstanceOf(ScheduleNotFoundError);
    await expect(tasks.unscheduleTemplate({ schedule_id: 'hall' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

/** Nothing listens there. */
function unreachable(): Client {
  return new Client({ connection: Connection.lazy({ address: '127.0.0.1:9', connectTimeout: '1s' }) });
}
