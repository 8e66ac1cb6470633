import type { Resources } from '../functions/function.js';
import type { SyntaxNode } from '../syntax.js';
import type { CelValue } from '../value.js';
import type { JsonValue } from '../../domain/json.js';

/** The roots that an expression may name: `input`, `tasks`, `item` … Own keys only; getters are read when they are named. */
export type Variables = Readonly<Record<string, JsonValue>>;

/** What one evaluation works on. */
export interface Frame extends Resources {
  readonly variables: Variables;
  /** Names that macros have bound, by their slots. */
  readonly locals: CelValue[];
}

/** Throws Failure. */
export type Evaluator = (frame: Frame) => CelValue;

/** What is known of the place where a node stands. */
export interface CompileScope {
  readonly compile: (node: SyntaxNode, scope: CompileScope) => Evaluator;
  readonly slots: ReadonlyMap<string, number>;
  readonly depth: number;
  /** The expression reads secrets: failures then name no keys, for these may come from a secret. */
  readonly isGuarded: boolean;
}

/** The scope inside a macro, where one more name is bound; its slot is the depth outside. */
export function bindName(scope: CompileScope, name: string): CompileScope {
  return { ...scope, slots: new Map(scope.slots).set(name, scope.depth), depth: scope.depth + 1 };
}
