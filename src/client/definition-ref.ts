import { TaskwrightError } from '../domain/errors.js';
import { isValidId } from '../domain/ids.js';

export interface DefinitionRef {
  readonly id: string;
  /** The highest by semantic versioning unless said. */
  readonly version?: string | undefined;
}

/** `ID` or `ID@VERSION`; null for anything else. */
export function parseDefinitionRef(text: string): DefinitionRef | null {
  const [id = '', version, ...rest] = text.trim().split('@');
  if (!isValidId(id) || version === '' || rest.length > 0) return null;
  return version === undefined ? { id } : { id, version };
}

/**
 * What an adapter is given as the name of a definition or as its text; null for a text. Throws invalid_input for what can be
 * neither, such as the name of a file.
 */
export function findDefinitionRef(text: string): DefinitionRef | null {
  const ref = parseDefinitionRef(text);
  if (ref !== null || /[\s:{]/.test(text.trim())) return ref;
  throw new TaskwrightError(
    'invalid_input',
    `"${text.slice(0, 200)}" is neither the id of a definition nor its text.`,
    {
      hint: 'Pass ID, ID@VERSION, or the whole definition: no file is read here.',
    },
  );
}
