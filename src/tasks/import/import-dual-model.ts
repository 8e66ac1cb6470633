import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import type { TasksClient } from '../create-tasks.js';
import { findCycle } from '../model/find-cycle.js';
import { IMPORTED_FROM, planImport, type ImportPlan, type ImportProblem, type PlannedTree } from './plan-import.js';
import { readDualModel } from './read-dual-model.js';

export interface DualModelSource {
  readonly databaseUrl: string;
  /** `public` unless said. */
  readonly schema?: string;
  readonly isDryRun?: boolean;
}

export interface ImportReport {
  readonly dry_run: boolean;
  readonly breakdowns: number;
  readonly subtasks: number;
  /** Tasks that were made, or would be. */
  readonly created: number;
  /** Tasks that an earlier import has made. */
  readonly existing: number;
  /** Tasks that came to the status they had. */
  readonly statuses_set: number;
  /** What could not be taken over; everything else was. */
  readonly problems: readonly ImportProblem[];
}

type Tasks = Pick<TasksClient, 'batchCreate' | 'get' | 'update' | 'manageDependencies'>;

/**
 * Makes generic trees of the tables `task_breakdowns` and `subtasks`, which stay as they are. Done again, it makes what is
 * missing and leaves alone what has gone on since. Throws invalid_input for tables of another shape.
 */
export async function importDualModel(
  tasks: Tasks,
  { databaseUrl, schema = 'public', isDryRun = false }: DualModelSource,
): Promise<ImportReport> {
  const model = await readDualModel(databaseUrl, schema);
  const plan = planImport(model);
  const problems = [...plan.problems];
  const counts = { created: 0, existing: 0, statuses_set: 0 };
  for (const tree of plan.trees) {
    const missing = await findMissing(tasks, tree, problems);
    counts.existing += tree.tasks.length - missing.length;
    if (missing.length === 0) continue;
    const isMade = isDryRun || (await tell(problems, tree.rootId, () => tasks.batchCreate({ tasks: missing })));
    if (isMade) counts.created += missing.length;
  }
  if (isDryRun) problems.push(...findCycles(plan));
  else {
    await addDependencies(tasks, plan, problems);
    counts.statuses_set = await setStatuses(tasks, plan, problems);
  }
  const { breakdowns, subtasks } = model;
  return { dry_run: isDryRun, breakdowns: breakdowns.length, subtasks: subtasks.length, ...counts, problems };
}

/** Done in earnest, the dependency that would close it is refused. */
function findCycles({ dependencies }: ImportPlan): readonly ImportProblem[] {
  const cycle = findCycle(dependencies, dependencies.keys());
  if (cycle === null) return [];
  return [{ task_id: cycle[0] ?? '', problem: `Its dependencies lead back to it: ${cycle.join(' → ')}.` }];
}

async function findMissing(tasks: Tasks, { tasks: planned }: PlannedTree, problems: ImportProblem[]) {
  const missing = [];
  for (const task of planned) {
    const found = await find(tasks, task.task_id);
    if (found === null) missing.push(task);
    else if (!isImported(found)) problems.push({ task_id: task.task_id, problem: 'Another task has its id.' });
  }
  return missing;
}

/** Of tasks that nobody has begun since they were imported: the others have a life of their own. */
async function addDependencies(tasks: Tasks, { dependencies }: ImportPlan, problems: ImportProblem[]): Promise<void> {
  for (const [taskId, others] of dependencies) {
    const found = await find(tasks, taskId);
    if (!isUntouched(found)) continue;
    const missing = others.filter((other) => !listPrerequisites(found).includes(other));
    if (missing.length === 0) continue;
    await tell(problems, taskId, () => tasks.manageDependencies({ task_id: taskId, dependency_ids: missing }));
  }
}

function listPrerequisites(task: JsonObject | null): readonly unknown[] {
  const dependencies = task?.['dependencies'];
  if (!Array.isArray(dependencies)) return [];
  return dependencies.map((one) => (isJsonObject(one) ? one['dependency_task_id'] : null));
}

/**
 * What others depend on comes first. What had gone on although something that it depends on was open goes on here as well:
 * that dependency is waived.
 */
async function setStatuses(tasks: Tasks, plan: ImportPlan, problems: ImportProblem[]): Promise<number> {
  let open: (readonly [string, string])[] = [];
  for (const [taskId, status] of plan.statuses) if (isUntouched(await find(tasks, taskId))) open.push([taskId, status]);
  const all = open.length;
  for (let before = -1; open.length > 0 && open.length !== before;) {
    before = open.length;
    const refused: typeof open = [];
    for (const [taskId, status] of open) {
      const change = { task_id: taskId, status, update_reason: 'It was so before the import.' };
      if (!(await tell([], taskId, () => tasks.update(change)))) refused.push([taskId, status]);
    }
    open = refused;
  }
  let failed = 0;
  for (const [taskId, status] of open) {
    const isSet = await tell(problems, taskId, async () => {
      const reason = `It was ${status} before the import.`;
      const others = plan.dependencies.get(taskId) ?? [];
      if (others.length > 0)
        await tasks.manageDependencies({ task_id: taskId, dependency_ids: others, operation: 'waive', reason });
      await tasks.update({ task_id: taskId, status, update_reason: reason });
    });
    if (!isSet) failed += 1;
  }
  return all - failed;
}

async function find(tasks: Tasks, taskId: string): Promise<JsonObject | null> {
  try {
    return await tasks.get({ task_id: taskId, include_dependencies: true });
  } catch (thrown) {
    if (thrown instanceof TaskwrightError && thrown.code === 'not_found') return null;
    throw thrown;
  }
}

function isImported({ attributes }: JsonObject): boolean {
  return isJsonObject(attributes) && attributes['imported_from'] === IMPORTED_FROM;
}

function isUntouched(task: JsonObject | null): boolean {
  return task !== null && isImported(task) && task['lifecycle_stage'] === 'created';
}

/** A refusal is a line of the report; an outage ends the import, which is done again later. */
async function tell(problems: ImportProblem[], taskId: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (thrown) {
    if (!(thrown instanceof TaskwrightError) || thrown.traits.isRetried || thrown.code === 'internal') throw thrown;
    problems.push({ task_id: taskId, problem: thrown.message });
    return false;
  }
}
