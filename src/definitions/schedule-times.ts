import { Cron } from 'croner';

/** When something is started by itself: at the times of cron expressions, or every so often. */
export interface ScheduleTimes {
  readonly cron: readonly string[];
  /** Counted from the epoch: every hour is on the hour, every day at midnight UTC. Null with `cron`. */
  readonly everyMs: number | null;
  /** Of `cron`. */
  readonly timezone: string;
}

export const CRON_HINT = 'Write minute, hour, day of the month, month and day of the week, as in "0 6 * * 1-5".';

const NICKNAME = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/i;

/** What Temporal reads in a field; names are of months and days. */
const FIELD = /^(?:[\d*,/-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)+$/i;

/** As the end of a sentence; null for an expression that Temporal takes, and that comes true at some time. */
export function findCronDefect(expression: string): string | null {
  const fields = expression.trim().split(/\s+/);
  if (fields.length === 1 && NICKNAME.test(expression.trim())) return null;
  if (fields.length !== 5) return `has ${fields.length} field${fields.length === 1 ? '' : 's'} and not five`;
  const odd = fields.find((field) => !FIELD.test(field));
  if (odd !== undefined) return `has a field "${odd}" that cannot be read`;
  try {
    return nextOf(expression, 'UTC', Date.UTC(2026, 0, 1)) === null ? 'never comes true' : null;
  } catch (thrown) {
    return `cannot be read: ${toReason(thrown)}`;
  }
}

export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** The next time after `now`; milliseconds since the epoch. Null for a schedule whose times have all passed. */
export function toNextTime({ cron, everyMs, timezone }: ScheduleTimes, now: number): number | null {
  if (everyMs !== null) return (Math.floor(now / everyMs) + 1) * everyMs;
  const times = cron.flatMap((expression) => nextOf(expression, timezone, now) ?? []);
  return times.length === 0 ? null : Math.min(...times);
}

/** As in Temporal, the day of the month and the day of the week have to fit both. */
function nextOf(expression: string, timezone: string, now: number): number | null {
  const cron = new Cron(expression, { mode: '5-part', domAndDow: true, timezone, paused: true });
  return cron.nextRun(new Date(now))?.getTime() ?? null;
}

function toReason(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const reason = text.replace(/^CronPattern: /, '');
  return reason.charAt(0).toLowerCase() + reason.slice(1).replace(/\.$/, '');
}
