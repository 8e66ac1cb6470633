import { and, eq } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { TaskwrightError } from '../domain/errors.js';
import type { ScheduleRef } from './schedule.js';
import { isRow } from './schedule-rows.js';
import { schedules } from './schema.js';
import type { TemporalSchedules } from './temporal-schedules.js';

const TRIES = 10;

/**
 * Brings Temporal into line with a row. Where the row changes meanwhile, another one may have told Temporal the newer
 * revision before this one told it the older: then it is told again.
 */
export async function applySchedule(
  { database, temporal }: { readonly database: NodePgDatabase; readonly temporal: TemporalSchedules },
  ref: ScheduleRef,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [row] = await database.select().from(schedules).where(isRow(ref));
    if (row === undefined) {
      // It was removed while it was told: what has no row is not to be there.
      if (tries > 0) await temporal.remove(ref);
      return;
    }
    const isSame = and(isRow(row), eq(schedules.revision, row.revision));
    if (row.isRemoved) {
      await temporal.remove(row);
      const gone = await database.delete(schedules).where(isSame).returning({ id: schedules.id });
      if (gone.length > 0) return;
    } else {
      await temporal.put(row);
      const told = await database
        .update(schedules)
        .set({ appliedRevision: row.revision })
        .where(isSame)
        .returning({ id: schedules.id });
      if (told.length > 0) return;
    }
  }
  throw new TaskwrightError('unavailable', `The schedule "${ref.id}" changes too often.`);
}
