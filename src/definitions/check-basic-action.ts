import { isJsonObject, type JsonValue } from '../domain/json.js';
import { hasTemplate } from '../orchestrators/authored-values.js';
import { checkBasic } from '../orchestrators/basic/check.js';
import type { BasicTask } from '../orchestrators/basic/schema.js';
import type { LocatedProblem } from './definition-kind.js';
import type { KnownAction, KnownActions } from './known-actions.js';
import { didYouMean, isSlipOf } from './nearest.js';
import { type FieldProblem, problemsOf, withoutEchoes } from './field-problems.js';

/** Whether the action exists, may run as the task says, and takes what stands in `with`, as far as it is literal. */
export function checkBasicAction(task: BasicTask, { actions }: { readonly actions: KnownActions }): LocatedProblem[] {
  const action = actions.byName.get(task.action);
  if (action !== undefined) return [...checkBasic(task, action.rules ?? {}), ...checkArguments(task, action)];
  const problems = checkBasic(task, {});
  const names = [...actions.byName.keys()];
  // Others may stand on workers elsewhere, but hardly one whose name is a slip away from a known one.
  if (!actions.isComplete && !names.some((name) => isSlipOf(task.action, name))) return problems;
  return [
    {
      field: ['action'],
      message: `There is no action "${task.action}".`,
      hint: didYouMean(task.action, names, `The actions are ${names.join(', ')}; register your own with the worker.`),
    },
    ...problems,
  ];
}

function checkArguments(task: BasicTask, action: KnownAction): LocatedProblem[] {
  const authored = task.with ?? {};
  return withoutEchoes(problemsOf(action.input, authored))
    .filter((problem) => !dependsOnTemplate(problem, authored))
    .map(({ field, at, message, hint }) => ({
      at,
      field: task.with === undefined ? [] : ['with', ...field],
      message: `"with" of the action ${action.name}: ${message}`,
      hint: hint ?? `See the arguments of ${action.name}.`,
    }));
}

/** What a `${{ }}` stands in is only known in the run, except that a key is unknown or missing. */
function dependsOnTemplate({ field, reason }: FieldProblem, authored: JsonValue): boolean {
  let value: JsonValue | undefined = authored;
  for (const segment of field) {
    if (typeof value === 'string') return hasTemplate(value);
    value = stepInto(value, segment);
  }
  return reason === 'other' && value !== undefined && containsTemplate(value);
}

function stepInto(value: JsonValue | undefined, segment: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(segment)];
  return isJsonObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

function containsTemplate(value: JsonValue): boolean {
  if (typeof value === 'string') return hasTemplate(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(containsTemplate);
}
