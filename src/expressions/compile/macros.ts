import { spend } from '../budget.js';
import { Failure, fail } from '../failure.js';
import type { MacroCall, MacroName } from '../macro.js';
import { keysOf } from '../map.js';
import { shorten } from '../problem.js';
import { childrenOf, textOf, type SyntaxNode } from '../syntax.js';
import { describeKind, isList, isMap, type CelList, type CelValue } from '../value.js';
import { attempt, requireBool } from './logic.js';
import { bindName, type CompileScope, type Evaluator, type Frame } from './scope.js';

/** Loops over a list or the keys of a map, and `cel.bind`. */
export function compileMacro(call: MacroCall, scope: CompileScope): Evaluator {
  const source = scope.compile(call.source, scope);
  const inner = bindName(scope, call.variable);
  const body = call.body.map((node) => scope.compile(node, inner));
  const slot = scope.depth;
  const [first, second] = body;
  if (first === undefined) throw new TypeError(`The macro ${call.name} has no body.`);

  if (call.name === 'bind') {
    return (frame) => {
      frame.locals[slot] = source(frame);
      return first(frame);
    };
  }

  const unitsPerItem = 1 + call.body.reduce((units, node) => units + toUnits(node), 0);
  const loop: Loop = {
    name: call.name,
    items: (frame) => toItems(source(frame), call),
    bind: (frame, item) => {
      spend(frame, unitsPerItem);
      frame.locals[slot] = item;
    },
  };
  if (call.name === 'map') return second ? compileMap(loop, second, first) : compileMap(loop, first);
  return LOOPS[call.name](loop, first);
}

interface Loop {
  readonly name: MacroName;
  readonly items: (frame: Frame) => CelList;
  /** Makes the item the value of the loop's name, and pays for one round. */
  readonly bind: (frame: Frame, item: CelValue) => void;
}

const LOOPS: Record<Exclude<MacroName, 'map' | 'bind'>, (loop: Loop, condition: Evaluator) => Evaluator> = {
  all: (loop, condition) => compileQuantifier(loop, condition, false),
  exists: (loop, condition) => compileQuantifier(loop, condition, true),
  exists_one: compileExistsOne,
  filter: compileFilter,
};

/** Ends at the first item that decides; a failure counts only where none does. */
function compileQuantifier(loop: Loop, condition: Evaluator, decisive: boolean): Evaluator {
  const what = describeCondition(loop);
  return (frame) => {
    let failure: Failure | undefined;
    for (const item of loop.items(frame)) {
      loop.bind(frame, item);
      const result = attempt(condition, frame);
      if (result === decisive) return decisive;
      if (result === !decisive) continue;
      failure ??=
        result instanceof Failure
          ? result
          : new Failure(`${what} must be true or false, and is ${describeKind(result)}`);
    }
    if (failure) throw failure;
    return !decisive;
  };
}

function compileExistsOne(loop: Loop, condition: Evaluator): Evaluator {
  const what = describeCondition(loop);
  return (frame) => {
    let count = 0;
    for (const item of loop.items(frame)) {
      loop.bind(frame, item);
      if (requireBool(condition(frame), what)) count += 1;
    }
    return count === 1;
  };
}

function compileFilter(loop: Loop, condition: Evaluator): Evaluator {
  const what = describeCondition(loop);
  return (frame) =>
    loop.items(frame).filter((item) => {
      loop.bind(frame, item);
      return requireBool(condition(frame), what);
    });
}

function compileMap(loop: Loop, value: Evaluator, condition?: Evaluator): Evaluator {
  const what = describeCondition(loop);
  return (frame) => {
    const results: CelValue[] = [];
    for (const item of loop.items(frame)) {
      loop.bind(frame, item);
      if (condition === undefined || requireBool(condition(frame), what)) results.push(value(frame));
    }
    return results;
  };
}

function describeCondition(loop: Loop): string {
  return `the condition of ${loop.name}()`;
}

function toItems(source: CelValue, call: MacroCall): CelList {
  if (isList(source)) return source;
  if (isMap(source)) return keysOf(source);
  return fail(
    `${call.name}() needs a list or a map, and ${shorten(textOf(call.source), 60)} is ${describeKind(source)}`,
  );
}

/** What one evaluation of the node costs at least; what grows with the data is paid when it happens. */
function toUnits(node: SyntaxNode): number {
  return childrenOf(node).reduce((units, child) => units + toUnits(child), UNITS_PER_OPERATOR[node.op] ?? 1);
}

/** What allocates, and what looks for its overload. */
const UNITS_PER_OPERATOR: Readonly<Record<string, number>> = { list: 6, map: 20, call: 10, rcall: 10, '+': 2 };
