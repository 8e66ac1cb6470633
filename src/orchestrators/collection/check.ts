import type { PartProblem } from '../kind.js';
import { checkStrategy } from '../strategy-fields.js';
import { itemVariablesOf } from './parts.js';
import type { CollectionTask } from './schema.js';

const MAX_ITEMS = 100_000;

/** Names that expressions have already, and words of CEL. */
const TAKEN_NAMES: ReadonlySet<string> = new Set(
  [
    'input run tasks parent attributes signal processed output secrets',
    'true false null in as break const continue else for function if import let loop package namespace return var void while',
  ].flatMap((names) => names.split(' ')),
);

export function checkCollection(task: CollectionTask): PartProblem[] {
  return [...checkNames(task), ...checkRange(task), ...checkStrategy(task, itemCountOf(task))];
}

function checkNames(task: CollectionTask): PartProblem[] {
  const problems = (['as', 'index_as'] as const).flatMap((field): PartProblem[] => {
    const name = task[field];
    if (name === undefined || !TAKEN_NAMES.has(name)) return [];
    return [
      { field: [field], message: `"${name}" means something else in expressions.`, hint: 'Choose another name.' },
    ];
  });
  const [item, index] = itemVariablesOf(task);
  if (item === index) {
    problems.push({
      field: [task.index_as === undefined ? 'as' : 'index_as'],
      message: `The item and its position have the same name, "${item}".`,
      hint: 'Give one of them another name with "as" or "index_as".',
    });
  }
  return problems;
}

function checkRange(task: CollectionTask): PartProblem[] {
  if (typeof task.items === 'string') return [];
  if (task.items.step === 0) {
    return [
      {
        field: ['items', 'step'],
        message: 'A step of 0 never comes to the end.',
        hint: 'Leave it out for a step of 1.',
      },
    ];
  }
  const count = rangeLengthOf(task);
  if (count === null || count <= MAX_ITEMS) return [];
  return [
    {
      field: ['items'],
      message: `The range has ${count} items; a collection has at most ${MAX_ITEMS}.`,
      hint: 'Split it, or begin with less.',
    },
  ];
}

/** Null where it is not known before the run. */
function itemCountOf(task: CollectionTask): number | null {
  const length = rangeLengthOf(task);
  if (length === null || (task.filter !== undefined && length > 0)) return null;
  return Math.ceil(length / (task.batch ?? 1));
}

function rangeLengthOf({ items }: CollectionTask): number | null {
  if (typeof items === 'string') return null;
  const { from, to, step = 1 } = items;
  if (typeof from !== 'number' || typeof to !== 'number' || typeof step !== 'number' || step === 0) return null;
  return Math.max(0, Math.floor((to - from) / step) + 1);
}
