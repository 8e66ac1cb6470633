import { Failure, fail } from '../failure.js';
import { keysOf, readKey, toMapKey } from '../map.js';
import { isInt, toIndex, WholeDouble } from '../number.js';
import { shorten } from '../problem.js';
import { textOf, type SyntaxNode } from '../syntax.js';
import { describeKind, isList, isMap, TYPE_NAMES, type CelMap, type CelValue, type MapKey } from '../value.js';
import type { CompileScope, Evaluator, Frame } from './scope.js';

const KEYS_SHOWN = 10;

export function compileVariable(name: string, scope: CompileScope): Evaluator {
  const slot = scope.slots.get(name);
  if (slot !== undefined) return (frame) => frame.locals[slot] ?? null;
  return (frame) => {
    const value = readVariable(frame, name);
    return value === undefined ? fail(`there is no variable "${name}"`, toKnownNames(frame)) : value;
  };
}

/** `a.key` and `a[key]`. */
export function compileAccess(node: AccessNode, scope: CompileScope): Evaluator {
  const receiverNode = node.args[0];
  const receiver = scope.compile(receiverNode, scope);
  const key = compileKey(node, scope);
  const hint = toHasHint(node);
  return (frame) => {
    const from = receiver(frame);
    const by = key(frame);
    const member = readMember(from, by);
    if (member !== undefined) return member;
    throw new Failure(() => describeMissing({ node, receiver: from, key: by, isGuarded: scope.isGuarded }), { hint });
  };
}

/** `has(a.b.c)`: whether every key on the way is there. The variable itself has to be. */
export function compileHas(node: AccessNode, scope: CompileScope): Evaluator {
  const member = compileOptional(node, scope);
  return (frame) => member(frame) !== undefined;
}

export type AccessNode = Extract<SyntaxNode, { readonly op: '.' | '[]' }>;

export function isAccess(node: SyntaxNode | undefined): node is AccessNode {
  return node?.op === '.' || node?.op === '[]';
}

function compileOptional(node: SyntaxNode, scope: CompileScope): (frame: Frame) => CelValue | undefined {
  if (!isAccess(node)) return scope.compile(node, scope);
  const receiver = compileOptional(node.args[0], scope);
  const key = compileKey(node, scope);
  return (frame) => {
    const from = receiver(frame);
    return from === undefined ? undefined : readMember(from, key(frame));
  };
}

function compileKey(node: AccessNode, scope: CompileScope): Evaluator {
  if (node.op === '[]') return scope.compile(node.args[1], scope);
  const name = node.args[1];
  return () => name;
}

function readVariable(frame: Frame, name: string): CelValue | undefined {
  return Object.hasOwn(frame.variables, name) ? frame.variables[name] : TYPE_NAMES.get(name);
}

function readMember(receiver: CelValue, key: CelValue): CelValue | undefined {
  if (isMap(receiver)) {
    const mapKey = toMapKey(key);
    return mapKey === null ? undefined : readKey(receiver, mapKey);
  }
  if (!isList(receiver)) return undefined;
  if (key instanceof WholeDouble) return receiver[key.value];
  return isInt(key) ? receiver[toIndex(key)] : undefined;
}

interface MissingMember {
  readonly node: AccessNode;
  readonly receiver: CelValue;
  readonly key: CelValue;
  readonly isGuarded: boolean;
}

function describeMissing({ node, receiver, key, isGuarded }: MissingMember): string {
  const name = shorten(textOf(node.args[0]), 60);
  if (isMap(receiver))
    return `there is no ${describeKey(node, key, isGuarded)}${isGuarded ? '' : describeKnown(receiver)}`;
  if (isList(receiver)) {
    return isInt(key) || key instanceof WholeDouble
      ? `there is no item at that position in ${name}, which has ${receiver.length}`
      : `${name} is a list: its items have positions from 0, and no keys`;
  }
  const kind = receiver === null ? 'null' : `only ${describeKind(receiver)}`;
  return `${name} is ${kind}: there is no ${describeKey(node, key, isGuarded)}`;
}

function describeKey(node: AccessNode, key: CelValue, isGuarded: boolean): string {
  const mapKey: MapKey | null = toMapKey(key);
  const isWritten = node.op === '.' || node.args[1].op === 'value';
  if (mapKey === null) return `key that is ${describeKind(key)}`;
  if (isGuarded && !isWritten) return 'such key';
  return `key ${typeof mapKey === 'string' ? `"${shorten(mapKey, 60)}"` : String(mapKey)}`;
}

function describeKnown(map: CelMap): string {
  const keys = keysOf(map);
  if (keys.length === 0) return ' (the map is empty)';
  const shown = keys.slice(0, KEYS_SHOWN).map((key) => shorten(String(key), 40));
  return ` (known: ${shown.join(', ')}${keys.length > KEYS_SHOWN ? ', …' : ''})`;
}

function toHasHint(node: AccessNode): string | undefined {
  const text = textOf(node);
  return /^[\w.[\]"'-]{1,100}$/.test(text) ? `Test with has(${text}).` : undefined;
}

function toKnownNames(frame: Frame): string {
  return `Known here: ${Object.keys(frame.variables).slice(0, 20).join(', ')}.`;
}
