import { and, eq, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { parsePinnedDefinition } from '../definitions/pinned-definition.js';
import { compareDefinitions } from '../store/definition-order.js';
import { definitionBodies, definitions } from '../store/postgres/schema.js';
import { toScheduleList, toSpec } from './schedule.js';
import type { WantedSchedule } from './schedule-rows.js';

type Reader = Pick<NodePgDatabase, 'select' | 'selectDistinct'>;

/** What the highest version of a definition says. */
export async function readWanted(
  db: Reader,
  workspace: string,
  id: string,
): Promise<readonly Omit<WantedSchedule, 'taskQueue'>[]> {
  const { version, hash } = definitions;
  const versions = await db
    .select({ id: definitions.id, version, hash })
    .from(definitions)
    .where(and(eq(definitions.workspace, workspace), eq(definitions.id, id)));
  const [highest] = versions.sort(compareDefinitions);
  if (highest === undefined) return [];
  const [pinned] = await db.select().from(definitionBodies).where(eq(definitionBodies.hash, highest.hash));
  return toScheduleList(parsePinnedDefinition(pinned?.body ?? '{}').on?.schedule).map((schedule, index) => ({
    id: index === 0 ? id : `${id}.${index + 1}`,
    target: id,
    version: highest.version,
    spec: toSpec(schedule),
    input: schedule.input ?? {},
    createdBy: 'push',
  }));
}

/** Of all workspaces: definitions of which some version has, or may have, a schedule. */
export async function listScheduledDefinitions(
  db: Reader,
): Promise<readonly { readonly workspace: string; readonly id: string }[]> {
  return (
    db
      .selectDistinct({ workspace: definitions.workspace, id: definitions.id })
      .from(definitions)
      .innerJoin(definitionBodies, eq(definitionBodies.hash, definitions.hash))
      // As the index has it.
      .where(sql`${definitionBodies.body} like '%"schedule"%'`)
  );
}
