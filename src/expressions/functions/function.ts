import type { Budget } from '../budget.js';
import type { PatternMemo } from '../pattern.js';
import { isKind, type CelList, type CelValue, type ValuesByKind } from '../value.js';

/** A function or method that expressions may call. The documentation's table is checked against these. */
export interface FunctionDefinition {
  /** With its namespace, where it has one: `math.greatest`. */
  readonly name: string;
  /** `f(x)`, `x.f()` or both. */
  readonly form: 'function' | 'method' | 'either';
  readonly summary: string;
  readonly overloads: readonly Overload[];
}

/** One way to call it. The receiver of a method is its first argument. */
export interface Overload {
  readonly parameters: readonly ParameterKind[];
  /** The last parameter may be given several times. */
  readonly isVariadic: boolean;
  /** Undefined where the kinds of the arguments do not fit. */
  call(args: CelList, resources: Resources): CelValue | undefined;
}

/** What a call may draw on. */
export interface Resources extends Budget, PatternMemo {}

export type ParameterKind = keyof ValuesByKind;

type ArgumentsOf<P extends readonly ParameterKind[]> = CelList & { readonly [I in keyof P]: ValuesByKind[P[I]] };

export function overload<const P extends readonly ParameterKind[]>(
  parameters: P,
  run: (args: ArgumentsOf<P>, resources: Resources) => CelValue,
): Overload {
  return {
    parameters,
    isVariadic: false,
    call: (args, resources) => (fits(args, parameters) ? run(args, resources) : undefined),
  };
}

/** One or more arguments of one kind. */
export function variadicOverload<K extends ParameterKind>(
  kind: K,
  run: (args: readonly ValuesByKind[K][], resources: Resources) => CelValue,
): Overload {
  return {
    parameters: [kind],
    isVariadic: true,
    call: (args, resources) => (args.every((arg) => isKind(kind, arg)) ? run(args, resources) : undefined),
  };
}

function fits<P extends readonly ParameterKind[]>(args: CelList, parameters: P): args is ArgumentsOf<P> {
  return args.every((arg, index) => {
    const kind = parameters[index];
    return kind !== undefined && isKind(kind, arg);
  });
}

export function takes(candidate: Overload, count: number): boolean {
  const { length } = candidate.parameters;
  return candidate.isVariadic ? count >= length : count === length;
}

/** `string.replace(string, string)`, `math.greatest(number, ...)`, one for each overload. */
export function toSignatures(definition: FunctionDefinition): readonly string[] {
  return definition.overloads.map(({ parameters, isVariadic }) => {
    const [receiver, ...rest] = parameters;
    const names = (kinds: readonly ParameterKind[]) => [...kinds, ...(isVariadic ? ['...'] : [])].join(', ');
    if (definition.form === 'function' || receiver === undefined) return `${definition.name}(${names(parameters)})`;
    const method = `${receiver}.${definition.name}(${names(rest)})`;
    return definition.form === 'method' ? method : `${definition.name}(${names(parameters)})`;
  });
}
