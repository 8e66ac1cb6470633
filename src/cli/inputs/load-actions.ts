import { resolve } from 'node:path';
import type { Action } from '../../actions/action.js';
import { importModule } from '../../definitions/import-module.js';
import { TaskwrightError, toMessage } from '../../domain/errors.js';

/**
 * The actions that modules export, by any name or as a list: what `defineAction` returns. Executes the modules. Throws
 * invalid_input for one that cannot be loaded or exports none.
 */
export async function loadActions(files: readonly string[], cwd: string): Promise<readonly Action[]> {
  const loaded = await Promise.all(files.map((file) => loadActionFile(file, cwd)));
  return loaded.flat();
}

async function loadActionFile(file: string, cwd: string): Promise<readonly Action[]> {
  const module = await importModule(resolve(cwd, file)).catch((thrown: unknown) => {
    throw new TaskwrightError('invalid_input', `${file} cannot be loaded: ${toMessage(thrown)}`, {
      hint: 'Name a module that exports actions.',
      cause: thrown,
    });
  });
  const actions = new Set(exportsOf(module).flatMap(findActions));
  if (actions.size > 0) return [...actions];
  throw new TaskwrightError('invalid_input', `${file} exports no action.`, {
    hint: 'Write "export const x = defineAction({ name, input, run })".',
  });
}

function exportsOf(module: unknown): unknown[] {
  return typeof module === 'object' && module !== null ? Object.values(module) : [];
}

/** Of an export: itself, or what stands in a list or (of a CommonJS module) in an object of exports. */
function findActions(exported: unknown): Action[] {
  if (isAction(exported)) return [exported];
  if (Array.isArray(exported)) return exported.filter(isAction);
  return typeof exported === 'object' && exported !== null ? Object.values(exported).filter(isAction) : [];
}

function isAction(value: unknown): value is Action {
  if (typeof value !== 'object' || value === null) return false;
  return 'name' in value && typeof value.name === 'string' && 'input' in value && 'run' in value;
}
