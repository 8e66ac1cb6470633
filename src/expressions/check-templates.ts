import { isJsonObject, type JsonValue } from '../domain/json.js';
import type { CheckOptions, Expression } from './expression.js';
import { RENDER_DEPTH_LIMIT, type FieldPath } from './field-path.js';
import type { ExpressionProblem } from './problem.js';
import { mergeReferences, type References } from './references.js';
import { checkTemplate, hasTemplate, parseTemplate } from './template.js';

export interface TemplateProblem extends ExpressionProblem {
  /** The text within the value; its offset, line and column count in that text. */
  readonly field: FieldPath;
}

/** An expression within a value. */
export interface LocatedExpression {
  readonly field: FieldPath;
  /** Where it begins in its text, in UTF-16 units: to be added to the offsets of its references. */
  readonly offset: number;
  readonly text: string;
  readonly expression: Expression;
}

/** The first problem of every text in the value; empty for a value that can be rendered. */
export function checkTemplates(value: JsonValue, options: CheckOptions = {}): readonly TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  for (const { field, text, isTooDeep } of templatesIn(value, [])) {
    const problem = isTooDeep ? TOO_DEEP : checkTemplate(text, options);
    if (problem) problems.push({ ...problem, field });
  }
  return problems;
}

/** Every expression in the texts of the value, in its order. Throws for a value that `checkTemplates` finds fault with. */
export function listExpressions(value: JsonValue): readonly LocatedExpression[] {
  const found: LocatedExpression[] = [];
  for (const { field, text } of templatesIn(value, [])) {
    for (const part of parseTemplate(text).parts) {
      if (typeof part !== 'string') found.push({ field, offset: part.offset, text, expression: part.expression });
    }
  }
  return found;
}

/** What the expressions of the value read together; for what has to be loaded before it is rendered. */
export function templateReferences(value: JsonValue): References {
  return mergeReferences(listExpressions(value).map(({ expression }) => expression.references));
}

const TOO_DEEP: ExpressionProblem = {
  reason: `the value is nested more than ${RENDER_DEPTH_LIMIT} deep`,
  hint: null,
  text: '',
  offset: 0,
  line: 1,
  column: 1,
};

interface FoundText {
  readonly field: FieldPath;
  readonly text: string;
  readonly isTooDeep: boolean;
}

function* templatesIn(value: JsonValue, field: FieldPath): Iterable<FoundText> {
  if (typeof value === 'string') {
    if (hasTemplate(value)) yield { field, text: value, isTooDeep: false };
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (field.length >= RENDER_DEPTH_LIMIT) {
    yield { field, text: '', isTooDeep: true };
    return;
  }
  const entries = isJsonObject(value) ? Object.entries(value) : value.entries();
  for (const [key, inner] of entries) yield* templatesIn(inner, [...field, key]);
}
