import { TaskwrightError, toMessage } from '../../domain/errors.js';
import type { JsonValue } from '../../domain/json.js';

/** The value of an option that has to be JSON. Throws invalid_input. */
export function parseJsonOption(option: string, text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new TaskwrightError('invalid_input', `${option} is no JSON: ${toMessage(thrown)}.`, {
      hint: `A text needs its quotes: ${option} '"done"'.`,
      cause: thrown,
    });
  }
}
