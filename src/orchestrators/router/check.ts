import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
import { ATTACHED_IDS } from '../../domain/path.js';
import type { PartProblem } from '../kind.js';
import type { RouterTask } from './schema.js';

/** `inputSchema` is the JSON Schema of the definition's input: it may say which values a `switch` can have. */
export function checkRouter(task: RouterTask, { inputSchema }: { readonly inputSchema: JsonObject }): PartProblem[] {
  const { cases } = task;
  if (Array.isArray(cases)) return checkList(task, cases.length);
  return [...checkNamed(task, Object.keys(cases)), ...checkNames(Object.keys(cases))];

  function checkNamed(router: RouterTask, names: readonly string[]): PartProblem[] {
    if (router.switch === undefined) {
      return [
        {
          field: ['cases'],
          message: 'Cases by name need a "switch".',
          hint: 'Add "switch", or write the cases as a list of { when, do }.',
        },
      ];
    }
    const taken = checkEmpty(router, names.length);
    return taken.length > 0 ? taken : checkValues(router, names, possibleValues(router.switch, inputSchema));
  }
}

function checkList(task: RouterTask, count: number): PartProblem[] {
  if (task.switch === undefined) return checkEmpty(task, count);
  return [
    {
      field: ['cases'],
      message: 'With "switch" the cases stand under their names.',
      hint: 'Write "cases: { name: … }", or leave "switch" out.',
    },
  ];
}

function checkEmpty(task: RouterTask, count: number): PartProblem[] {
  if (count > 0 || task.default !== undefined) return [];
  return [
    { field: ['cases'], message: 'A router without cases needs a "default".', hint: 'Add a case or a "default".' },
  ];
}

function checkNames(names: readonly string[]): PartProblem[] {
  return names
    .filter((name) => name === 'default' || ATTACHED_IDS.some((id) => id === name))
    .map((name) => ({
      field: ['cases', name],
      message: `A case may not be called "${name}": its path would be that of another task.`,
      hint: name === 'default' ? 'Write "default" beside "cases".' : 'Choose another name.',
    }));
}

interface PossibleValues {
  readonly values: readonly string[];
  /** Whether a case besides them is a mistake, and not only useless. */
  readonly isDeclared: boolean;
}

function checkValues(task: RouterTask, names: readonly string[], possible: PossibleValues | null): PartProblem[] {
  if (possible === null) return [];
  const listed = possible.values.map((value) => `"${value}"`).join(', ');
  const idle = possible.isDeclared ? names.filter((name) => !possible.values.includes(name)) : [];
  const problems: PartProblem[] = idle.map((name) => ({
    field: ['cases', name],
    message: `The case "${name}" is never taken: ${task.switch} is one of ${listed}.`,
    hint: 'Correct the name, or leave the case out.',
  }));
  const missing = possible.values.filter((value) => !names.includes(value));
  if (task.default !== undefined || missing.length === 0 || idle.length > 0) return problems;
  return [
    ...problems,
    {
      field: ['switch'],
      message: `No case takes ${missing.map((value) => `"${value}"`).join(', ')}, and there is no "default".`,
      hint: 'Add the case or a "default".',
    },
  ];
}

/** What a `switch` can become, as far as it can be seen: a literal, or an input whose schema lists its values. */
function possibleValues(expression: string, inputSchema: JsonObject): PossibleValues | null {
  const literal = /^\s*(?:"([^"\\]*)"|'([^'\\]*)'|(true|false))\s*$/.exec(expression);
  if (literal !== null)
    return { values: [literal.slice(1).find((text) => text !== undefined) ?? ''], isDeclared: false };
  const property = /^\s*input((?:\.[A-Za-z_][A-Za-z0-9_]*)+)\s*$/.exec(expression)?.[1];
  if (property === undefined) return null;
  const values = declaredValues(property.slice(1).split('.'), inputSchema);
  return values === null ? null : { values: values.map(toCaseName), isDeclared: true };
}

function declaredValues(names: readonly string[], schema: JsonObject): readonly JsonValue[] | null {
  const [name, ...rest] = names;
  if (name === undefined) {
    if (Array.isArray(schema.enum)) return schema.enum;
    if (schema.const !== undefined) return [schema.const];
    return schema.type === 'boolean' ? [true, false] : null;
  }
  const { properties } = schema;
  if (!isJsonObject(properties) || !Object.hasOwn(properties, name)) return null;
  const next = properties[name];
  return isJsonObject(next) ? declaredValues(rest, next) : null;
}

/** As the run looks for its case. */
function toCaseName(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
