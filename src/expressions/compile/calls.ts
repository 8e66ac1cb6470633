import { Failure } from '../failure.js';
import { takes, toSignatures, type FunctionDefinition, type Overload } from '../functions/function.js';
import { findFunction, NAMESPACES, suggestFunction } from '../functions/function-table.js';
import { checkPattern } from '../pattern.js';
import { SourceProblem } from '../problem.js';
import type { SyntaxNode } from '../syntax.js';
import { describeKind, type CelList } from '../value.js';
import type { CompileScope, Evaluator } from './scope.js';

export type CallNode = Extract<SyntaxNode, { readonly op: 'call' | 'rcall' }>;

/** `f(x)`, `x.f()` and `math.f(x)`. Which function it is, and whether it takes so many arguments, is known here. */
export function compileCall(node: CallNode, scope: CompileScope): Evaluator {
  const { name, form, args, offset } = toCall(node, scope);
  const definition = findFunction(name, form);
  if (!definition) throw toUnknownFunction(name, form, offset);
  const candidates = definition.overloads.filter((overload) => takes(overload, args.length));
  if (candidates.length === 0) {
    throw new SourceProblem(offset, `${name}() does not take that many arguments`, toUsage(definition));
  }
  if (definition.name === 'matches') checkWrittenPattern(args[1]);
  return applyOverloads(
    definition,
    candidates,
    args.map((arg) => scope.compile(arg, scope)),
  );
}

interface Call {
  readonly name: string;
  readonly form: 'function' | 'method';
  /** The receiver of a method comes first. */
  readonly args: readonly SyntaxNode[];
  /** Where the name stands. */
  readonly offset: number;
}

function toCall(node: CallNode, scope: CompileScope): Call {
  if (node.op === 'call') return { name: node.args[0], form: 'function', args: node.args[1], offset: node.start };
  const [name, receiver, args] = node.args;
  const isNamespace = receiver.op === 'id' && NAMESPACES.has(receiver.args) && !scope.slots.has(receiver.args);
  if (isNamespace && findFunction(`${receiver.args}.${name}`, 'function')) {
    return { name: `${receiver.args}.${name}`, form: 'function', args, offset: node.start };
  }
  const offset = node.input.indexOf(name, receiver.end);
  return { name, form: 'method', args: [receiver, ...args], offset };
}

function applyOverloads(
  definition: FunctionDefinition,
  candidates: readonly Overload[],
  args: readonly Evaluator[],
): Evaluator {
  return (frame) => {
    const values = args.map((arg) => arg(frame));
    for (const candidate of candidates) {
      const result = candidate.call(values, frame);
      if (result !== undefined) return result;
    }
    throw toMismatch(definition, values);
  };
}

/** The fault of a pattern that is written out shows before any run. */
function checkWrittenPattern(source: SyntaxNode | undefined): void {
  if (source?.op !== 'value' || typeof source.args !== 'string') return;
  try {
    checkPattern(source.args);
  } catch (thrown) {
    if (thrown instanceof Failure) throw new SourceProblem(source.start, thrown.reason, thrown.hint);
    throw thrown;
  }
}

function toUnknownFunction(name: string, form: 'function' | 'method', offset: number): SourceProblem {
  const suggestion = suggestFunction(name);
  const noun = form === 'method' ? 'method' : 'function';
  return new SourceProblem(offset, `there is no ${noun} ${name}()`, suggestion && toUsage(suggestion));
}

function toMismatch(definition: FunctionDefinition, values: CelList): Failure {
  const describe = () =>
    `${definition.name}() cannot be applied to ${values.map((value) => describeKind(value)).join(', ')}`;
  return new Failure(describe, { hint: () => toUsage(definition) });
}

function toUsage(definition: FunctionDefinition): string {
  return `It is written ${toSignatures(definition).join(' or ')}.`;
}
