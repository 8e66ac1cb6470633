import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Schedule, ScheduleRef, ScheduleSubject } from './schedule.js';
import { schedules } from './schema.js';

type Reader = Pick<NodePgDatabase, 'select'>;
type Writer = Pick<NodePgDatabase, 'select' | 'insert' | 'update'>;

/** What is to stand; everything else of a row follows from what happens. */
export type WantedSchedule = Pick<Schedule, 'id' | 'target' | 'version' | 'spec' | 'input' | 'taskQueue' | 'createdBy'>;

export function isRow({ workspace, subject, id }: ScheduleRef) {
  return and(eq(schedules.workspace, workspace), eq(schedules.subject, subject), eq(schedules.id, id));
}

/** Null for one that was removed, too. */
export async function findSchedule(db: Reader, ref: ScheduleRef): Promise<Schedule | null> {
  const [row] = await db.select().from(schedules).where(isRow(ref));
  return row === undefined || row.isRemoved ? null : row;
}

/** By their ids, without those that were removed. */
export async function listSchedules(
  db: Reader,
  query: { readonly workspace: string; readonly subject: ScheduleSubject },
): Promise<readonly Schedule[]> {
  return db
    .select()
    .from(schedules)
    .where(
      and(
        eq(schedules.workspace, query.workspace),
        eq(schedules.subject, query.subject),
        eq(schedules.isRemoved, false),
      ),
    )
    .orderBy(asc(schedules.id));
}

/** Of all workspaces: what Temporal has still to be told. */
export async function listUnapplied(db: Reader, limit: number): Promise<readonly Schedule[]> {
  return db
    .select()
    .from(schedules)
    .where(ne(schedules.appliedRevision, schedules.revision))
    .orderBy(asc(schedules.changedAt))
    .limit(limit);
}

/** Of all workspaces: what Temporal has been told of. */
export async function listStanding(db: Reader): Promise<readonly Schedule[]> {
  return db
    .select()
    .from(schedules)
    .where(and(eq(schedules.isRemoved, false), eq(schedules.appliedRevision, schedules.revision)));
}

/** Also those that were removed and that Temporal may still have. */
export async function readOfTarget(db: Reader, target: Omit<ScheduleRef, 'id'> & { readonly target: string }) {
  return db
    .select()
    .from(schedules)
    .where(
      and(
        eq(schedules.workspace, target.workspace),
        eq(schedules.subject, target.subject),
        eq(schedules.target, target.target),
      ),
    )
    .orderBy(asc(schedules.id));
}

/** Writes it down; Temporal is to be told where times or queue are others. */
export async function writeSchedule(
  tx: Writer,
  ref: Omit<ScheduleRef, 'id'>,
  { wanted, now }: { readonly wanted: WantedSchedule; readonly now: number },
): Promise<void> {
  const { workspace, subject } = ref;
  const [row] = await tx
    .select()
    .from(schedules)
    .where(isRow({ workspace, subject, id: wanted.id }));
  const { target, version, spec, input, taskQueue, createdBy } = wanted;
  const changed = { target, version, spec, input, taskQueue, isRemoved: false, changedAt: now };
  if (row === undefined) {
    await tx
      .insert(schedules)
      .values({ workspace, subject, id: wanted.id, ...changed, revision: 1, createdBy, createdAt: now });
    return;
  }
  const isTold =
    !row.isRemoved &&
    row.taskQueue === taskQueue &&
    row.target === target &&
    JSON.stringify(row.spec) === JSON.stringify(spec);
  const renewed = row.isRemoved
    ? { createdBy, createdAt: now, lastRunId: null, lastFiredAt: null, lastError: null }
    : {};
  const revision = isTold ? row.revision : row.revision + 1;
  await tx
    .update(schedules)
    .set({ ...changed, ...renewed, revision })
    .where(isRow(row));
}

/** It starts nothing from now on. */
export async function removeSchedule(tx: Writer, ref: ScheduleRef, now: number): Promise<void> {
  await tx
    .update(schedules)
    .set({ isRemoved: true, revision: sql`${schedules.revision} + 1`, changedAt: now })
    .where(and(isRow(ref), eq(schedules.isRemoved, false)));
}
