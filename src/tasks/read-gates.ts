import { judgeGate, gatedStep, type Gate } from './model/gates.js';
import type { GenericTask } from './model/generic-task.js';
import { readAncestors, readByIds, readDecisions, readDependencies, type Reader } from './store/generic-task-rows.js';

/** Of each task, in the order in which its dependencies were made, as they stand now. */
export async function readGates(
  db: Reader,
  workspace: string,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Gate[]>> {
  const dependencies = await readDependencies(db, workspace, taskIds);
  const prerequisiteIds = [...new Set(dependencies.map(({ prerequisiteId }) => prerequisiteId))];
  const approvals = dependencies.filter(({ type }) => type === 'approval').map(({ prerequisiteId }) => prerequisiteId);
  const [prerequisites, decisions] = await Promise.all([
    readByIds(db, workspace, prerequisiteIds),
    readDecisions(db, workspace, [...new Set(approvals)]),
  ]);
  const byId = new Map(prerequisites.map((task) => [task.taskId, task]));
  const gates = new Map<string, Gate[]>(taskIds.map((taskId) => [taskId, []]));
  for (const dependency of dependencies) {
    const said = decisions.filter(({ taskId }) => taskId === dependency.prerequisiteId);
    gates.get(dependency.taskId)?.push(judgeGate(dependency, byId.get(dependency.prerequisiteId) ?? null, said));
  }
  return gates;
}

export interface Blocker {
  readonly taskId: string;
  /** Whose gate it is: the task's own, or that of a container above. */
  readonly gateOf: string;
  readonly type: string;
  readonly reason: string;
}

/** What keeps a task from this step: its own gates, for a start also those of the containers above, and its start time. */
export async function listBlockers(
  db: Reader,
  task: GenericTask,
  { step, now }: { readonly step: 'start' | 'completion'; readonly now: number },
): Promise<readonly Blocker[]> {
  const gated = step === 'start' ? [...(await readAncestors(db, task)), task] : [task];
  const gates = await readGates(
    db,
    task.workspace,
    gated.map(({ taskId }) => taskId),
  );
  const blockers: Blocker[] = [];
  for (const one of gated) {
    for (const { dependency, isSatisfied, reason } of gates.get(one.taskId) ?? []) {
      if (isSatisfied || gatedStep(dependency) !== step) continue;
      const { prerequisiteId, type } = dependency;
      blockers.push({ taskId: prerequisiteId, gateOf: one.taskId, type, reason: reason ?? 'it is not met' });
    }
    if (step === 'start' && one.startAfterAt !== null && one.startAfterAt > now) {
      const reason = `it may start after ${new Date(one.startAfterAt).toISOString()}`;
      blockers.push({ taskId: one.taskId, gateOf: one.taskId, type: 'start_after', reason });
    }
  }
  return blockers;
}

export function describeBlockers(blockers: readonly Blocker[]): string {
  return blockers
    .map(
      ({ taskId, gateOf, reason, type }) =>
        `"${taskId}" (${type}${gateOf === taskId ? '' : `, for "${gateOf}"`}): ${reason}`,
    )
    .join('; ');
}
