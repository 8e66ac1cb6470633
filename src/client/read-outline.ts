import { builtInKinds } from '../definitions/built-in-kinds.js';
import { parsePinnedDefinition } from '../definitions/pinned-definition.js';
import { toNeededRule, type ApprovalRule } from '../domain/approval.js';
import type { Need, NeedType } from '../domain/definition.js';
import { toChildPath, toLastSegment, toParentPath } from '../domain/path.js';
import { isTreeRun } from '../domain/tree-run.js';
import { createDefinitionTree, type DefinitionTree } from '../factory/definition-tree.js';
import { toPreviousId } from '../factory/guarded-tasks.js';
import { type ClientContext, readRunRecord } from './client-context.js';

/** What the definition that a run is pinned to says a task waits for. */
export interface TaskOutline {
  readonly path: string;
  readonly needs: readonly OutlinedNeed[];
  /** The sibling that ends before this one starts, where they stand in a list that runs in order. */
  readonly follows: string | null;
}

export interface OutlinedNeed {
  readonly path: string;
  /** Another run; null for this one. */
  readonly run: string | null;
  readonly type: NeedType;
  /** Who has to approve it, which is no approval itself; null where nobody is asked. */
  readonly asks: ApprovalRule | null;
}

/** Of these tasks of a run of a definition; of a tree of generic tasks, which has none, nothing. Throws not_found. */
export async function readOutline(
  context: ClientContext,
  { runId, paths }: { readonly runId: string; readonly paths: readonly string[] },
): Promise<readonly TaskOutline[]> {
  const run = await readRunRecord(context, runId);
  if (isTreeRun(run)) return [];
  const body = await context.store.definitions.readPinned(run.definitionHash);
  if (body === null) return [];
  const tree = createDefinitionTree(parsePinnedDefinition(body), builtInKinds);
  return paths.flatMap((path) => outlineTask(tree, path) ?? []);
}

function outlineTask(tree: DefinitionTree, path: string): TaskOutline | null {
  const parentPath = toParentPath(path);
  const parent = parentPath === null ? undefined : tree.taskAt(parentPath);
  const task = tree.taskAt(path);
  if (parentPath === null || parent === undefined || task === undefined) return null;
  const siblings = tree.partsOf(parent).children.filter(({ attached }) => attached === undefined);
  const index = siblings.findIndex(({ segment }) => segment === toLastSegment(path));
  const before = toPreviousId(siblings, index);
  return {
    path,
    needs: (task.needs ?? []).map((need) => outlineNeed(tree, parentPath, need)),
    follows: before === null ? null : toChildPath(parentPath, before),
  };
}

function outlineNeed(tree: DefinitionTree, parentPath: string, need: Need): OutlinedNeed {
  const { task: needed, run = null, type } = need;
  const path = needed.startsWith('/') ? needed : toChildPath(parentPath, needed);
  const target = run === null && type === 'approval' ? tree.taskAt(path) : undefined;
  const asks = target === undefined || 'approval' in target ? null : toNeededRule(need);
  return { path, run, type, asks };
}
