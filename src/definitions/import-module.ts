import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveTaskwright } from './resolve-taskwright.js';

const TYPESCRIPT: ReadonlySet<string> = new Set(['.ts', '.mts', '.cts']);

let hasLoader = false;

/**
 * Executes a module of the user's, also one in TypeScript, and answers its exports. It shares the modules of this process:
 * what it imports of Taskwright is the very same, unless it stands in a package of CommonJS, which gets copies.
 */
export async function importModule(path: string): Promise<unknown> {
  const extension = extname(path).toLowerCase();
  resolveTaskwright();
  if (TYPESCRIPT.has(extension)) await addTypeScript();
  // What is CommonJS for certain may import modules that are not, which only `require` with the loader can do.
  if (extension === '.cts') return { default: createRequire(path)(path) };
  return import(pathToFileURL(path).href);
}

/** For the rest of the process. The loader's own `tsImport` would load a second copy of everything. */
async function addTypeScript(): Promise<void> {
  if (hasLoader) return;
  hasLoader = true;
  const [esm, cjs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
  cjs.register();
  esm.register();
}
