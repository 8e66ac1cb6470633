import { z } from 'zod';
import {
  condition,
  duration,
  idText,
  jsonObject,
  jsonValue,
  label,
  optional,
  signalName,
  templateText,
} from '../orchestrators/authored-values.js';

const VERSION_ERROR = 'must be a version such as 1.4.0 or 2.0.0-rc.1, written as a text';

const CRON_ERROR = 'must be a cron expression such as "0 9 * * 1-5"';
const cron = z.string({ error: CRON_ERROR }).min(1, { error: CRON_ERROR }).max(200, { error: CRON_ERROR });

const schedule = z.strictObject({
  cron: optional(
    z.union([cron, z.array(cron).min(1).max(20)], { error: 'must be a cron expression, or a list of them' }),
  ).describe('When it starts, as "0 9 * * 1-5": minute, hour, day of the month, month, day of the week.'),
  interval: optional(duration).describe('How often it starts, as in 1h; counted from midnight UTC.'),
  timezone: optional(label).describe('The time zone of "cron", such as Europe/Berlin; UTC unless said.'),
  overlap: optional(
    z.enum(['skip', 'buffer_one', 'buffer_all', 'cancel_other', 'terminate_other', 'allow_all']),
  ).describe('What happens when the run before has not ended; skip unless said.'),
  catch_up: optional(duration).describe('How far back starts are made up for that were missed; 1h unless said.'),
  input: optional(jsonObject).describe("The run's input, as it stands."),
});

const webhook = z.strictObject({
  source: idText.describe('The name in the address /v1/webhooks/{source}.'),
  event: optional(
    z.union([label, z.array(label).min(1)], { error: 'must be the name of an event, or a list' }),
  ).describe('The events it takes; all unless said.'),
  when: optional(condition).describe('A condition over the delivery.'),
  input: optional(jsonValue).describe("The run's input; may contain ${{ }}."),
  correlation: optional(templateText).describe('The key of the waits that are signalled.'),
  signal: optional(signalName).describe('The name of the signal that is sent instead of starting a run.'),
});

const triggers = z.strictObject({
  schedule: optional(
    z.union([schedule, z.array(schedule).max(20)], { error: 'must be a schedule, or a list of at most 20' }),
  ).describe('Starts runs at times.'),
  webhook: optional(z.union([webhook, z.array(webhook)], { error: 'must be a webhook, or a list of them' })).describe(
    'Starts or signals runs when something is delivered.',
  ),
});

/** What stands beside the body's fields at the top of a definition. `title` and `description` are the body's own. */
export const headFields = z.object({
  $schema: optional(z.string()).describe('The address of the JSON Schema, for editors.'),
  id: optional(idText).describe("The definition's id; its file's name unless said."),
  version: optional(
    z
      .string({ error: VERSION_ERROR })
      .max(100, { error: VERSION_ERROR })
      .regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/, { error: VERSION_ERROR }),
  ).describe("The definition's version, as 1.4.0; 0.0.0 unless said."),
  input: optional(jsonObject).describe('A JSON Schema for the input of a run; any object unless said.'),
  on: optional(triggers).describe('What starts runs by itself.'),
  mcp: optional(
    z.strictObject({ tool: optional(z.boolean()).describe('Whether agents may start it as a tool of its own.') }),
  ).describe('How it appears to agents.'),
});

export type AuthoredHead = z.input<typeof headFields>;

export type Triggers = z.output<typeof triggers>;
