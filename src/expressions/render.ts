import { TaskwrightError } from '../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { evaluateMeasured, toEvaluationError, type Scope } from './evaluate.js';
import type { Expression } from './expression.js';
import { Failure } from './failure.js';
import { createJsonMeter, RESULT_LIMIT, type JsonMeter } from './json-value.js';
import { hasTemplate, parseTemplate, toWholeExpression, type Template } from './template.js';
import { appendToPlace, RENDER_DEPTH_LIMIT, type FieldPath } from './field-path.js';

/**
 * The value with every `${{ }}` in its texts evaluated, in lists and objects at any depth; keys stay as they are. A text
 * that is one whole expression becomes its value; within text, texts stand bare, null is empty, the rest is JSON. What
 * an expression gives is not looked into again. Parts without `${{` are returned as they are, not copied.
 *
 * Throws TaskwrightError: `invalid_input` as `evaluate` does, with the place in the value (`/a: with.body[0].url`);
 * `invalid_definition` for a text that is no template.
 */
export function renderValue(value: JsonValue, scope: Scope): JsonValue {
  return render(value, { ...scope, meter: createJsonMeter(RESULT_LIMIT) }, []);
}

interface RenderScope extends Scope {
  /** Counts everything that the expressions of the whole value give. */
  readonly meter: JsonMeter;
}

function render(value: JsonValue, scope: RenderScope, field: FieldPath): JsonValue {
  if (typeof value === 'string') return hasTemplate(value) ? renderText(value, scope, field) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (field.length >= RENDER_DEPTH_LIMIT) {
    throw new TaskwrightError(
      'invalid_input',
      `The value at ${scope.place} is nested more than ${RENDER_DEPTH_LIMIT} deep.`,
    );
  }
  return isJsonObject(value) ? renderObject(value, scope, field) : renderList(value, scope, field);
}

function renderList(list: readonly JsonValue[], scope: RenderScope, field: FieldPath): JsonValue {
  const rendered = list.map((item, index) => render(item, scope, [...field, index]));
  return rendered.every((item, index) => item === list[index]) ? list : rendered;
}

function renderObject(object: JsonObject, scope: RenderScope, field: FieldPath): JsonValue {
  const rendered = Object.entries(object).map(([key, inner]) => [key, render(inner, scope, [...field, key])] as const);
  return rendered.every(([key, inner]) => inner === object[key]) ? object : Object.fromEntries(rendered);
}

function renderText(text: string, scope: RenderScope, field: FieldPath): JsonValue {
  const here: Scope = { variables: scope.variables, place: appendToPlace(scope.place, field) };
  const template = parseTemplate(text);
  const whole = toWholeExpression(template);
  return whole ? evaluateMeasured(whole, here, scope.meter) : joinParts(template, here, scope.meter);
}

function joinParts({ parts }: Template, scope: Scope, meter: JsonMeter): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = evaluateMeasured(part.expression, scope, meter);
      return toText(value, part.expression, scope);
    })
    .join('');
}

function toText(value: JsonValue, expression: Expression, scope: Scope): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  try {
    return JSON.stringify(value);
  } catch {
    throw toEvaluationError(expression, scope, new Failure('its result cannot be written as JSON'));
  }
}
