import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { toTemporalError } from '../client/to-temporal-error.js';
import { isJsonObject } from '../domain/json.js';
import { SCHEDULE_WORKFLOW, type FiringInput } from '../workflows/schedule-protocol.js';
import type { Overlap, Schedule, ScheduleRef } from './schedule.js';

/** The Schedules of Temporal, in terms of ours. Everything throws TaskwrightError: unavailable while it cannot be reached. */
export interface TemporalSchedules {
  /** Creates or changes it. Whether it is paused stays as it is. */
  put(schedule: Schedule): Promise<void>;
  /** Harmless where there is none. */
  remove(schedule: ScheduleRef): Promise<void>;
  /** The revision that Temporal has; null where it has none. */
  readRevision(schedule: ScheduleRef): Promise<number | null>;
}

const POLICIES: Readonly<Record<Overlap, ScheduleOverlapPolicy>> = {
  skip: ScheduleOverlapPolicy.SKIP,
  buffer_one: ScheduleOverlapPolicy.BUFFER_ONE,
  buffer_all: ScheduleOverlapPolicy.BUFFER_ALL,
  cancel_other: ScheduleOverlapPolicy.CANCEL_OTHER,
  terminate_other: ScheduleOverlapPolicy.TERMINATE_OTHER,
  allow_all: ScheduleOverlapPolicy.ALLOW_ALL,
};

export function createTemporalSchedules(options: {
  readonly temporal: Client;
  /** Stands in errors. */
  readonly address: string | null;
  /** How long one request may take. */
  readonly answerTimeoutMs: number;
}): TemporalSchedules {
  const { temporal, address, answerTimeoutMs } = options;
  const { schedule: client } = temporal;

  const ask = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await temporal.withDeadline(Date.now() + answerTimeoutMs, work);
    } catch (thrown) {
      throw thrown instanceof ScheduleNotFoundError ? thrown : toTemporalError(thrown, address);
    }
  };

  /** False where there is one already. */
  const create = (schedule: Schedule): Promise<boolean> =>
    ask(async () => {
      try {
        await client.create({ scheduleId: toScheduleId(schedule), ...toOptions(schedule) });
        return true;
      } catch (thrown) {
        if (thrown instanceof ScheduleAlreadyRunning) return false;
        throw thrown;
      }
    });

  return {
    async put(schedule) {
      if (await create(schedule)) return;
      const handle = client.getHandle(toScheduleId(schedule));
      await ask(() => handle.update(({ state }) => ({ ...toOptions(schedule), state })));
    },

    async remove(schedule) {
      try {
        await ask(() => client.getHandle(toScheduleId(schedule)).delete());
      } catch (thrown) {
        if (!(thrown instanceof ScheduleNotFoundError)) throw thrown;
      }
    },

    async readRevision(schedule) {
      try {
        const { action } = await ask(() => client.getHandle(toScheduleId(schedule)).describe());
        const [input]: readonly unknown[] = action.args ?? [];
        const revision = isJsonObject(input) ? input['revision'] : null;
        return typeof revision === 'number' ? revision : 0;
      } catch (thrown) {
        if (thrown instanceof ScheduleNotFoundError) return null;
        throw thrown;
      }
    },
  };
}

/** No run is called so: their ids have no slash of their own. */
export function toScheduleId({ workspace, subject, id }: ScheduleRef): string {
  return `${workspace}/${subject === 'definition' ? 'schedule' : 'template-schedule'}/${id}`;
}

function toOptions(schedule: Schedule) {
  const { workspace, subject, id, target, spec, taskQueue, revision } = schedule;
  const input: FiringInput = { schedule: { workspace, subject, id }, revision };
  return {
    spec: {
      cronExpressions: [...spec.cron],
      intervals: spec.everyMs === null ? [] : [{ every: spec.everyMs }],
      timezone: spec.timezone,
    },
    action: {
      type: 'startWorkflow' as const,
      workflowType: SCHEDULE_WORKFLOW,
      // Temporal puts the time of the firing behind it.
      workflowId: toScheduleId(schedule),
      taskQueue,
      args: [input],
      staticSummary: `${subject} ${target}`,
    },
    policies: { overlap: POLICIES[spec.overlap], catchupWindow: spec.catchUpMs },
  };
}
