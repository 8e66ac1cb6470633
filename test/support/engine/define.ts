import { parseDefinition, type ParsedDefinition } from '../../../src/definitions/parse-definition.js';

/** A definition from YAML; throws with what is wrong in it. */
export function define(yaml: string): ParsedDefinition {
  const { definition, problems } = parseDefinition(yaml, { file: 'test.yaml' });
  if (definition) return definition;
  throw new Error(
    `The definition of the test is wrong:\n${problems.map(({ path, message }) => `${path}: ${message}`).join('\n')}`,
  );
}
