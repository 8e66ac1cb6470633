import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { toArtifactReference } from '../artifacts/artifact-view.js';
import { listArtifactsOf } from '../artifacts/list-artifacts.js';
import type { Gate } from '../model/gates.js';
import type { GenericTask } from '../model/generic-task.js';
import { listBlockers, readGates } from '../read-gates.js';
import type { TasksContext } from '../tasks-context.js';
import { findSpecialist, listAllSpecialists } from './list-specialists.js';
import type { Specialist } from './specialist.js';
import { writePrompt, type DescribedTask } from './write-prompt.js';

const HOW = 'Hand the work in with complete_task: a short summary, the detailed work, and the next action.';

const HAND_IN = [
  HOW,
  'Say needs_revision where somebody has to look at it, blocked where something is missing, failed where it cannot be done.',
];

/** Of a task of a run, which waits in one place only. */
export const HAND_IN_RUN = [HOW, 'Say failed where it cannot be done.'];

/** What whoever has claimed a task gets besides the task itself. */
export async function toWorkView(context: TasksContext, task: GenericTask): Promise<JsonObject> {
  const { db, workspace } = context;
  const [specialists, gates, startBlockers, blockers] = await Promise.all([
    listAllSpecialists(context),
    readGates(db.database, workspace, [task.taskId]),
    listBlockers(db.database, task, { step: 'start', now: context.now() }),
    listBlockers(db.database, task, { step: 'completion', now: context.now() }),
  ]);
  const dependencies = gates.get(task.taskId) ?? [];
  const results = await toResults(context, dependencies);
  const inputs = toInputs(dependencies);
  const specialist = findSpecialist(specialists, task.specialistType);
  return {
    task_title: task.title,
    specialist_context: specialist && toSpecialistContext(specialist, task, { inputs, results }),
    execution_instructions: [...(specialist?.instructions ?? []), ...toGateInstructions(task), ...HAND_IN],
    inputs,
    dependency_results: results,
    dependencies_satisfied: startBlockers.length === 0,
    blockers: [...startBlockers.map(toBlockerView('start')), ...blockers.map(toBlockerView('completion'))],
  };
}

export function toSpecialistContext(
  specialist: Specialist,
  task: DescribedTask,
  given: { readonly inputs: JsonObject; readonly results: readonly JsonObject[] },
): JsonObject {
  const { name, role, expertise, approach } = specialist;
  return { name, role, expertise, approach, prompt: writePrompt(specialist, task, given) };
}

const toBlockerView =
  (step: 'start' | 'completion') =>
  ({ taskId, type, reason }: { taskId: string; type: string; reason: string }): JsonObject => ({
    task_id: taskId,
    dependency_type: type,
    reason,
    blocks: step,
  });

/** Under the name that the dependency gives it, else that of the output, else the id of the task it comes from. */
function toInputs(gates: readonly Gate[]): JsonObject {
  const inputs: [string, JsonValue][] = [];
  for (const { dependency, prerequisite } of gates) {
    const { type, output, inputName, prerequisiteId } = dependency;
    if (prerequisite === null || (type !== 'data' && inputName === null)) continue;
    const value = output === null ? prerequisite.outputs : readOutput(prerequisite.outputs, output);
    if (value !== undefined) inputs.push([inputName ?? output ?? prerequisiteId, value]);
  }
  return Object.fromEntries(inputs);
}

function readOutput(outputs: JsonValue, output: string): JsonValue | undefined {
  return isJsonObject(outputs) && Object.hasOwn(outputs, output) ? outputs[output] : undefined;
}

async function toResults({ db, workspace }: TasksContext, gates: readonly Gate[]): Promise<readonly JsonObject[]> {
  const taskIds = [
    ...new Set(gates.flatMap(({ prerequisite }) => (prerequisite === null ? [] : [prerequisite.taskId]))),
  ];
  const artifacts = await listArtifactsOf(db.database, workspace, taskIds);
  return gates.flatMap(({ dependency, prerequisite, isSatisfied }) => {
    if (prerequisite === null) return [];
    const { taskId, title, status, summary, outputs } = prerequisite;
    return [
      {
        task_id: taskId,
        title,
        dependency_type: dependency.type,
        status,
        satisfied: isSatisfied,
        summary,
        outputs,
        artifacts: artifacts.filter((one) => one.taskId === taskId).map(toArtifactReference),
      },
    ];
  });
}

function toGateInstructions({ gates }: GenericTask): string[] {
  return gates.map(({ expression, confirm, external }) => {
    if (typeof expression === 'string') return `Hand in outputs for which this holds: ${expression}`;
    return typeof confirm === 'string'
      ? `Confirm before completing: ${confirm}`
      : `Before completing, "${String(external)}" has to answer.`;
  });
}
