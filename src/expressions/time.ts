import { createBoundedCache } from './bounded-cache.js';
import { fail } from './failure.js';

/** A point in time to the millisecond, in the years 1 to 9999. */
export class Timestamp {
  readonly epochMs: number;

  constructor(epochMs: number) {
    if (!(epochMs >= MIN_EPOCH_MS && epochMs <= MAX_EPOCH_MS)) fail('a timestamp is outside the years 1 to 9999');
    this.epochMs = epochMs;
  }
}

/** A length of time to the nanosecond, ten thousand years at most. */
export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    if (nanos > MAX_DURATION_NANOS || nanos < -MAX_DURATION_NANOS) fail('a duration is longer than 10,000 years');
    this.nanos = nanos;
  }
}

const MIN_EPOCH_MS = -62_135_596_800_000;
const MAX_EPOCH_MS = 253_402_300_799_999;
const MAX_DURATION_NANOS = 315_576_000_000n * 1_000_000_000n;
const NANOS_PER_MS = 1_000_000n;
const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: NANOS_PER_MS,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

const TIMESTAMP_PATTERN = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const DURATION_PART = /(\d{1,15})(?:\.(\d{1,9}))?(ns|us|ms|s|m|h|d)/y;
const OFFSET_PATTERN = /^([+-])(\d\d):(\d\d)$/;

/** RFC 3339, with a zone: `2026-01-31T09:30:00Z`, `2026-01-31T09:30:00.250+02:00`. */
export function parseTimestamp(text: string): Timestamp {
  const date = TIMESTAMP_PATTERN.exec(text)?.[1];
  if (date === undefined) fail('timestamp() needs a time with a zone, such as 2026-01-31T09:30:00Z');
  const epochMs = Date.parse(text);
  const midnightMs = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(epochMs) || Number.isNaN(midnightMs) || !new Date(midnightMs).toISOString().startsWith(date)) {
    fail('timestamp() was given a day or time that does not exist');
  }
  return new Timestamp(epochMs);
}

export function toIsoText(timestamp: Timestamp): string {
  return new Date(timestamp.epochMs).toISOString();
}

/** Units from `ns` to `d`, also several and with fractions: `90s`, `1h30m`, `-1.5s`. */
export function parseDurationText(text: string): Duration {
  const isNegative = text.startsWith('-');
  let position = isNegative ? 1 : 0;
  let nanos = 0n;
  do {
    DURATION_PART.lastIndex = position;
    const match = DURATION_PART.exec(text);
    const unit = UNIT_NANOS[match?.[3] ?? ''];
    if (match?.[1] === undefined || unit === undefined)
      fail('duration() needs a number and a unit, such as 90s or 1h30m');
    nanos += BigInt(match[1]) * unit + (BigInt((match[2] ?? '').padEnd(9, '0')) * unit) / 1_000_000_000n;
    position = DURATION_PART.lastIndex;
  } while (position < text.length);
  return new Duration(isNegative ? -nanos : nanos);
}

/** `90s`, `1500ms` or `0.000001s`: the first of these that is exact, each of which a definition takes as a duration. */
export function toDurationText({ nanos }: Duration): string {
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  const perSecond = 1_000_000_000n;
  if (size % perSecond === 0n) return `${sign}${size / perSecond}s`;
  if (size % NANOS_PER_MS === 0n) return `${sign}${size / NANOS_PER_MS}ms`;
  const fraction = `${size % perSecond}`.padStart(9, '0').replace(/0+$/, '');
  return `${sign}${size / perSecond}.${fraction}s`;
}

export function addToTimestamp(timestamp: Timestamp, nanos: bigint): Timestamp {
  return new Timestamp(timestamp.epochMs + Number(nanos / NANOS_PER_MS));
}

export function toDurationBetween(later: Timestamp, earlier: Timestamp): Duration {
  return new Duration(BigInt(later.epochMs - earlier.epochMs) * NANOS_PER_MS);
}

/** The clock on the wall: its fields are read with the UTC methods of the Date. `zone` is `UTC`, `Europe/Berlin`, `+02:00`. */
export function toWallClock(timestamp: Timestamp, zone: string): Date {
  if (zone === 'UTC') return new Date(timestamp.epochMs);
  const offset = OFFSET_PATTERN.exec(zone);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return new Date(timestamp.epochMs + (offset[1] === '-' ? -minutes : minutes) * 60_000);
  }
  const fields = new Map(
    zoneFormat(zone)
      .formatToParts(timestamp.epochMs)
      .map((part) => [part.type, Number(part.value)]),
  );
  const field = (name: Intl.DateTimeFormatPartTypes) => fields.get(name) ?? 0;
  const ms = ((timestamp.epochMs % 1000) + 1000) % 1000;
  const clock = new Date(
    Date.UTC(2000, field('month') - 1, field('day'), field('hour'), field('minute'), field('second'), ms),
  );
  clock.setUTCFullYear(field('year'), field('month') - 1, field('day'));
  return clock;
}

const zoneFormats = createBoundedCache<Intl.DateTimeFormat>({ maxWeight: 200, weigh: () => 1 });

function zoneFormat(zone: string): Intl.DateTimeFormat {
  const key = zone.toLowerCase();
  const known = zoneFormats.get(key);
  if (known) return known;
  if (!/^[a-z0-9_+/-]{1,64}$/.test(key))
    fail('a time zone has a name such as Europe/Berlin or an offset such as +02:00');
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    zoneFormats.set(key, format);
    return format;
  } catch {
    return fail(
      'there is no time zone of that name',
      'Write a name such as Europe/Berlin or an offset such as +02:00.',
    );
  }
}
