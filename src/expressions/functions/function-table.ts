import { COLLECTION_FUNCTIONS } from './collection-functions.js';
import { CONVERSION_FUNCTIONS } from './conversion-functions.js';
import type { FunctionDefinition } from './function.js';
import { MATH_FUNCTIONS } from './math-functions.js';
import { STRING_FUNCTIONS } from './string-functions.js';
import { TIME_FUNCTIONS } from './time-functions.js';

/** Everything that an expression can call, besides the macros. */
export const EXPRESSION_FUNCTIONS: readonly FunctionDefinition[] = [
  ...CONVERSION_FUNCTIONS,
  ...STRING_FUNCTIONS,
  ...COLLECTION_FUNCTIONS,
  ...MATH_FUNCTIONS,
  ...TIME_FUNCTIONS,
];

/** Names that stand before functions and are no variables. */
export const NAMESPACES: ReadonlySet<string> = new Set(
  EXPRESSION_FUNCTIONS.flatMap(({ name }) => (name.includes('.') ? [name.slice(0, name.indexOf('.'))] : [])),
);

const byName = new Map(EXPRESSION_FUNCTIONS.map((definition) => [definition.name, definition]));

export function findFunction(name: string, form: 'function' | 'method'): FunctionDefinition | undefined {
  const found = byName.get(name);
  return found && (found.form === 'either' || found.form === form) ? found : undefined;
}

/** The same name in the other form, or the closest one; undefined where none is close. */
export function suggestFunction(name: string): FunctionDefinition | undefined {
  const plain = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return (
    byName.get(name) ??
    EXPRESSION_FUNCTIONS.find((candidate) => toPlainName(candidate) === (SYNONYMS[plain] ?? plain)) ??
    EXPRESSION_FUNCTIONS.find((candidate) => differsByOne(toPlainName(candidate), plain))
  );
}

const SYNONYMS: Readonly<Record<string, string>> = {
  length: 'size',
  len: 'size',
  count: 'size',
  includes: 'contains',
  tolowercase: 'lowerascii',
  lower: 'lowerascii',
  touppercase: 'upperascii',
  upper: 'upperascii',
  max: 'greatest',
  min: 'least',
  tostring: 'string',
  parseint: 'int',
  fromjson: 'json',
  unique: 'distinct',
};

function toPlainName({ name }: FunctionDefinition): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

/** One letter more, less, other, or two swapped. */
function differsByOne(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false;
  let start = 0;
  while (start < left.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const [leftRest, rightRest] = [left.slice(start, left.length - end), right.slice(start, right.length - end)];
  const isSwap = leftRest.length === 2 && leftRest === `${rightRest[1]}${rightRest[0]}`;
  return Math.max(leftRest.length, rightRest.length) <= 1 || isSwap;
}
