import { createBoundedCache } from './bounded-cache.js';
import { parseExpression, checkExpression, type CheckOptions, type Expression } from './expression.js';
import {
  SourceProblem,
  toDefinitionError,
  toExpressionProblem,
  toLocation,
  type ExpressionProblem,
} from './problem.js';

/** A text with `${{ }}` in it, taken apart: literal texts and expressions in their order. */
export interface Template {
  readonly source: string;
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = string | TemplateExpression;

export interface TemplateExpression {
  readonly expression: Expression;
  /** Where the expression begins in the template, in UTF-16 units. */
  readonly offset: number;
}

/** An expression within a template, before it is compiled. */
interface Slot {
  readonly source: string;
  readonly offset: number;
}

const OPENING = '${{';
const CLOSING = '}}';

const cache = createBoundedCache<Template>({ maxWeight: 512 * 1024, weigh: (source) => 64 + source.length });

export function hasTemplate(text: string): boolean {
  return text.includes(OPENING);
}

/**
 * Finds the expressions: the closing braces are looked for outside of CEL's texts and brackets; `$${{` is a literal
 * `${{`. Throws TaskwrightError `invalid_definition` with the column in the template.
 */
export function parseTemplate(text: string): Template {
  const known = cache.get(text);
  if (known) return known;
  const problem = checkTemplate(text);
  if (problem) throw toDefinitionError(problem, 'Template');
  const template: Template = {
    source: text,
    parts: split(text).map((part) =>
      typeof part === 'string' ? part : { expression: parseExpression(part.source), offset: part.offset },
    ),
  };
  cache.set(text, template);
  return template;
}

/** The first problem of the template, located in the template, or null. */
export function checkTemplate(text: string, options: CheckOptions = {}): ExpressionProblem | null {
  try {
    for (const part of split(text)) {
      if (typeof part === 'string') continue;
      const problem = checkExpression(part.source, options);
      if (problem) return { ...problem, ...toLocation(text, part.offset + problem.offset) };
    }
    return null;
  } catch (thrown) {
    if (thrown instanceof SourceProblem) return toExpressionProblem(thrown, text);
    throw thrown;
  }
}

/** The expression, where the template is nothing else. */
export function toWholeExpression({ parts }: Template): Expression | null {
  const [first, ...rest] = parts;
  return first !== undefined && typeof first !== 'string' && rest.length === 0 ? first.expression : null;
}

function split(text: string): readonly (string | Slot)[] {
  const parts: (string | Slot)[] = [];
  let literal = '';
  let position = 0;
  const endLiteral = () => {
    if (literal !== '') parts.push(literal);
    literal = '';
  };

  for (;;) {
    const opening = text.indexOf(OPENING, position);
    if (opening === -1) break;
    const start = opening + OPENING.length;
    if (opening > position && text[opening - 1] === '$') {
      literal += text.slice(position, opening - 1) + OPENING;
      position = start;
      continue;
    }
    const end = findClosing(text, start, opening);
    const source = text.slice(start, end);
    if (source.trim() === '')
      throw new SourceProblem(opening, '"${{ }}" is empty', 'For the characters themselves write "$${{".');
    literal += text.slice(position, opening);
    endLiteral();
    parts.push({ source, offset: start });
    position = end + CLOSING.length;
  }
  literal += text.slice(position);
  endLiteral();
  return parts;
}

/** The place of the `}}` that ends the expression which begins at `start`. */
function findClosing(text: string, start: number, opening: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === '"' || character === "'") {
      at = skipText(text, at);
      continue;
    }
    if (depth === 0 && text.startsWith(CLOSING, at)) return at;
    if (text.startsWith('//', at)) {
      at = skipComment(text, at);
      continue;
    }
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth < 0) break;
    at += 1;
  }
  throw new SourceProblem(
    opening,
    '"${{" is not closed',
    'Close it with "}}"; for the characters themselves write "$${{".',
  );
}

/** The place behind the text that begins with this quote. A backslash protects the next quote in raw texts as well. */
function skipText(text: string, quote: number): number {
  const mark = text.charAt(quote);
  const delimiter = text.startsWith(mark.repeat(3), quote) ? mark.repeat(3) : mark;
  let at = quote + delimiter.length;
  while (at < text.length) {
    if (text.startsWith(delimiter, at)) return at + delimiter.length;
    at += text[at] === '\\' ? 2 : 1;
  }
  throw new SourceProblem(quote, 'the text that begins here is not closed');
}

/** A comment runs to the end of its line, or to the braces that close the expression. */
function skipComment(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  const closing = text.indexOf(CLOSING, start);
  const ends = [newline, closing].filter((end) => end !== -1);
  return ends.length === 0 ? text.length : Math.min(...ends);
}
