import { and, desc, isNull, like, notInArray, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { tryParseDuration } from '../../domain/duration.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { JsonObject } from '../../domain/json.js';
import { id, parseInput, plainText } from '../inputs/scalars.js';
import { parseElapsedMs } from '../model/effort.js';
import { toSimilarity, toWords } from '../model/similarity.js';
import { toConditions } from '../query/conditions.js';
import { toHundredths } from '../query/task-metrics.js';
import { requireTask } from '../store/generic-task-rows.js';
import { genericTasks } from '../store/schema.js';
import { toIso } from '../../domain/iso-time.js';
import type { TasksContext } from '../tasks-context.js';

export const detectSupersededInput = z.strictObject({
  root_task_id: id.optional(),
  /** From 0 to 1. */
  similarity: z.number().min(0.3).max(1).default(0.8),
  /** Of the older one: `7d` or "2 weeks". */
  minimum_age: plainText(100).optional(),
});

const COMPARED = 2_000;
const SHOWN = 200;
/** A word that more tasks than this share says little, and would make pairs of all of them. */
const COMMON = 300;

const FIELDS = {
  taskId: genericTasks.taskId,
  title: genericTasks.title,
  description: genericTasks.description,
  taskType: genericTasks.taskType,
  parentId: genericTasks.parentId,
  path: genericTasks.hierarchyPath,
  specialistType: genericTasks.specialistType,
  status: genericTasks.status,
  createdAt: genericTasks.createdAt,
};

interface Compared {
  readonly taskId: string;
  readonly title: string;
  readonly description: string | null;
  readonly taskType: string;
  readonly parentId: string | null;
  readonly path: string;
  readonly specialistType: string | null;
  readonly status: string;
  readonly createdAt: number;
}

/**
 * Pairs of which the newer task likely does what the older one was for, the most alike first. Looks at the newest 2,000
 * tasks of the tree or the workspace that were not put away. Nothing is changed.
 */
export async function detectSuperseded(context: TasksContext, input: unknown): Promise<JsonObject> {
  const request = parseInput(detectSupersededInput, input);
  const minimumAgeMs = toAgeMs(request.minimum_age);
  const tasks = await readCompared(context, request.root_task_id);
  const oldest = context.now() - minimumAgeMs;
  const candidates = [...listPairs(tasks)].flatMap(([older, newer]) => {
    if (older.createdAt > oldest) return [];
    const similarity = toSimilarity(older, newer);
    return similarity >= request.similarity ? [{ older, newer, similarity }] : [];
  });
  return {
    candidates: candidates
      .toSorted((one, other) => other.similarity - one.similarity)
      .slice(0, SHOWN)
      .map(({ older, newer, similarity }) => ({
        older: toBrief(older),
        newer: toBrief(newer),
        similarity: toHundredths(similarity),
        reasons: listReasons(older, newer),
      })),
    compared_tasks: tasks.length,
  };
}

function toAgeMs(text: string | undefined): number {
  if (text === undefined) return 0;
  const age = tryParseDuration(text) ?? parseElapsedMs(text);
  if (age !== null) return age;
  throw new TaskwrightError('invalid_input', `"minimum_age": "${text}" is no duration.`, {
    hint: 'Write "7d" or "2 weeks".',
  });
}

/** Oldest first. */
async function readCompared({ db, workspace }: TasksContext, rootId: string | undefined): Promise<readonly Compared[]> {
  const root = rootId === undefined ? null : await requireTask(db.database, workspace, rootId);
  const path = root?.hierarchyPath.replaceAll('_', '\\_');
  const rows = await db.database
    .select(FIELDS)
    .from(genericTasks)
    .where(
      and(
        toConditions(workspace, {}),
        isNull(genericTasks.supersededBy),
        notInArray(genericTasks.stage, ['archived', 'superseded']),
        path === undefined
          ? undefined
          : or(
              sql`${genericTasks.hierarchyPath} = ${root?.hierarchyPath}`,
              like(genericTasks.hierarchyPath, `${path}/%`),
            ),
      ),
    )
    .orderBy(desc(genericTasks.createdAt), desc(genericTasks.position), desc(genericTasks.taskId))
    .limit(COMPARED);
  return rows.toReversed();
}

/** Older and newer, that share a word of the title and are not part of each other. */
function* listPairs(tasks: readonly Compared[]): Generator<readonly [Compared, Compared]> {
  const byWord = new Map<string, number[]>();
  for (const [index, newer] of tasks.entries()) {
    const seen = new Set<number>();
    for (const word of toWords(newer.title)) {
      const holders = byWord.get(word) ?? [];
      if (holders.length <= COMMON) for (const holder of holders) seen.add(holder);
      byWord.set(word, [...holders.slice(-COMMON), index]);
    }
    for (const one of seen) {
      const older = tasks[one];
      if (older && !isPartOf(older, newer) && !isPartOf(newer, older)) yield [older, newer];
    }
  }
}

function isPartOf(inner: Compared, outer: Compared): boolean {
  return inner.path.startsWith(`${outer.path}/`);
}

function listReasons(older: Compared, newer: Compared): readonly string[] {
  const isSame = (one: string | null, other: string | null) => one !== null && one === other;
  return [
    isSame(older.title.toLowerCase(), newer.title.toLowerCase())
      ? 'They have the same title.'
      : 'Their titles are alike.',
    ...(isSame(older.description, newer.description) ? ['They have the same description.'] : []),
    ...(isSame(older.taskType, newer.taskType) ? [`Both are of the type ${newer.taskType}.`] : []),
    ...(isSame(older.parentId, newer.parentId) ? ['They have the same parent.'] : []),
    ...(isSame(older.specialistType, newer.specialistType) ? [`Both are for ${newer.specialistType}.`] : []),
    ...(older.status === 'failed' ? ['The older one has failed.'] : []),
    ...(newer.status === 'completed' && older.status !== 'completed' ? ['The newer one has completed.'] : []),
  ];
}

function toBrief({ taskId, title, taskType, status, createdAt }: Compared): JsonObject {
  return { task_id: taskId, title, task_type: taskType, status, created_at: toIso(createdAt) };
}
