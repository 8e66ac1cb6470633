import { isAbsolute, relative, resolve } from 'node:path';
import { TaskwrightError } from '../../domain/errors.js';

/** A path below the workspace's folder, written with `/`. Throws invalid_input for one that leads out of it. */
export function toWorkspaceFile(folder: string, path: string): string {
  const inside = relative(folder, resolve(folder, path));
  const isOutside = inside === '' || inside.startsWith('..') || isAbsolute(inside) || path.includes('\0');
  if (!isOutside) return inside.replaceAll('\\', '/');
  throw new TaskwrightError('invalid_input', `"${path.slice(0, 200)}" is not a file of the workspace.`, {
    hint: 'Name files below the folder that the workspace works in.',
  });
}
