import type { Action } from '../../actions/action.js';
import { loadDefinitionFile } from '../../definitions/load-definition-file.js';
import {
  createDefinitionParser,
  type DefinitionResult,
  type ParsedDefinition,
} from '../../definitions/parse-definition.js';
import { ProblemsError } from '../problems-error.js';

export interface LoadOptions {
  readonly cwd: string;
  /** The user's own actions, as far as they are known here. */
  readonly actions: readonly Action[];
  /** There are no others: an unknown action is a problem. */
  readonly hasAllActions: boolean;
}

/** Does not throw: what is wrong comes as problems. */
export function readDefinition(file: string, options: LoadOptions): Promise<DefinitionResult> {
  const { cwd, actions, hasAllActions } = options;
  const parser = createDefinitionParser({ actions, hasAllActions });
  return loadDefinitionFile(file, { parser, directory: cwd });
}

/** Throws ProblemsError with everything that is wrong with any of them. */
export async function loadDefinitions(
  files: readonly string[],
  options: LoadOptions,
): Promise<readonly ParsedDefinition[]> {
  const results = await Promise.all(files.map((file) => readDefinition(file, options)));
  const problems = results.flatMap((result) => result.problems);
  if (problems.length > 0) throw new ProblemsError(problems);
  return results.flatMap(({ definition }) => definition ?? []);
}
