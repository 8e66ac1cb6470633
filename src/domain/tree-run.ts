/** In the place of the definition's hash, of every run that a root of generic tasks has started. */
export const TREE_HASH = 'task-tree';

export function isTreeRun({ definitionHash }: { readonly definitionHash: string }): boolean {
  return definitionHash === TREE_HASH;
}
