import { negate } from '../arithmetic.js';
import { spend } from '../budget.js';
import { fail } from '../failure.js';
import { isNumber, toDouble, toFloat, type Double, type Int } from '../number.js';
import { ORDERINGS } from '../ordering.js';
import type { CelList } from '../value.js';
import { overload, variadicOverload, type FunctionDefinition, type Resources } from './function.js';

type Numeric = Int | Double;

export const MATH_FUNCTIONS: readonly FunctionDefinition[] = [
  choosing('math.greatest', 'the greatest of a list of numbers, or of its arguments', '>'),
  choosing('math.least', 'the least of a list of numbers, or of its arguments', '<'),
  {
    name: 'math.abs',
    form: 'function',
    summary: 'without its sign',
    overloads: [overload(['number'], ([value]) => (toFloat(value) < 0 ? negate(value) : value))],
  },
  rounding('math.ceil', 'the next whole double above', Math.ceil),
  rounding('math.floor', 'the next whole double below', Math.floor),
  rounding('math.trunc', 'without its fraction, a double', Math.trunc),
  rounding('math.round', 'the nearest whole double; halves away from zero', (value) =>
    value < 0 ? -Math.round(-value) : Math.round(value),
  ),
];

function choosing(name: string, summary: string, operator: '<' | '>'): FunctionDefinition {
  const isBetter = ORDERINGS[operator];
  const choose = (numbers: CelList, resources: Resources): Numeric => {
    spend(resources, numbers.length);
    const [first, ...rest] = numbers;
    if (!isNumber(first)) fail(`${name}() needs a number, or a list of numbers that is not empty`);
    return rest.reduce<Numeric>((best, candidate) => {
      if (!isNumber(candidate)) fail(`${name}() needs a list of numbers`);
      return isBetter(candidate, best, resources) ? candidate : best;
    }, first);
  };
  return {
    name,
    form: 'function',
    summary,
    overloads: [overload(['list'], ([list], r) => choose(list, r)), variadicOverload('number', choose)],
  };
}

function rounding(name: string, summary: string, round: (value: number) => number): FunctionDefinition {
  return {
    name,
    form: 'function',
    summary,
    overloads: [overload(['number'], ([value]) => toDouble(round(toFloat(value)) + 0))],
  };
}
