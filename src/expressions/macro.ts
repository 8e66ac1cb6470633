import type { SyntaxNode } from './syntax.js';

/** Calls that bind a name: `list.map(x, x.a)`, `cel.bind(x, value, result)`. */
export interface MacroCall {
  readonly name: MacroName;
  /** The name that the body sees. */
  readonly variable: string;
  /** Evaluated outside: the list or map that is looped over, or the value that is bound. */
  readonly source: SyntaxNode;
  /** Evaluated with the name bound. */
  readonly body: readonly SyntaxNode[];
}

export type MacroName = 'all' | 'exists' | 'exists_one' | 'filter' | 'map' | 'bind';

/** The macros with their meanings, for the documentation. `has` binds nothing. */
export const MACROS: readonly { readonly signature: string; readonly summary: string }[] = [
  {
    signature: 'has(a.b.c)',
    summary: 'whether the key is there; false as well where one on the way is missing or null',
  },
  { signature: 'list.all(x, condition)', summary: 'whether the condition holds for every item' },
  { signature: 'list.exists(x, condition)', summary: 'whether it holds for at least one' },
  { signature: 'list.exists_one(x, condition)', summary: 'whether it holds for exactly one' },
  { signature: 'list.filter(x, condition)', summary: 'the items for which it holds' },
  { signature: 'list.map(x, value)', summary: 'a value for each item' },
  { signature: 'list.map(x, condition, value)', summary: 'a value for each item for which the condition holds' },
  { signature: 'cel.bind(x, value, result)', summary: 'the result, in which x is the value' },
];

const LOOPS: ReadonlyMap<string, MacroName> = new Map([
  ['all/2', 'all'],
  ['exists/2', 'exists'],
  ['exists_one/2', 'exists_one'],
  ['filter/2', 'filter'],
  ['map/2', 'map'],
  ['map/3', 'map'],
]);

/** Null for every other node. The parser has seen to it that the first argument is a name. */
export function toMacroCall(node: SyntaxNode): MacroCall | null {
  if (node.op !== 'rcall') return null;
  const [name, receiver, args] = node.args;
  const [variable, ...rest] = args;
  if (variable?.op !== 'id') return null;
  const loop = LOOPS.get(`${name}/${args.length}`);
  if (loop) return { name: loop, variable: variable.args, source: receiver, body: rest };
  const [value, result] = rest;
  const isBind = name === 'bind' && receiver.op === 'id' && receiver.args === 'cel' && args.length === 3;
  return isBind && value && result ? { name: 'bind', variable: variable.args, source: value, body: [result] } : null;
}
