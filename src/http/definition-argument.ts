import { z } from 'zod';
import { findDefinitionRef, type DefinitionRef } from '../client/definition-ref.js';
import { parseDefinition, parseDefinitionObject } from '../definitions/parse-definition.js';
import type { ParsedDefinition } from '../definitions/parse-definition.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonObject } from '../domain/json.js';
import { Refusal } from './refusal.js';

export const definitionArgument = z
  .union([z.string().min(1), z.record(z.string(), z.unknown())], {
    error: 'must be the id of a definition, its text, or the definition itself',
  })
  .describe(
    'The id of a definition that was pushed (also ID@VERSION), or a definition: its YAML or JSON text, or an object.',
  );

/**
 * Throws invalid_definition with all its problems, invalid_input for a version where there is nothing to choose, and for what
 * is neither.
 */
export function toDefinition(
  argument: z.output<typeof definitionArgument>,
  version: string | undefined,
): ParsedDefinition | DefinitionRef {
  const ref = typeof argument === 'string' ? findDefinitionRef(argument) : null;
  if (ref !== null) return version === undefined ? ref : { ...ref, version };
  const definition = parseWritten(argument);
  if (version === undefined || version === definition.version) return definition;
  throw new TaskwrightError('invalid_input', `The definition says version ${definition.version}, not ${version}.`, {
    hint: 'Leave "version" out: it chooses among the versions that were pushed.',
  });
}

/** Throws invalid_definition with all its problems. */
export function parseWritten(written: z.output<typeof definitionArgument>): ParsedDefinition {
  const { definition, problems } =
    typeof written === 'string' ? parseDefinition(written) : parseDefinitionObject(written);
  if (definition !== null) return definition;
  const [first] = problems;
  const error = new TaskwrightError('invalid_definition', problems.map(({ message }) => message).join(' '), {
    ...(first?.hint != null && { hint: first.hint }),
  });
  const listed = problems.map((problem): JsonObject => ({ ...problem }));
  throw new Refusal(error, { more: { problems: listed } });
}
