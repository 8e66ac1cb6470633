import { add, divide, multiply, negate, remainder, subtract } from '../arithmetic.js';
import { spend } from '../budget.js';
import { areEqual } from '../equality.js';
import { fail } from '../failure.js';
import { toMacroCall } from '../macro.js';
import { readKey, toMapKey } from '../map.js';
import { toDouble, toInt, type Int } from '../number.js';
import { ORDERINGS } from '../ordering.js';
import { SourceProblem } from '../problem.js';
import type { SyntaxNode } from '../syntax.js';
import { describeKind, isList, isMap, type CelValue, type MapKey } from '../value.js';
import { compileAccess, compileHas, compileVariable, isAccess } from './access.js';
import { compileCall, type CallNode } from './calls.js';
import { compileLogic, compileNot, compileTernary } from './logic.js';
import { compileMacro } from './macros.js';
import type { CompileScope, Evaluator, Frame } from './scope.js';

/** Turns a syntax tree into a function. Throws SourceProblem for what can be seen to be wrong. */
export function compile(root: SyntaxNode, options: { readonly isGuarded: boolean }): Evaluator {
  return compileNode(root, { compile: compileNode, slots: new Map(), depth: 0, isGuarded: options.isGuarded });
}

type BinaryOperation = (left: CelValue, right: CelValue, frame: Frame) => CelValue;

const BINARY_OPERATIONS: Readonly<Record<string, BinaryOperation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
  ...ORDERINGS,
  '==': (left, right, frame) => areEqual(left, right, frame),
  '!=': (left, right, frame) => !areEqual(left, right, frame),
  in: isIn,
};

function compileNode(node: SyntaxNode, scope: CompileScope): Evaluator {
  const below = (child: SyntaxNode) => scope.compile(child, scope);
  switch (node.op) {
    case 'value': {
      const value = toLiteral(node);
      return () => value;
    }
    case 'id':
      return compileVariable(node.args, scope);
    case '.':
    case '[]':
      return compileAccess(node, scope);
    case '.?':
    case '[?]':
      throw new SourceProblem(node.pos, 'optional access is not supported', 'Test for a key with has(a.b).');
    case 'call':
    case 'rcall':
      return compileCallOrMacro(node, scope);
    case 'list': {
      const items = node.args.map(below);
      return (frame) => items.map((item) => item(frame));
    }
    case 'map':
      return compileMapLiteral(node.args.map(([key, value]) => [below(key), below(value)]));
    case '?:':
      return compileTernary(below(node.args[0]), below(node.args[1]), below(node.args[2]));
    case '||':
    case '&&':
      return compileLogic(node.op === '||', below(node.args[0]), below(node.args[1]));
    case '!_':
      return compileNot(below(node.args));
    case '-_':
      return compileNegation(node.args, scope);
    default: {
      const operation = BINARY_OPERATIONS[node.op];
      if (!operation) throw new SourceProblem(node.pos, 'this is not supported');
      const [left, right] = [below(node.args[0]), below(node.args[1])];
      return (frame) => operation(left(frame), right(frame), frame);
    }
  }
}

function compileCallOrMacro(node: CallNode, scope: CompileScope): Evaluator {
  const macro = toMacroCall(node);
  if (macro) return compileMacro(macro, scope);
  if (node.op === 'call' && node.args[0] === 'has') {
    const [argument] = node.args[1];
    if (isAccess(argument) && node.args[1].length === 1) return compileHas(argument, scope);
    throw new SourceProblem(node.start, 'has() takes one key of a value', 'Write has(a.b), or has(a["b-c"]).');
  }
  return compileCall(node, scope);
}

function compileMapLiteral(entries: readonly (readonly [Evaluator, Evaluator])[]): Evaluator {
  return (frame) => {
    const map = new Map<MapKey, CelValue>();
    for (const [key, value] of entries) {
      const keyValue = key(frame);
      const mapKey = toMapKey(keyValue) ?? fail(`${describeKind(keyValue)} cannot be a key of a map`);
      if (map.has(mapKey)) fail('a map has the same key twice');
      map.set(mapKey, value(frame));
    }
    return map;
  };
}

/** The least int can only be written with its sign. */
function compileNegation(operand: SyntaxNode, scope: CompileScope): Evaluator {
  if (operand.op === 'value' && typeof operand.args === 'bigint') {
    const value = toIntLiteral(-operand.args, operand.start);
    return () => value;
  }
  const evaluator = scope.compile(operand, scope);
  return (frame) => negate(evaluator(frame));
}

function toLiteral(node: Extract<SyntaxNode, { readonly op: 'value' }>): CelValue {
  const literal = node.args;
  if (typeof literal === 'bigint') return toIntLiteral(literal, node.start);
  if (typeof literal === 'number') return toDouble(literal);
  if (typeof literal === 'string' || typeof literal === 'boolean' || literal === null) return literal;
  if (literal instanceof Uint8Array) return literal;
  throw new SourceProblem(node.start, 'unsigned numbers are not supported', 'Leave out the "u".');
}

function toIntLiteral(value: bigint, offset: number): Int {
  if (BigInt.asIntN(64, value) !== value) throw new SourceProblem(offset, 'the number does not fit into 64 bits');
  return toInt(value);
}

function isIn(item: CelValue, collection: CelValue, frame: Frame): boolean {
  if (isList(collection)) {
    spend(frame, 1);
    return collection.some((other) => areEqual(item, other, frame));
  }
  if (isMap(collection)) {
    const key = toMapKey(item);
    return key !== null && readKey(collection, key) !== undefined;
  }
  const hint = typeof collection === 'string' ? 'Use text.contains(part).' : undefined;
  return fail(`"in" needs a list or a map on its right, and has ${describeKind(collection)}`, hint);
}
