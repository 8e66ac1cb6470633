import type { Failure } from '../domain/outcome.js';
import { ROOT_PATH, toLastSegment, toParentPath } from '../domain/path.js';
import { packIds } from '../domain/pack-ids.js';
import type { TaskPlan } from '../domain/plan.js';
import { isTerminal } from '../domain/status.js';
import { isJsonObject } from '../domain/json.js';
import type { RestartRequest } from '../workflows/engine/restart.js';
import type { StoredGroup, StoredTasks } from '../workflows/engine/stored-tasks.js';
import { MAX_RECALLED_BYTES, type RunRef } from '../workflows/protocol.js';
import type { ActivityDependencies } from './dependencies.js';
import { findPlan, toReachable, type HiddenRow, type Row } from './reachable-tasks.js';

/** What the workflow keeps of a message. */
const MESSAGE_LENGTH = 300;

/** Null where it is more than a run can carry. */
export async function recallTasks(
  deps: ActivityDependencies,
  ref: RunRef,
  request: RestartRequest,
): Promise<StoredTasks | null> {
  const { store, library } = deps;
  const { runKey } = ref;
  const loaded = await library.load(ref.definitionHash);
  const plan: TaskPlan = JSON.parse(loaded.planText(ref.timeScale));
  const [rows, last, signals] = await Promise.all([
    store.tasks.summarize(runKey),
    store.tasks.readLastVisits(runKey),
    store.messages.listSignals(runKey),
  ]);
  const { shown, hidden } = toReachable(
    rows.filter(({ status }) => isTerminal(status)),
    { plan, request },
  );
  const granted = shown.filter(
    ({ path, kind, status }) => kind === 'wait' && status === 'completed' && findPlan(plan, path)?.guards !== undefined,
  );
  const stored: StoredTasks = {
    generation: last.generation,
    groups: toGroups(shown),
    failures: shown.flatMap(toFailures),
    granted: await keepThose(granted, ({ path }) => wasGiven(deps, runKey, path)),
    authors: await readAuthors(deps, { plan, shown, hidden }),
    lastVisits: [...last.visits, ...hidden.filter(({ isLater }) => isLater).map(toVisit)],
    early: signals
      .filter(({ status }) => status === 'received')
      .map(({ id, name, path }) => ({ id, name, path: path ?? null })),
  };
  return JSON.stringify(stored).length <= MAX_RECALLED_BYTES ? stored : null;
}

/** Rows come depth first, so a parent's group is there before those of its children. */
function toGroups(rows: readonly Row[]): StoredGroup[] {
  const groups = new Map<string, { readonly ids: string[]; readonly group: Omit<StoredGroup, 'ids'> }>();
  for (const { path, status, visit, reason, startedAt } of rows) {
    const group = { parent: toParentPath(path), status, visit, reason, hasStarted: startedAt !== null };
    const key = JSON.stringify(group);
    const alike = groups.get(key);
    const id = path === ROOT_PATH ? '' : toLastSegment(path);
    if (alike) alike.ids.push(id);
    else groups.set(key, { ids: [id], group });
  }
  return [...groups.values()].map(({ ids, group }) => ({ ...group, ids: packIds(ids) }));
}

function toFailures({ path, status, error }: Row): (readonly [string, Failure])[] {
  if (error === null || (status !== 'failed' && status !== 'timed_out')) return [];
  const { code, message } = error;
  return [[path, { code, message: message.slice(0, MESSAGE_LENGTH), path: error.path ?? path }]];
}

/** One whose time was up has completed without having been given, where the author wants that. */
async function wasGiven({ store }: ActivityDependencies, runKey: string, path: string): Promise<boolean> {
  const output = (await store.tasks.read(runKey, path))?.output ?? null;
  return !isJsonObject(output) || output['timed_out'] !== true;
}

async function readAuthors(
  deps: ActivityDependencies,
  {
    plan,
    shown,
    hidden,
  }: { readonly plan: TaskPlan; readonly shown: readonly Row[]; readonly hidden: readonly HiddenRow[] },
): Promise<(readonly [string, string])[]> {
  const isGuarded = ({ path, action, status }: Row) =>
    action === 'external' && status === 'completed' && findPlan(plan, path)?.isGuarded === true;
  const works = [
    ...shown.filter(isGuarded).map((row) => ({ row, below: row.path })),
    ...hidden.filter(({ row }) => isGuarded(row)),
  ];
  const authors = await Promise.all(works.map(({ row }) => readAuthor(deps, row)));
  return works.flatMap(({ below }, index) => {
    const author = authors[index] ?? null;
    return author === null ? [] : [[below, author] as const];
  });
}

async function readAuthor({ store }: ActivityDependencies, { runKey, path, visit }: Row): Promise<string | null> {
  const events = await store.events.list({ runKey, path, limit: 1_000 });
  const end = events.findLast((event) => event.type === 'task.completed' && event.visit === visit);
  return end === undefined || end.actor === 'system' ? null : end.actor;
}

function toVisit({ row: { path, visit } }: HiddenRow): readonly [string, number] {
  return [path, visit];
}

async function keepThose(rows: readonly Row[], is: (row: Row) => Promise<boolean>): Promise<string[]> {
  const kept = await Promise.all(rows.map(is));
  return rows.filter((_, index) => kept[index]).map(({ path }) => path);
}
