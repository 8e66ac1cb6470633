import { spend } from '../budget.js';
import { toInt, type Int } from '../number.js';
import { toWallClock } from '../time.js';
import { overload, type FunctionDefinition } from './function.js';

const DAY_MS = 86_400_000;
const NANOS_PER_SECOND = 1_000_000_000n;

/** Months, days of the month and days of the year count from 0, days of the week from Sunday = 0: so CEL says. */
export const TIME_FUNCTIONS: readonly FunctionDefinition[] = [
  field('getFullYear', 'the year', (clock) => clock.getUTCFullYear()),
  field('getMonth', 'the month, from 0', (clock) => clock.getUTCMonth()),
  field('getDate', 'the day of the month, from 1', (clock) => clock.getUTCDate()),
  field('getDayOfMonth', 'the day of the month, from 0', (clock) => clock.getUTCDate() - 1),
  field('getDayOfWeek', 'the day of the week, from Sunday = 0', (clock) => clock.getUTCDay()),
  field('getDayOfYear', 'the day of the year, from 0', toDayOfYear),
  field('getHours', 'the hour of a time; the whole hours of a duration', (clock) => clock.getUTCHours(), 3_600n),
  field('getMinutes', 'the minute of a time; the whole minutes of a duration', (clock) => clock.getUTCMinutes(), 60n),
  field('getSeconds', 'the second of a time; the whole seconds of a duration', (clock) => clock.getUTCSeconds(), 1n),
  {
    name: 'getMilliseconds',
    form: 'method',
    summary: 'the milliseconds within the second of a time; all those of a duration',
    overloads: [
      overload(['timestamp'], ([time]) => toWallClock(time, 'UTC').getUTCMilliseconds()),
      overload(['timestamp', 'string'], ([time]) => toWallClock(time, 'UTC').getUTCMilliseconds()),
      overload(['duration'], ([{ nanos }]) => toInt(nanos / 1_000_000n)),
    ],
  },
];

/** In UTC, or in the zone that is given; durations in units of so many seconds. */
function field(name: string, summary: string, read: (clock: Date) => Int, secondsPerUnit?: bigint): FunctionDefinition {
  const overloads = [
    overload(['timestamp'], ([time]) => read(toWallClock(time, 'UTC'))),
    overload(['timestamp', 'string'], ([time, zone], resources) => {
      spend(resources, 400);
      return read(toWallClock(time, zone));
    }),
  ];
  if (secondsPerUnit !== undefined) {
    overloads.push(overload(['duration'], ([{ nanos }]) => toInt(nanos / (secondsPerUnit * NANOS_PER_SECOND))));
  }
  return { name, form: 'method', summary, overloads };
}

function toDayOfYear(clock: Date): number {
  const newYear = new Date(0);
  newYear.setUTCFullYear(clock.getUTCFullYear(), 0, 1);
  return Math.floor((clock.getTime() - newYear.getTime()) / DAY_MS);
}
