import type { JsonObject } from '../domain/json.js';
import type { FieldPath } from '../orchestrators/kind.js';
import { bareExpression, templateValue } from '../orchestrators/task-parts.js';
import { checkSchedule } from './check-schedule.js';
import { findExpressions } from './find-expressions.js';
import type { Triggers } from './head-schema.js';
import type { Finding } from './problem.js';

/**
 * What the schema of `on` cannot say. The names in the expressions of a webhook are those of the delivery, which nobody
 * knows here. `input` is a good JSON Schema, or null where it is not known.
 */
export function checkTriggers(on: Triggers, input: JsonObject | null): Finding[] {
  return [
    ...listed(on.schedule, 'schedule', (schedule, field) => checkSchedule(schedule, field, input)),
    ...listed(on.webhook, 'webhook', checkWebhook),
  ];
}

type One<T> = T extends readonly (infer Item)[] ? Item : T;
type Webhook = One<NonNullable<Triggers['webhook']>>;

function listed<T>(
  given: T | readonly T[] | undefined,
  key: string,
  check: (one: T, field: FieldPath) => Finding[],
): Finding[] {
  if (given === undefined) return [];
  return isList(given) ? given.flatMap((one, index) => check(one, ['on', key, index])) : check(given, ['on', key]);
}

function isList<T>(given: T | readonly T[]): given is readonly T[] {
  return Array.isArray(given);
}

function checkWebhook(webhook: Webhook, field: FieldPath): Finding[] {
  const parts = [
    ...bareExpression([...field, 'when'], webhook.when),
    ...templateValue([...field, 'input'], webhook.input),
    ...templateValue([...field, 'correlation'], webhook.correlation),
  ];
  const complaints = parts.flatMap((part) =>
    findExpressions(part).complaints.map((complaint) => ({ ...complaint, at: 'value' as const, path: '/' })),
  );
  const goesNowhere = webhook.signal !== undefined && webhook.correlation === undefined;
  return goesNowhere ? [...complaints, toStraySignal([...field, 'signal'])] : complaints;
}

function toStraySignal(field: FieldPath): Finding {
  const message = 'A webhook that sends a signal says by "correlation" which waits get it.';
  const hint = 'Add it, as in correlation: "${{ payload.sha }}".';
  return { field, at: 'key', message, hint, path: '/' };
}
