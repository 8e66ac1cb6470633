import type { FieldPath } from '../orchestrators/kind.js';
import { bareExpression, templateValue } from '../orchestrators/task-parts.js';
import { findExpressions } from './find-expressions.js';
import type { Triggers } from './head-schema.js';
import type { Finding } from './problem.js';

/** What the schema of `on` cannot say. The names in its expressions are those of the delivery, which nobody knows here. */
export function checkTriggers(on: Triggers): Finding[] {
  return [...listed(on.schedule, 'schedule', checkSchedule), ...listed(on.webhook, 'webhook', checkWebhook)];
}

type One<T> = T extends readonly (infer Item)[] ? Item : T;
type Schedule = One<NonNullable<Triggers['schedule']>>;
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

function checkSchedule(schedule: Schedule, field: FieldPath): Finding[] {
  if ((schedule.cron === undefined) !== (schedule.interval === undefined)) return [];
  const message = 'A schedule has either "cron" or "interval".';
  return [{ field, at: 'value', message, hint: 'Write one of them, as in "interval: 1h".', path: '/' }];
}

function checkWebhook(webhook: Webhook, field: FieldPath): Finding[] {
  const parts = [
    ...bareExpression([...field, 'when'], webhook.when),
    ...templateValue([...field, 'input'], webhook.input),
    ...templateValue([...field, 'correlation'], webhook.correlation),
  ];
  return parts.flatMap((part) =>
    findExpressions(part).complaints.map((complaint) => ({ ...complaint, at: 'value' as const, path: '/' })),
  );
}
