import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { toFanSettings } from '../fan-settings.js';
import type { StateContext, TaskKind } from '../kind.js';
import type { CollectionSettings } from './advance.js';
import type { CollectionTask } from './schema.js';

export const MAX_ITEMS = 100_000;

interface Entry {
  readonly value: JsonValue;
  readonly index: JsonValue;
}

export const collectionKind: TaskKind<CollectionTask> = {
  kind: 'collection',

  plan(task, clock) {
    const settings: CollectionSettings = {
      ...toFanSettings(task, 'children-in-order'),
      isSequential: task.mode === 'sequential',
    };
    return {
      prepares: true,
      control: settings,
      ...(task.timeout === undefined ? {} : { timeoutMs: clock.toMs(task.timeout) }),
    };
  },

  async createState(task, context) {
    const names = { item: task.as ?? 'item', index: task.index_as ?? 'index' };
    const all = await listEntries(task, context);
    const wanted = await filterEntries(task, { entries: all, names }, context);
    const entries = task.batch === undefined ? wanted : toBatches(wanted, task.batch);
    return {
      outcome: 'started',
      items: entries.map(({ value, index }) => ({ [names.item]: value, [names.index]: index })),
    };
  },
};

/** A list by position, a map in the order of its keys, or the numbers of a range. */
async function listEntries(task: CollectionTask, context: StateContext): Promise<Entry[]> {
  if (typeof task.items !== 'string')
    return toRange(await context.render({ ...task.items }, { field: 'items' }), context);
  const items = await context.evaluate(task.items, { field: 'items' });
  if (Array.isArray(items))
    return limit(
      items.map((value, index) => ({ value, index })),
      context,
    );
  if (isJsonObject(items)) {
    const keys = Object.keys(items).sort();
    return limit(
      keys.map((key) => ({ value: items[key] ?? null, index: key })),
      context,
    );
  }
  throw new TaskwrightError(
    'invalid_input',
    `"items" must be a list or a map, and is ${items === null ? 'null' : typeof items}.`,
    {
      path: context.path,
      hint: 'Give a list, a map, or { from, to, step }.',
    },
  );
}

function toRange(range: JsonValue, context: StateContext): Entry[] {
  const { from, to, step = 1 } = isJsonObject(range) ? range : {};
  if (!isWhole(from) || !isWhole(to) || !isWhole(step) || step === 0) {
    throw new TaskwrightError('invalid_input', '"from", "to" and "step" must be whole numbers, and "step" not 0.', {
      path: context.path,
    });
  }
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  refuseTooMany(count, context);
  return Array.from({ length: count }, (_, index) => ({ value: from + index * step, index }));
}

async function filterEntries(
  task: CollectionTask,
  given: { readonly entries: readonly Entry[]; readonly names: { readonly item: string; readonly index: string } },
  context: StateContext,
): Promise<readonly Entry[]> {
  const { entries, names } = given;
  if (task.filter === undefined) return entries;
  const each = entries.map(({ value, index }): JsonObject => ({ [names.item]: value, [names.index]: index }));
  const verdicts = await context.evaluateEach(task.filter, { field: 'filter', each });
  const isList = typeof entries[0]?.index === 'number';
  const kept = entries.filter((_, position) => isTrue(verdicts[position], context));
  return isList ? kept.map(({ value }, index) => ({ value, index })) : kept;
}

function toBatches(entries: readonly Entry[], size: number): Entry[] {
  return Array.from({ length: Math.ceil(entries.length / size) }, (_, index) => ({
    value: entries.slice(index * size, (index + 1) * size).map((entry) => entry.value),
    index,
  }));
}

function isTrue(verdict: JsonValue | undefined, context: StateContext): boolean {
  if (typeof verdict === 'boolean') return verdict;
  throw new TaskwrightError('invalid_input', '"filter" must be true or false for every item.', { path: context.path });
}

function limit(entries: Entry[], context: StateContext): Entry[] {
  refuseTooMany(entries.length, context);
  return entries;
}

function refuseTooMany(count: number, context: StateContext): void {
  if (count <= MAX_ITEMS) return;
  throw new TaskwrightError('invalid_input', `A collection takes at most ${MAX_ITEMS} items, and these are ${count}.`, {
    path: context.path,
    hint: 'Take several at once with "batch", or split the list over several runs.',
  });
}

function isWhole(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
