import { parseDefinition, parseDefinitionObject, type DefinitionResult } from '../definitions/parse-definition.js';
import { findDefinitionRef, type DefinitionRef } from '../client/definition-ref.js';
import type { Definition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import { z } from 'zod';

/** An id, `id@version`, or a definition itself. */
export const definitionArgument = z.union([z.string().min(1), z.record(z.string(), z.unknown())]);

export type DefinitionArgument = z.output<typeof definitionArgument>;

/** Throws invalid_definition, naming what is wrong; invalid_input for what is neither. */
export function toDefinition(argument: DefinitionArgument): Definition | DefinitionRef {
  const ref = typeof argument === 'string' ? findDefinitionRef(argument) : null;
  if (ref !== null) return ref;
  const { definition, problems } = parseArgument(argument);
  if (definition !== null) return definition;
  const first = problems.slice(0, 5).map(({ message, path, line }) => {
    const place = line === null ? path : `line ${line}`;
    return place === null ? message : `${place}: ${message}`;
  });
  throw new TaskwrightError('invalid_definition', `The definition cannot be used. ${first.join(' ')}`, {
    hint: problems[0]?.hint ?? 'validate_definition lists every problem.',
  });
}

export function parseArgument(argument: DefinitionArgument): DefinitionResult {
  return typeof argument === 'string' ? parseDefinition(argument) : parseDefinitionObject(argument);
}
