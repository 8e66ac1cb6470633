import { describe, expect, test } from 'vitest';
import { isTimezone, toNextTime, type ScheduleTimes } from '../../../src/definitions/schedule-times.js';
import { formatExactDuration } from '../../../src/domain/duration.js';

const NOW = Date.parse('2026-11-21T10:30:00Z');

function nextOf(times: Partial<ScheduleTimes>): string | null {
  const at = toNextTime({ cron: [], everyMs: null, timezone: 'UTC', ...times }, NOW);
  return at === null ? null : new Date(at).toISOString();
}

describe('the next time', () => {
  test.each<[string, Partial<ScheduleTimes>, string]>([
    ['is the earliest of all expressions', { cron: ['0 6 * * 1', '@daily'] }, '2026-11-22T00:00:00.000Z'],
    ['is one of the time zone', { cron: ['0 12 * * *'], timezone: 'Europe/Berlin' }, '2026-11-21T11:00:00.000Z'],
    ['fits the day of the month and of the week', { cron: ['0 9 1-7 * 1'] }, '2026-12-07T09:00:00.000Z'],
    ['counts from midnight UTC', { everyMs: 3_600_000 }, '2026-11-21T11:00:00.000Z'],
    ['is later than now', { everyMs: 1_800_000 }, '2026-11-21T11:00:00.000Z'],
  ])('%s', (_, times, expected) => {
    expect(nextOf(times)).toBe(expected);
  });

  test('is none where nothing is said', () => {
    expect(nextOf({})).toBeNull();
  });
});

test('a time zone is a name that is known', () => {
  expect(['UTC', 'Europe/Berlin', 'Europe/Bernau', ''].map(isTimezone)).toEqual([true, true, false, false]);
});

test('a duration is written in the largest unit that fits', () => {
  expect([86_400_000, 5_400_000, 90_000, 1_500].map(formatExactDuration)).toEqual(['1d', '90m', '90s', '1500ms']);
});
