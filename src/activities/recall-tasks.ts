import type { Failure } from '../domain/outcome.js';
import { ROOT_PATH, toLastSegment, toParentPath, toSegments, type AttachedId } from '../domain/path.js';
import { packIds } from '../domain/pack-ids.js';
import type { TaskPlan } from '../domain/plan.js';
import { isTerminal } from '../domain/status.js';
import { isJsonObject } from '../domain/json.js';
import type { TaskRecord } from '../store/store.js';
import type { StoredGroup, StoredTasks } from '../workflows/engine/stored-tasks.js';
import { MAX_RECALLED_BYTES, type RunRef } from '../workflows/protocol.js';
import type { ActivityDependencies } from './dependencies.js';

type Row = Omit<TaskRecord, 'output' | 'locals' | 'attributes'>;

/** What the workflow keeps of a message. */
const MESSAGE_LENGTH = 300;

/** Null where it is more than a run can carry. */
export async function recallTasks(deps: ActivityDependencies, ref: RunRef): Promise<StoredTasks | null> {
  const { store, library } = deps;
  const { runKey } = ref;
  const loaded = await library.load(ref.definitionHash);
  const plan: TaskPlan = JSON.parse(loaded.planText(ref.timeScale));
  const [rows, last, signals] = await Promise.all([
    store.tasks.summarize(runKey),
    store.tasks.readLastVisits(runKey),
    store.messages.listSignals(runKey),
  ]);
  const ended = rows.filter(({ status }) => isTerminal(status));
  const completed = ended.filter(({ status }) => status === 'completed');
  const granted = completed.filter(({ path, kind }) => kind === 'wait' && findPlan(plan, path)?.guards !== undefined);
  const guarded = completed.filter(({ path, action }) => action === 'external' && findPlan(plan, path)?.isGuarded);
  const stored: StoredTasks = {
    generation: last.generation,
    groups: toGroups(ended),
    failures: ended.flatMap(toFailures),
    granted: await keepThose(granted, ({ path }) => wasGiven(deps, runKey, path)),
    authors: (await Promise.all(guarded.map((row) => readAuthor(deps, row)))).flat(),
    lastVisits: [...last.visits],
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

async function readAuthor(
  { store }: ActivityDependencies,
  { runKey, path, visit }: Row,
): Promise<(readonly [string, string])[]> {
  const events = await store.events.list({ runKey, path, limit: 1_000 });
  const end = events.findLast((event) => event.type === 'task.completed' && event.visit === visit);
  return end === undefined || end.actor === 'system' ? [] : [[path, end.actor]];
}

function findPlan(root: TaskPlan, path: string): TaskPlan | undefined {
  let plan: TaskPlan | undefined = root;
  for (const segment of toSegments(path)) {
    const { children, item, attached }: TaskPlan = plan;
    plan = children?.find(({ id }) => id === segment) ?? attached?.[segment as AttachedId] ?? item;
    if (!plan) return undefined;
  }
  return plan;
}

async function keepThose(rows: readonly Row[], is: (row: Row) => Promise<boolean>): Promise<string[]> {
  const kept = await Promise.all(rows.map(is));
  return rows.filter((_, index) => kept[index]).map(({ path }) => path);
}
