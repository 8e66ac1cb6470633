import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { SourceProblem } from './problem.js';

/** A node of the library's syntax tree. */
export type SyntaxNode = ASTNode;

export const SOURCE_LIMIT = 16 * 1024;
export const NODE_LIMIT = 5_000;
export const NESTING_LIMIT = 250;

const parser = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: NODE_LIMIT, maxDepth: NESTING_LIMIT, maxListElements: 1_000, maxMapEntries: 1_000 },
});

/** Throws SourceProblem. */
export function parseSyntax(source: string): SyntaxNode {
  if (source.trim() === '') throw new SourceProblem(0, 'it is empty');
  if (source.length > SOURCE_LIMIT)
    throw new SourceProblem(SOURCE_LIMIT, `it is longer than ${SOURCE_LIMIT} characters`);
  try {
    const root = parser.parse(source).ast;
    requireNesting(root);
    return root;
  } catch (thrown) {
    if (thrown instanceof ParseError) throw toSourceProblem(thrown, source);
    if (thrown instanceof RangeError) throw new SourceProblem(0, 'it is nested too deeply');
    throw thrown;
  }
}

/** The nodes right below, in the order of the source. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

export function textOf(node: SyntaxNode): string {
  return node.input.slice(node.start, node.end);
}

/** A chain such as `a + b + c` nests without a bracket, so the parser's own limit does not see it. */
function requireNesting(root: SyntaxNode): void {
  let level: readonly SyntaxNode[] = [root];
  for (let depth = 1; level.length > 0; depth += 1) {
    const [first] = level;
    if (depth > NESTING_LIMIT && first) throw new SourceProblem(first.pos, 'it is nested too deeply');
    level = level.flatMap((node) => childrenOf(node));
  }
}

const TOKEN_TEXTS: Readonly<Record<string, string>> = {
  RPAREN: '")"',
  RBRACKET: '"]"',
  RBRACE: '"}"',
  COLON: '":"',
  IDENTIFIER: 'a name',
};

function toSourceProblem(error: ParseError, source: string): SourceProblem {
  const start = error.range?.start ?? 0;
  const found = source.slice(start, error.range?.end ?? start);
  const hint = toHint(found, source.slice(0, start));
  switch (error.code) {
    case 'unexpected_token':
    case 'unexpected_character':
      return new SourceProblem(start, found === '' ? 'it ends too early' : `unexpected ${JSON.stringify(found)}`, hint);
    case 'expected_token': {
      const token = /^Expected (\w+)/.exec(error.summary)?.[1] ?? '';
      const expected = `expected ${TOKEN_TEXTS[token] ?? token}`;
      return new SourceProblem(
        start,
        found === '' ? `${expected}, but it ends` : `${expected}, found ${JSON.stringify(found)}`,
        hint,
      );
    }
    case 'limit_exceeded':
      return new SourceProblem(start, 'it has too many parts or is nested too deeply');
    default:
      return new SourceProblem(start, `${error.summary.charAt(0).toLowerCase()}${error.summary.slice(1)}`, hint);
  }
}

/** What those who think in another language write. */
function toHint(found: string, before: string): string | undefined {
  switch (found) {
    case '=':
      return 'Compare with "==".';
    case 'and':
    case '&':
      return 'Write "&&" for and.';
    case 'or':
    case '|':
      return 'Write "||" for or.';
    case '.':
    case '?':
      return before.endsWith('?') ? 'Test for a key with has(a.b).' : undefined;
    default:
      return /\bnot\s*$/.test(before) ? 'Write "!" for not.' : undefined;
  }
}
