import { NAMESPACES } from './functions/function-table.js';
import { toMacroCall } from './macro.js';
import { toLocation, type SourceLocation } from './problem.js';
import { childrenOf, type SyntaxNode } from './syntax.js';
import { TYPE_NAMES } from './value.js';

/** What an expression reads, as far as its text shows. Names that a macro binds are not among it. */
export interface References {
  /** The variables, each once, with the first place where it stands. */
  readonly variables: readonly VariableReference[];
  /** The tasks that are named: `tasks.build`, `tasks["my-task"]`. */
  readonly tasks: readonly TaskReference[];
  /** Whether it may read any task: `tasks[input.name]`, `size(tasks)`. */
  readonly readsAllTasks: boolean;
  readonly secrets: readonly SecretReference[];
  /** Whether it may read any secret: `secrets[input.name]`. */
  readonly readsAllSecrets: boolean;
}

export interface VariableReference extends SourceLocation {
  readonly name: string;
}

export interface TaskReference extends SourceLocation {
  readonly id: string;
  /** What it reads of the task (`output`, `status`, `error`), each once; `all` where it takes the task as a whole. */
  readonly fields: readonly string[] | 'all';
}

export interface SecretReference extends SourceLocation {
  readonly name: string;
}

export function toReferences(root: SyntaxNode): References {
  const found: Found = { variables: new Map(), tasks: new Map(), secrets: new Map(), wholes: new Set() };
  collect(root, new Set(), found);
  return {
    variables: [...found.variables].map(([name, offset]) => ({ name, ...toLocation(root.input, offset) })),
    tasks: [...found.tasks].map(([id, { offset, fields }]) => ({
      id,
      fields: fields.has(WHOLE) ? 'all' : [...fields],
      ...toLocation(root.input, offset),
    })),
    readsAllTasks: found.wholes.has('tasks'),
    secrets: [...found.secrets].map(([name, offset]) => ({ name, ...toLocation(root.input, offset) })),
    readsAllSecrets: found.wholes.has('secrets'),
  };
}

interface Found {
  readonly variables: Map<string, number>;
  readonly tasks: Map<string, { readonly offset: number; readonly fields: Set<string> }>;
  readonly secrets: Map<string, number>;
  /** Of `tasks` and `secrets`, those that are read as a whole. */
  readonly wholes: Set<string>;
}

const WHOLE = '*';

function collect(node: SyntaxNode, bound: ReadonlySet<string>, found: Found): void {
  const access = toRootAccess(node, bound);
  if (access) {
    noteAccess(access, found);
    for (const key of access.computedKeys) collect(key, bound, found);
    return;
  }
  const macro = toMacroCall(node);
  if (macro) {
    collect(macro.source, bound, found);
    const inner = new Set(bound).add(macro.variable);
    for (const part of macro.body) collect(part, inner, found);
    return;
  }
  for (const child of argumentsOf(node)) collect(child, bound, found);
}

/** Without the namespace of a function such as `math.greatest`, which is no variable. */
function argumentsOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.op === 'rcall' && node.args[1].op === 'id' && NAMESPACES.has(node.args[1].args)) return node.args[2];
  return childrenOf(node);
}

/** `root.a["b"][c]`: the keys up to the first that is computed, which is null. */
interface RootAccess {
  readonly root: string;
  readonly offset: number;
  readonly keys: readonly (string | null)[];
  readonly computedKeys: readonly SyntaxNode[];
}

function toRootAccess(node: SyntaxNode, bound: ReadonlySet<string>): RootAccess | null {
  const keys: (string | null)[] = [];
  const computedKeys: SyntaxNode[] = [];
  let current = node;
  while (current.op === '.' || current.op === '[]') {
    if (current.op === '.') {
      keys.unshift(current.args[1]);
      current = current.args[0];
    } else {
      const [receiver, key] = current.args;
      const isLiteral = key.op === 'value' && typeof key.args === 'string';
      keys.unshift(key.op === 'value' && typeof key.args === 'string' ? key.args : null);
      if (!isLiteral) computedKeys.unshift(key);
      current = receiver;
    }
  }
  if (current.op !== 'id' || bound.has(current.args)) return null;
  const isType = keys.length === 0 && TYPE_NAMES.has(current.args);
  return isType ? null : { root: current.args, offset: current.start, keys, computedKeys };
}

function noteAccess({ root, offset, keys }: RootAccess, found: Found): void {
  if (!found.variables.has(root)) found.variables.set(root, offset);
  const [first, second] = keys;
  if (root === 'tasks') {
    if (typeof first !== 'string') found.wholes.add('tasks');
    else {
      const task = found.tasks.get(first) ?? { offset, fields: new Set<string>() };
      task.fields.add(typeof second === 'string' ? second : WHOLE);
      found.tasks.set(first, task);
    }
  }
  if (root === 'secrets') {
    if (typeof first !== 'string') found.wholes.add('secrets');
    else if (!found.secrets.has(first)) found.secrets.set(first, offset);
  }
}

/** What several expressions read together. Each location is that of the first one, in its own text. */
export function mergeReferences(all: readonly References[]): References {
  const tasks = new Map<string, TaskReference>();
  for (const task of all.flatMap((references) => references.tasks)) {
    const known = tasks.get(task.id);
    tasks.set(task.id, known ? { ...known, fields: mergeFields(known.fields, task.fields) } : task);
  }
  return {
    variables: firstOfEach(all.flatMap((references) => references.variables)),
    tasks: [...tasks.values()],
    readsAllTasks: all.some((references) => references.readsAllTasks),
    secrets: firstOfEach(all.flatMap((references) => references.secrets)),
    readsAllSecrets: all.some((references) => references.readsAllSecrets),
  };
}

function mergeFields(left: TaskReference['fields'], right: TaskReference['fields']): TaskReference['fields'] {
  return left === 'all' || right === 'all' ? 'all' : [...new Set([...left, ...right])];
}

function firstOfEach<T extends { readonly name: string }>(named: readonly T[]): readonly T[] {
  return named.filter((item, index) => named.findIndex((other) => other.name === item.name) === index);
}
