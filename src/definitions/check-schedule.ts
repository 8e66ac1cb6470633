import { tryParseDuration } from '../domain/duration.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { hasTemplate } from '../orchestrators/authored-values.js';
import type { FieldPath } from '../orchestrators/kind.js';
import type { Triggers } from './head-schema.js';
import { createSchemaCheck } from './json-schema.js';
import type { Finding } from './problem.js';
import { CRON_HINT, findCronDefect, isTimezone } from './schedule-times.js';
import { withDefaults } from './with-defaults.js';

export type AuthoredSchedule = Exclude<NonNullable<Triggers['schedule']>, readonly unknown[]>;

const SECOND_MS = 1_000;
const LEAST_CATCH_UP_MS = 10_000;

/** What may be left out may also be undefined. */
export type GivenSchedule = { readonly [Key in keyof AuthoredSchedule]?: AuthoredSchedule[Key] | undefined };

/** What Temporal would refuse or never do, and an input that no run would be started with. */
export function checkSchedule(schedule: GivenSchedule, field: FieldPath, inputSchema: JsonObject | null): Finding[] {
  return [
    ...checkTimes(schedule, field),
    ...checkCatchUp(schedule, field),
    ...checkLiteral(schedule.input ?? {}, [...field, 'input']),
    ...(inputSchema === null ? [] : checkInput(schedule, field, inputSchema)),
  ];
}

function checkTimes({ cron, interval, timezone }: GivenSchedule, field: FieldPath): Finding[] {
  if ((cron === undefined) === (interval === undefined)) {
    return [at(field, 'A schedule has either "cron" or "interval".', 'Write one of them, as in "interval: 1h".')];
  }
  if (interval !== undefined) {
    const everyMs = tryParseDuration(interval) ?? 0;
    const isTooFine = everyMs < SECOND_MS || everyMs % SECOND_MS !== 0;
    const hint = 'Write at least 1s, as in "interval: 15m".';
    return [
      ...(isTooFine ? [at([...field, 'interval'], '"interval" must be whole seconds.', hint)] : []),
      ...(timezone === undefined ? [] : [toTimezoneOfEvery([...field, 'timezone'])]),
    ];
  }
  const expressions = typeof cron === 'string' ? [cron] : (cron ?? []);
  const defects = expressions.flatMap((expression, index) => {
    const defect = findCronDefect(expression);
    const place = typeof cron === 'string' ? [...field, 'cron'] : [...field, 'cron', index];
    return defect === null ? [] : [at(place, `The cron expression "${expression}" ${defect}.`, CRON_HINT)];
  });
  if (timezone === undefined || isTimezone(timezone)) return defects;
  const message = `There is no time zone "${timezone}".`;
  return [...defects, at([...field, 'timezone'], message, 'Write a name such as Europe/Berlin or UTC.')];
}

function toTimezoneOfEvery(field: FieldPath): Finding {
  const hint = 'Leave it out, or write the times as "cron".';
  return { field, at: 'key', message: 'A schedule with "interval" has no "timezone".', hint, path: '/' };
}

function checkCatchUp({ catch_up: catchUp }: GivenSchedule, field: FieldPath): Finding[] {
  if (catchUp === undefined || (tryParseDuration(catchUp) ?? 0) >= LEAST_CATCH_UP_MS) return [];
  return [at([...field, 'catch_up'], '"catch_up" must be at least 10s.', 'Leave it out for 1h.')];
}

/** There is nothing yet that an expression could be about. */
function checkLiteral(value: JsonValue, field: FieldPath): Finding[] {
  if (typeof value === 'string') {
    if (!hasTemplate(value)) return [];
    const hint = 'Evaluate it in a task; "run.startedAt" says when the run was started.';
    return [at(field, 'The input of a schedule has no expressions.', hint)];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => checkLiteral(item, [...field, index]));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => checkLiteral(item, [...field, key]));
}

function checkInput({ input }: GivenSchedule, field: FieldPath, schema: JsonObject): Finding[] {
  const [violation] = createSchemaCheck(schema)(withDefaults(schema, input ?? {}));
  if (violation === undefined) return [];
  const place = input === undefined ? field : [...field, 'input', ...violation.field];
  const message = `The input of the schedule does not fit the definition's. ${violation.message}`;
  return [at(place, message, 'Write under "input" what every run is to be started with.')];
}

function at(field: FieldPath, message: string, hint: string): Finding {
  return { field, at: 'value', message, hint, path: '/' };
}
