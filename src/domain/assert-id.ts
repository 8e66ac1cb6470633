import { TaskwrightError } from './errors.js';
import { ID_RULE, isValidId } from './ids.js';

/** Throws invalid_input for what cannot be `what`: "the id of a run", "a workspace". Answers the id. */
export function assertId(id: string, what: string): string {
  if (isValidId(id)) return id;
  throw new TaskwrightError('invalid_input', `"${id.slice(0, 200)}" cannot be ${what}.`, { hint: ID_RULE });
}
