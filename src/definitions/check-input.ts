import { createSchemaCheck } from './json-schema.js';
import { withDefaults } from './with-defaults.js';
import type { Definition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import { assertSize } from '../domain/assert-size.js';

/** Bytes of a run's input as JSON. */
export const MAX_INPUT_BYTES = 1_048_576;

/**
 * The input with the defaults of the definition's `input` schema. Throws invalid_input, naming every field that does not
 * meet it.
 */
export function checkInput(definition: Pick<Definition, 'id' | 'input'>, given: JsonValue): JsonValue {
  const input = withDefaults(definition.input, given);
  assertSize(input, { what: 'input of a run', maxBytes: MAX_INPUT_BYTES });
  const violations = createSchemaCheck(definition.input)(input);
  if (violations.length === 0) return input;
  const what = violations.map(({ message }) => message).join(' ');
  throw new TaskwrightError('invalid_input', `The input does not fit "${definition.id}": ${what}`, {
    hint: 'The definition says under "input" what it takes.',
  });
}
