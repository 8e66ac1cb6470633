import { ApplicationFailure } from '@temporalio/common';
import { toRunKey, type ClientContext } from '../client/client-context.js';
import { deriveRunId } from '../client/run-id.js';
import { keepRun } from '../client/start-run.js';
import { toNewWorkflow } from '../client/start-workflow.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';
import { isTerminalRun } from '../domain/status.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { toStoreError } from '../store/postgres/to-store-error.js';
import { SCHEDULE_ACTIVITIES, type PreparedFiring, type ScheduleActivities } from '../workflows/schedule-protocol.js';
import type { Schedule } from './schedule.js';
import { findSchedule, isRow } from './schedule-rows.js';
import { schedules } from './schema.js';

/** Writes the tasks of a template as the tree of that run, which somebody else starts. A repeat finds them. */
export type WriteTemplateRun = (request: {
  readonly workspace: string;
  readonly templateId: string;
  readonly parameters: JsonObject;
  readonly runId: string;
  readonly startedBy: string;
}) => Promise<PreparedFiring>;

export interface FiringDependencies {
  readonly database: TaskDatabase;
  /** Of whichever workspace; the schedule's is put in its place. */
  readonly client: ClientContext;
  readonly writeTemplateRun: WriteTemplateRun;
}

/** The ordinary way of a run, up to the start of its workflow: whoever fires the schedule starts that as its child. */
export function createScheduleActivities(dependencies: FiringDependencies): ScheduleActivities {
  const { database } = dependencies.database;

  const note = async (schedule: Schedule, outcome: Partial<typeof schedules.$inferInsert>): Promise<void> => {
    await database
      .update(schedules)
      .set({ lastFiredAt: dependencies.client.now(), ...outcome })
      .where(isRow(schedule));
  };

  const prepare = async (schedule: Schedule, firing: string): Promise<PreparedFiring> => {
    const runId = deriveRunId(schedule.target, firing);
    try {
      const prepared = await writeRun(dependencies, schedule, { firing, runId });
      if (prepared !== null) await note(schedule, { lastRunId: runId, lastError: null });
      return prepared;
    } catch (thrown) {
      if (!(thrown instanceof TaskwrightError) || thrown.traits.isRetried || thrown.code === 'internal') throw thrown;
      await note(schedule, { lastRunId: null, lastError: thrown.toRecord() });
      throw ApplicationFailure.nonRetryable(thrown.message, thrown.code);
    }
  };

  return {
    async [SCHEDULE_ACTIVITIES.prepare]({ schedule: ref, firing }) {
      try {
        const schedule = await findSchedule(database, ref);
        return schedule === null ? null : await prepare(schedule, firing);
      } catch (thrown) {
        throw thrown instanceof ApplicationFailure ? thrown : toStoreError(thrown);
      }
    },
  };
}

async function writeRun(
  { client, writeTemplateRun }: FiringDependencies,
  schedule: Schedule,
  { firing, runId }: { readonly firing: string; readonly runId: string },
): Promise<PreparedFiring> {
  const { workspace, subject, target, version, input } = schedule;
  const startedBy = `schedule:${schedule.id}`;
  if (subject === 'template') {
    return writeTemplateRun({ workspace, templateId: target, parameters: input, runId, startedBy });
  }
  const context: ClientContext = { ...client, workspace };
  const earlier = await context.store.runs.read(toRunKey(context, runId));
  if (earlier !== null) return isTerminalRun(earlier.status) ? null : toNewWorkflow(context, earlier);
  const definition = { id: target, ...(version !== null && { version }) };
  const { run, title } = await keepRun(context, { definition, input, runId, startedBy, requestToken: firing });
  return toNewWorkflow(context, run, title);
}
