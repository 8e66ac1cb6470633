import { z } from 'zod';
import { checkSchedule } from '../../definitions/check-schedule.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { tryParseDuration } from '../../domain/duration.js';
import type { Schedules } from '../../schedules/create-schedules.js';
import { OVERLAPS, toSpec, type Schedule } from '../../schedules/schedule.js';
import { id, jsonObject, name, parseInput } from '../inputs/scalars.js';
import type { TasksContext } from '../tasks-context.js';
import { planInstance } from '../templates/instantiate-template.js';

const duration = z.string().refine((text) => tryParseDuration(text) !== null, 'must be a duration such as 15m or 1d');

export const scheduleTemplateInput = z.strictObject({
  template_id: id,
  /** The template's id unless said; another one where a template has several schedules. */
  schedule_id: id.optional(),
  cron: z.union([name, z.array(name).min(1).max(20)]).optional(),
  interval: duration.optional(),
  timezone: name.optional(),
  overlap: z.enum(OVERLAPS).optional(),
  catch_up: duration.optional(),
  parameters: jsonObject.default({}),
});

/**
 * Makes a tree of a template at times; a schedule of that id is changed. Throws invalid_input (times, parameters that do
 * not fit), not_found (the template), conflict (the id is that of another template's schedule), and unavailable, after it
 * is kept, while Temporal cannot be told.
 */
export async function scheduleTemplate(context: TasksContext, input: unknown): Promise<JsonObject> {
  const {
    template_id: target,
    schedule_id: scheduleId = target,
    parameters,
    ...given
  } = parseInput(scheduleTemplateInput, input);
  const { cron, interval, timezone, overlap, catch_up } = given;
  const authored = { cron, interval, timezone, overlap, catch_up };
  const [finding] = checkSchedule(authored, [], null);
  if (finding !== undefined) {
    const { message, hint } = finding;
    throw new TaskwrightError('invalid_input', message, hint === null ? {} : { hint });
  }
  const schedules = keptBy(context);
  const { workspace } = context;
  const present = await schedules.find(workspace, scheduleId);
  if (present !== null && present.target !== target) {
    throw new TaskwrightError('conflict', `The schedule "${scheduleId}" is one of the template "${present.target}".`, {
      hint: 'Choose another schedule_id.',
    });
  }
  await planInstance(context, target, { parameters, prefix: 'x' });
  const spec = toSpec(authored);
  const wanted = { id: scheduleId, target, spec, input: parameters, createdBy: context.actor.name };
  return toView(schedules, await schedules.put(workspace, wanted));
}

export const listTemplateSchedulesInput = z.strictObject({ template_id: id.optional() });

export async function listTemplateSchedules(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { template_id: target } = parseInput(listTemplateSchedulesInput, input ?? {});
  const schedules = keptBy(context);
  const all = await schedules.listOfTemplates(context.workspace);
  const listed = all.filter((one) => target === undefined || one.target === target);
  return { schedules: listed.map((one) => toView(schedules, one)), total_count: listed.length };
}

export const unscheduleTemplateInput = z.strictObject({ schedule_id: id });

/** What was made stays. Throws not_found, and unavailable as scheduling does; it starts nothing more all the same. */
export async function unscheduleTemplate(context: TasksContext, input: unknown): Promise<JsonObject> {
  const { schedule_id: scheduleId } = parseInput(unscheduleTemplateInput, input);
  if (await keptBy(context).remove(context.workspace, scheduleId)) return { schedule_id: scheduleId, removed: true };
  throw new TaskwrightError('not_found', `There is no schedule "${scheduleId}".`, {
    hint: 'List them with "taskwright templates schedules".',
  });
}

function keptBy({ schedules }: TasksContext): Schedules {
  if (schedules !== null) return schedules;
  throw new TaskwrightError('unavailable', 'Nobody keeps schedules here.', {
    hint: 'Give createTasks its "schedules".',
  });
}

function toView(schedules: Schedules, schedule: Schedule): JsonObject {
  const view = schedules.toView(schedule);
  return {
    schedule_id: schedule.id,
    template_id: schedule.target,
    parameters: schedule.input,
    cron: [...view.cron],
    interval: view.interval,
    timezone: view.timezone,
    overlap: view.overlap,
    catch_up: view.catchUp,
    next_at: view.nextAt,
    last_fired_at: view.lastFiredAt,
    last_run_id: view.lastRunId,
    last_error: view.lastError === null ? null : { ...view.lastError },
    created_by: schedule.createdBy,
    created_at: new Date(schedule.createdAt).toISOString(),
  };
}
