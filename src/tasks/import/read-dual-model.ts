import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { openTaskDatabase } from '../../store/postgres/task-database.js';
import { toStoreError } from '../../store/postgres/to-store-error.js';

const text = z.union([z.string(), z.number().transform(String)]);
const optional = text.nullish().transform((value) => value ?? null);

const breakdownRow = z.object({
  parent_task_id: text,
  description: optional,
  complexity: optional,
  context: z.json().optional(),
  created_at: optional,
});

const subtaskRow = z.object({
  task_id: text,
  parent_task_id: text,
  title: optional,
  description: optional,
  specialist_type: optional,
  dependencies: z.json().optional(),
  estimated_effort: optional,
  status: optional,
  created_at: optional,
});

/** What the old tables hold; further columns are left out. */
export interface DualModel {
  readonly breakdowns: readonly z.output<typeof breakdownRow>[];
  readonly subtasks: readonly z.output<typeof subtaskRow>[];
}

export type OldBreakdown = DualModel['breakdowns'][number];
export type OldSubtask = DualModel['subtasks'][number];

/**
 * `task_breakdowns` and `subtasks` of a schema, as they stand at one moment. Throws invalid_input where they are missing
 * or of another shape, unavailable while the database cannot be reached.
 */
export async function readDualModel(databaseUrl: string, schema: string): Promise<DualModel> {
  const old = openTaskDatabase(databaseUrl);
  try {
    return await old.database.transaction(
      async (tx) => {
        const read = async (table: string, order: string): Promise<unknown[]> => {
          const { rows } = await tx.execute(
            sql`select to_jsonb(old) as row from ${sql.identifier(schema)}.${sql.identifier(table)} old
              order by ${sql.identifier(order)}`,
          );
          return rows.map(({ row }) => row);
        };
        return {
          breakdowns: parseRows('task_breakdowns', breakdownRow, await read('task_breakdowns', 'parent_task_id')),
          subtasks: parseRows('subtasks', subtaskRow, await read('subtasks', 'task_id')),
        };
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    );
  } catch (thrown) {
    throw isMissing(thrown) ? missing(schema, thrown) : toStoreError(thrown);
  } finally {
    await old.close();
  }
}

function parseRows<Row>(table: string, shape: z.ZodType<Row>, rows: readonly unknown[]): readonly Row[] {
  return rows.map((row, index) => {
    const parsed = shape.safeParse(row);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new TaskwrightError('invalid_input', `Row ${index + 1} of "${table}" is not of the old model: ${where}.`);
  });
}

/** Undefined tables, columns and schemas. */
function isMissing(thrown: unknown): boolean {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error && 'code' in cause && ['42P01', '42703', '3F000'].includes(String(cause.code));
}

function missing(schema: string, cause: unknown): TaskwrightError {
  return new TaskwrightError('invalid_input', `The schema "${schema}" has no tables of the old model.`, {
    hint: '"task_breakdowns" and "subtasks" are looked for; name their schema with --schema.',
    cause,
  });
}
