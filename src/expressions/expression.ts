import { createBoundedCache } from './bounded-cache.js';
import { compile } from './compile/compile.js';
import type { Evaluator } from './compile/scope.js';
import { SourceProblem, toDefinitionError, toExpressionProblem, type ExpressionProblem } from './problem.js';
import { toReferences, type References } from './references.js';
import { parseSyntax, type SyntaxNode } from './syntax.js';

/** A CEL expression, ready to run any number of times with `evaluate`. */
export interface Expression {
  readonly source: string;
  readonly references: References;
  /** It only reads: `input.files`, `tasks["a"].output`. */
  readonly isPath: boolean;
  readonly run: Evaluator;
}

export interface CheckOptions {
  /** The variables that the expression may name; any where it is left out. */
  readonly variables?: Iterable<string>;
}

/** In characters of source. What is compiled takes some fifty times as much memory. */
const CACHED_SOURCE_LIMIT = 512 * 1024;

const cache = createBoundedCache<Expression>({
  maxWeight: CACHED_SOURCE_LIMIT,
  weigh: (source) => 64 + source.length,
});

/**
 * Compiles once: the expressions used last are kept. Throws TaskwrightError `invalid_definition`, which says the column
 * and the reason. Sources have 16,384 characters at most, 5,000 parts, 250 levels.
 */
export function parseExpression(source: string): Expression {
  const result = tryParse(source);
  if ('reason' in result) throw toDefinitionError(result, 'Expression');
  return result;
}

/** The first problem of the source, or null. */
export function checkExpression(source: string, options: CheckOptions = {}): ExpressionProblem | null {
  const result = tryParse(source);
  return 'reason' in result ? result : toUnknownVariable(result, options);
}

function tryParse(source: string): Expression | ExpressionProblem {
  const known = cache.get(source);
  if (known) return known;
  try {
    const syntax = parseSyntax(source);
    const references = toReferences(syntax);
    const isGuarded = references.variables.some(({ name }) => name === 'secrets');
    const expression = { source, references, isPath: isPath(syntax), run: compile(syntax, { isGuarded }) };
    cache.set(source, expression);
    return expression;
  } catch (thrown) {
    if (thrown instanceof SourceProblem) return toExpressionProblem(thrown, source);
    throw thrown;
  }
}

function isPath(node: SyntaxNode): boolean {
  let current = node;
  while (current.op === '.' || current.op === '[]') current = current.args[0];
  return current.op === 'id';
}

function toUnknownVariable({ source, references }: Expression, { variables }: CheckOptions): ExpressionProblem | null {
  if (variables === undefined) return null;
  const known = new Set(variables);
  const unknown = references.variables.find(({ name }) => !known.has(name));
  if (!unknown) return null;
  const hint = toHyphenHint(source, unknown.offset) ?? `Known here: ${[...known].join(', ')}.`;
  const problem = new SourceProblem(unknown.offset, `there is no variable "${unknown.name}"`, hint);
  return toExpressionProblem(problem, source);
}

/** `tasks.my-task.output` is a subtraction. */
function toHyphenHint(source: string, offset: number): string | undefined {
  const owner = /([A-Za-z_]\w*)\.([\w-]+-)$/.exec(source.slice(0, offset));
  const rest = /^[\w-]+/.exec(source.slice(offset));
  return owner && rest ? `A name with "-" is written ${owner[1]}["${owner[2]}${rest[0]}"].` : undefined;
}
