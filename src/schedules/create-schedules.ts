import { sql } from 'drizzle-orm';
import type { Client } from '@temporalio/client';
import type { DefinitionSchedules, ScheduleView } from '../client/definition-schedules.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { toStoreError } from '../store/postgres/to-store-error.js';
import { applySchedule } from './apply-schedule.js';
import { listScheduledDefinitions, readWanted } from './of-definitions.js';
import type { Schedule, ScheduleRef } from './schedule.js';
import {
  findSchedule,
  listSchedules,
  listStanding,
  listUnapplied,
  readOfTarget,
  removeSchedule,
  writeSchedule,
  type WantedSchedule,
} from './schedule-rows.js';
import { createTemporalSchedules } from './temporal-schedules.js';
import { toScheduleView } from './to-schedule-view.js';

/**
 * What starts by itself. Postgres has what is to stand, and Temporal is told of it: what it cannot be told now, the sweep
 * of the workers tells it. A firing reads the row, so what was removed starts nothing, whatever Temporal still has.
 */
export interface Schedules extends DefinitionSchedules {
  /** Of a template. Throws unavailable while Temporal cannot be told; it is written down all the same. */
  put(workspace: string, schedule: Omit<WantedSchedule, 'version' | 'taskQueue'>): Promise<Schedule>;
  find(workspace: string, id: string): Promise<Schedule | null>;
  listOfTemplates(workspace: string): Promise<readonly Schedule[]>;
  /** False where there is none. */
  remove(workspace: string, id: string): Promise<boolean>;
  toView(schedule: Schedule): ScheduleView;
  /** Tells Temporal what it could not be told before. */
  sweep(): Promise<void>;
  /** At the start of a worker: mends what was cut off between two writes, and what Temporal has lost. */
  recover(): Promise<void>;
}

export interface SchedulesOptions {
  readonly database: TaskDatabase;
  readonly temporal: Client;
  /** Of the workers that take the runs. */
  readonly taskQueue: string;
  /** `host:port` of Temporal; stands in errors. */
  readonly temporalAddress?: string | null;
  readonly answerTimeoutMs?: number;
  readonly now?: () => number;
}

const SWEPT_AT_ONCE = 100;
const ANSWER_TIMEOUT_MS = 10_000;

export function createSchedules(options: SchedulesOptions): Schedules {
  const { taskQueue, now = Date.now } = options;
  const { database } = options.database;
  const temporal = createTemporalSchedules({
    temporal: options.temporal,
    address: options.temporalAddress ?? null,
    answerTimeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
  });
  const apply = (ref: ScheduleRef): Promise<void> => applySchedule({ database, temporal }, ref);

  /** In one transaction, after any other push of this definition. */
  const writeDefinition = (workspace: string, id: string, queue: string | null): Promise<readonly Schedule[]> =>
    database.transaction(async (tx) => {
      const lock = `taskwright schedules of ${workspace}/${id}`;
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
      const target = { workspace, subject: 'definition' as const, target: id };
      const present = new Map((await readOfTarget(tx, target)).map((row) => [row.id, row]));
      const wanted = await readWanted(tx, workspace, id);
      for (const one of wanted) {
        const kept = queue ?? present.get(one.id)?.taskQueue ?? taskQueue;
        await writeSchedule(tx, target, { wanted: { ...one, taskQueue: kept }, now: now() });
        present.delete(one.id);
      }
      for (const row of present.values()) await removeSchedule(tx, row, now());
      return readOfTarget(tx, target);
    });

  const follow = async (workspace: string, id: string, queue: string | null): Promise<void> => {
    const rows = await stored(writeDefinition(workspace, id, queue));
    for (const row of rows) if (row.appliedRevision !== row.revision) await apply(row);
  };

  const sweep = async (): Promise<void> => {
    for (const row of await stored(listUnapplied(database, SWEPT_AT_ONCE))) await apply(row);
  };

  return {
    follow: (workspace, id) => follow(workspace, id, taskQueue),

    async list(workspace) {
      const found = new Map<string, { version: string | null; schedules: ScheduleView[] }>();
      for (const row of await stored(listSchedules(database, { workspace, subject: 'definition' }))) {
        const entry = found.get(row.target) ?? { version: row.version, schedules: [] };
        entry.schedules.push(toScheduleView(row, now()));
        found.set(row.target, entry);
      }
      return found;
    },

    async put(workspace, schedule) {
      const ref = { workspace, subject: 'template' as const, id: schedule.id };
      const wanted = { ...schedule, version: null, taskQueue };
      await stored(database.transaction((tx) => writeSchedule(tx, ref, { wanted, now: now() })));
      await apply(ref);
      const row = await stored(findSchedule(database, ref));
      if (row === null) throw new Error(`The schedule "${schedule.id}" was removed while it was written.`);
      return row;
    },

    find: (workspace, id) => stored(findSchedule(database, { workspace, subject: 'template', id })),

    listOfTemplates: (workspace) => stored(listSchedules(database, { workspace, subject: 'template' })),

    async remove(workspace, id) {
      const ref = { workspace, subject: 'template' as const, id };
      if ((await stored(findSchedule(database, ref))) === null) return false;
      await stored(removeSchedule(database, ref, now()));
      await apply(ref);
      return true;
    },

    toView: (schedule) => toScheduleView(schedule, now()),

    sweep,

    async recover() {
      for (const { workspace, id } of await stored(listScheduledDefinitions(database))) {
        await follow(workspace, id, null);
      }
      await sweep();
      for (const row of await stored(listStanding(database))) {
        if ((await temporal.readRevision(row)) !== row.revision) await apply(row);
      }
    },
  };
}

async function stored<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (thrown) {
    throw toStoreError(thrown);
  }
}
