import type { ExpressionPart } from '../orchestrators/kind.js';
import { ancestorsOf, type DefinitionTree, type TaskNode, toFinding } from './definition-tree.js';
import { type ExpressionComplaint, findExpressions, type FoundExpression } from './find-expressions.js';
import { didYouMean } from './nearest.js';
import type { Ordering } from './ordering.js';
import type { Finding } from './problem.js';
import { whyNotVisible } from './visible-tasks.js';
import { whyUnknown } from './unknown-variable.js';

const TASK_FIELDS = ['status', 'output', 'error'];

/** Checks every expression of a task: that it is one, and that what it names can be seen where it stands. */
export function checkExpressions(tree: DefinitionTree, ordering: Ordering, node: TaskNode): Finding[] {
  const inherited = inheritedVariables(node);
  return node.expressions.flatMap((part) => {
    const { found, complaints } = findExpressions(part);
    const variables = new Set([...ALWAYS, ...inherited, ...part.variables, ...(part.mayUseSecrets ? ['secrets'] : [])]);
    const named = found.flatMap((expression) => checkNames({ tree, ordering, node, part, variables }, expression));
    return [...complaints, ...named].map((complaint) => toFinding(tree, node, complaint));
  });
}

const ALWAYS = ['input', 'run', 'tasks', 'parent', 'attributes'];

/** The names of the items around it, and whatever else its place offers. */
function inheritedVariables(node: TaskNode): string[] {
  return [node, ...ancestorsOf(node)].flatMap(({ part }) => part?.variables ?? []);
}

interface NameCheck {
  readonly tree: DefinitionTree;
  readonly ordering: Ordering;
  readonly node: TaskNode;
  readonly part: ExpressionPart;
  readonly variables: ReadonlySet<string>;
}

function checkNames(check: NameCheck, expression: FoundExpression): ExpressionComplaint[] {
  const { references } = expression;
  const hyphen = findHyphen(check, expression);
  if (hyphen !== null) return [hyphen];
  const at = ({ offset }: { offset: number }) => ({ field: expression.field, offset: expression.offset + offset });
  const complaints: ExpressionComplaint[] = [];
  for (const variable of references.variables) {
    if (check.variables.has(variable.name)) continue;
    complaints.push({ ...at(variable), ...whyUnknown(variable.name, check.variables) });
  }
  for (const task of references.tasks) {
    const reason = whyNotVisible({ ...check, tasks: check.part.tasks }, task.id);
    if (reason !== null) complaints.push({ ...at(task), ...reason });
    for (const field of task.fields === 'all' ? [] : task.fields) {
      if (TASK_FIELDS.includes(field)) continue;
      const message = `"${field}" is nothing that a task has; it has ${TASK_FIELDS.join(', ')}.`;
      complaints.push({
        ...at(task),
        message,
        hint: didYouMean(field, TASK_FIELDS, `Write "output.${field}" for a value in its output.`),
      });
    }
  }
  return complaints;
}

/** `tasks.my-task` is a subtraction; nearly always the task of that name is meant. */
function findHyphen(check: NameCheck, { source, field, offset }: FoundExpression): ExpressionComplaint | null {
  for (const match of source.matchAll(/\btasks\.([A-Za-z_]\w*(?:-\w+)+)/g)) {
    const id = match[1] ?? '';
    if (check.tree.findAnywhere(id) === undefined) continue;
    return {
      field,
      offset: offset + match.index,
      message: `"tasks.${id}" is a subtraction.`,
      hint: `Write tasks["${id}"].`,
    };
  }
  return null;
}
