import { TaskwrightError } from '../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { evaluateCondition } from '../expressions/evaluate.js';
import { parseExpression } from '../expressions/expression.js';
import type { GenericTask } from './model/generic-task.js';

/**
 * What has to hold before a task completes: an expression over what was handed in, the confirmation of a person, or the
 * word of another system, both given by name with what is handed in. Throws conflict, naming what does not hold.
 */
export function assertGatesHold(
  task: GenericTask,
  { outputs, confirmed = [] }: { readonly outputs: JsonValue; readonly confirmed?: readonly string[] },
): void {
  const unmet = task.gates.flatMap((gate) => {
    const reason = whyUnmet(task, gate, { outputs, confirmed });
    return reason === null ? [] : [reason];
  });
  if (unmet.length === 0) return;
  throw new TaskwrightError('conflict', `"${task.taskId}" cannot complete yet: ${unmet.join('; ')}.`, {
    hint: 'Hand in what is asked for, and confirm by name what needs a word.',
  });
}

function whyUnmet(
  task: GenericTask,
  { expression, confirm, external }: JsonObject,
  handedIn: { readonly outputs: JsonValue; readonly confirmed: readonly string[] },
): string | null {
  if (typeof expression === 'string')
    return holds(task, expression, handedIn.outputs) ? null : `${expression} does not hold`;
  const name = typeof confirm === 'string' ? confirm : external;
  if (typeof name !== 'string' || handedIn.confirmed.includes(name)) return null;
  return typeof confirm === 'string' ? `nobody has confirmed "${name}"` : `"${name}" has not answered`;
}

/** A value that was not handed in does not hold. */
function holds(task: GenericTask, source: string, outputs: JsonValue): boolean {
  const variables = { ...(isJsonObject(outputs) ? outputs : {}), outputs, attributes: task.attributes };
  const parsed = parseExpression(source);
  if (parsed.references.variables.some(({ name }) => !Object.hasOwn(variables, name))) return false;
  return evaluateCondition(parsed, { variables, place: `${task.taskId}: completion_gates` });
}
