import type { TreeInput } from '../workflows/tree-protocol.js';
import type { NewWorkflow } from './temporal-runs.js';

/** What Temporal is told of a tree of generic tasks. */
export function toTreeWorkflow(tree: {
  readonly runKey: string;
  readonly type: string;
  readonly title: string;
  readonly timeScale: number;
}): NewWorkflow & { readonly input: TreeInput } {
  const { runKey, type, title, timeScale } = tree;
  const input: TreeInput = { tree: true, timeScale };
  return { runKey, type, input, summary: title, details: `Tasks of **${type}**: \`${runKey}\`` };
}
