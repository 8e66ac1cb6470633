/** The addresses of tasks within a run: `/`, `/build/compile`, `/each/0/lint`, `/x/on_error`. */
export const ROOT_PATH = '/';

export function toChildPath(parentPath: string, id: string): string {
  return parentPath === ROOT_PATH ? `/${id}` : `${parentPath}/${id}`;
}

/** The segments from the root: `[]` for `/`, `['a', 'b']` for `/a/b`. */
export function toSegments(path: string): string[] {
  return path === ROOT_PATH ? [] : path.slice(1).split('/');
}

/** Null for the root. */
export function toParentPath(path: string): string | null {
  if (path === ROOT_PATH) return null;
  const cut = path.lastIndexOf('/');
  return cut === 0 ? ROOT_PATH : path.slice(0, cut);
}

/** The last segment; `` for the root. */
export function toLastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function isWithin(path: string, ancestorPath: string): boolean {
  return ancestorPath === ROOT_PATH ? path !== ROOT_PATH : path.startsWith(`${ancestorPath}/`);
}

/** From the root down to the parent: `['/', '/a']` for `/a/b`. */
export function toAncestorPaths(path: string): string[] {
  const ancestors: string[] = [];
  for (let parent = toParentPath(path); parent !== null; parent = toParentPath(parent)) ancestors.unshift(parent);
  return ancestors;
}

/** Tasks that hang on another one instead of standing among its children. */
export const ATTACHED_IDS = ['on_error', 'on_timeout', 'compensate', 'process'] as const;

export type AttachedId = (typeof ATTACHED_IDS)[number];
