import { createDefinitionParser } from '../definitions/parse-definition.js';
import type { AuthoredDefinition } from '../definitions/define-workflow.js';
import type { Action } from '../actions/action.js';
import type { Definition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import type { CustomKind } from '../factory/kinds.js';

/** A definition as a test gives it, checked as any other. Throws invalid_definition with everything that is wrong. */
export function toTestDefinition(
  given: Definition | AuthoredDefinition | string,
  options: { readonly kinds?: readonly CustomKind[]; readonly ownActions?: readonly Action[] } = {},
): Definition {
  if (isParsed(given)) return given;
  const parser = createDefinitionParser({ kinds: options.kinds, actions: options.ownActions });
  const result = typeof given === 'string' ? parser.parseDefinition(given) : parser.parseDefinitionObject(given);
  if (result.definition) return result.definition;
  const problems = result.problems.map(({ path, message, hint }) => `${path}: ${message} ${hint}`);
  throw new TaskwrightError('invalid_definition', problems.join('\n'));
}

function isParsed(given: Definition | AuthoredDefinition | string): given is Definition {
  return typeof given === 'object' && 'root' in given;
}
