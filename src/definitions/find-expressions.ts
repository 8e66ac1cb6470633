import { checkExpression, parseExpression } from '../expressions/expression.js';
import { checkTemplates, listExpressions } from '../expressions/check-templates.js';
import type { References } from '../expressions/references.js';
import { isJsonObject, type JsonValue } from '../domain/json.js';
import { hasTemplate } from '../orchestrators/authored-values.js';
import type { ExpressionPart, FieldPath } from '../orchestrators/kind.js';
import { toDotted } from './field-problems.js';

/** Something wrong within an expression; `offset` counts from the beginning of the text at `field`. */
export interface ExpressionComplaint {
  readonly field: FieldPath;
  readonly offset: number;
  readonly message: string;
  readonly hint: string | null;
}

/** An expression that is right by itself, for what is to be said about the names in it. */
export interface FoundExpression {
  readonly field: FieldPath;
  /** Where it begins within its text. */
  readonly offset: number;
  readonly source: string;
  readonly references: References;
}

/** The expressions of a part, and what is no expression in it. */
export function findExpressions(part: ExpressionPart): { found: FoundExpression[]; complaints: ExpressionComplaint[] } {
  const found: FoundExpression[] = [];
  const complaints: ExpressionComplaint[] = [];
  if (part.isBare) addBare(String(part.value));
  else for (const { text, field } of textsIn(part.value, part.field)) addTemplate(text, field);
  return { found, complaints };

  function addBare(source: string): void {
    const { field } = part;
    if (hasTemplate(source)) {
      const message = `"${toDotted(field)}" is an expression already.`;
      complaints.push({ field, offset: source.indexOf('${{'), message, hint: 'Leave "${{" and "}}" out.' });
      return;
    }
    const problem = checkExpression(source);
    if (problem === null) found.push({ field, offset: 0, source, references: parseExpression(source).references });
    else complaints.push(toComplaint(field, problem));
  }

  function addTemplate(text: string, field: FieldPath): void {
    const [problem] = checkTemplates(text);
    if (problem !== undefined) complaints.push(toComplaint(field, problem));
    else {
      for (const { offset, expression } of listExpressions(text)) {
        found.push({ field, offset, source: expression.source, references: expression.references });
      }
    }
  }
}

function toComplaint(
  field: FieldPath,
  { offset, reason, hint }: { offset: number; reason: string; hint: string | null },
): ExpressionComplaint {
  return { field, offset, message: `The expression in "${toDotted(field)}" is not valid: ${reason}.`, hint };
}

function* textsIn(value: JsonValue, field: FieldPath): Iterable<{ text: string; field: FieldPath }> {
  if (typeof value === 'string') {
    if (value.includes('${{')) yield { text: value, field };
  } else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) yield* textsIn(inner, [...field, key]);
  } else if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield* textsIn(inner, [...field, index]);
  }
}
