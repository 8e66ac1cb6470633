import { fileURLToPath } from 'node:url';
import { readFolder, type AuthoredFile } from './read-folder.js';

type Sort = 'templates' | 'specialists';

const read: { [Each in Sort]?: Promise<readonly AuthoredFile[]> } = {};

/** What comes with Taskwright, read once; it lies beside `src` and `dist`. */
export function readBuiltIn(sort: Sort): Promise<readonly AuthoredFile[]> {
  return (read[sort] ??= readFolder(fileURLToPath(new URL(`../../../library/${sort}`, import.meta.url))));
}
