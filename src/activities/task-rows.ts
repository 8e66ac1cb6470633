import type { TaskDefinition } from '../domain/definition.js';
import type { JsonObject } from '../domain/json.js';
import { ATTACHED_IDS, toChildPath, toSegments } from '../domain/path.js';
import type { DefinitionTree } from '../factory/definition-tree.js';
import { ITEM_SEGMENT } from '../orchestrators/task-parts.js';
import { FIRST_ATTACHED_POSITION } from '../store/ordinal.js';
import type { NewTask } from '../store/store.js';

export interface RowOptions {
  readonly path: string;
  readonly task: TaskDefinition;
  readonly ordinal: readonly number[];
  readonly visit: number;
  readonly locals?: JsonObject;
}

/** The rows of a task and of everything that is statically below it. What hangs on a task gets its row when it runs. */
export function toTaskRows(tree: DefinitionTree, options: RowOptions): NewTask[] {
  const rows: NewTask[] = [];
  addRows(tree, options, rows);
  return rows;
}

function addRows(tree: DefinitionTree, options: RowOptions, rows: NewTask[]): void {
  const { path, task, ordinal, visit, locals } = options;
  const { kind, type, title, description, attributes } = task;
  const action = 'action' in task && typeof task.action === 'string' ? task.action : undefined;
  rows.push({
    path,
    kind,
    status: (task.needs?.length ?? 0) > 0 ? 'blocked' : 'pending',
    visit,
    ordinal,
    ...(type === undefined ? {} : { type }),
    ...(action === undefined ? {} : { action }),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(locals === undefined ? {} : { locals }),
  });
  const children = tree.partsOf(task).children.filter((part) => !part.attached && part.segment !== ITEM_SEGMENT);
  children.forEach((part, position) => {
    addRows(
      tree,
      { path: toChildPath(path, part.segment), task: part.task, ordinal: [...ordinal, position], visit },
      rows,
    );
  });
}

/** The positions from the root down to a path. */
export function toOrdinal(tree: DefinitionTree, path: string): number[] {
  const chain = tree.chainTo(path);
  return toSegments(path).map((segment, depth) => {
    const owner = chain[depth];
    const attached = ATTACHED_IDS.findIndex((id) => id === segment);
    const parts = owner ? tree.partsOf(owner).children : [];
    if (attached >= 0 && parts.some((part) => part.attached === segment)) return FIRST_ATTACHED_POSITION + attached;
    const position = parts
      .filter((part) => !part.attached && part.segment !== ITEM_SEGMENT)
      .findIndex((part) => part.segment === segment);
    return position >= 0 ? position : Number(segment);
  });
}
