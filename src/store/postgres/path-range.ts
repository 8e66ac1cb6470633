import { ROOT_PATH } from '../../domain/path.js';

/**
 * What is below a path, as an open range of texts compared byte by byte: `0` comes right after `/`. Excludes the path
 * itself.
 */
export function toPathRange(path: string): { readonly above: string; readonly below: string } {
  const prefix = path === ROOT_PATH ? '' : path;
  return { above: `${prefix}/`, below: `${prefix}0` };
}
