import { toRunIds } from '../domain/ids.js';
import { join } from 'node:path';
import type { ClientContext } from '../client/client-context.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { TREE_ACTIVITIES, type TreeActivities } from '../workflows/tree-protocol.js';
import { toAuthoredFolders, type AuthoredFolders } from './authored/authored-folders.js';
import { startOnComplete } from './on-complete.js';
import { cancelTree, settleTree } from './settle-tree.js';
import { createTreeRuns } from './tree-runs.js';
import type { TasksContext } from './tasks-context.js';

/** What the workflows behind trees call; the actor of what they change is the system. */
export function createTreeActivities({
  database,
  client,
  folders = toAuthoredFolders(join(process.cwd(), '.taskwright')),
}: {
  readonly database: TaskDatabase;
  /** Starts runs of definitions; in whichever workspace a tree is. */
  readonly client: ClientContext;
  /** Of the user's own templates and types; below `.taskwright` of the current folder unless said. */
  readonly folders?: AuthoredFolders;
}): TreeActivities {
  const trees = createTreeRuns({ runs: client.runs, database: database.database, timeScale: 1 });
  const toContext = (runKey: string): TasksContext => ({
    db: database,
    trees,
    schedules: null,
    workspace: toRunIds(runKey).workspace,
    actor: { name: 'system', roles: [] },
    timeScale: 1,
    uiUrl: null,
    filesDir: process.cwd(),
    folders,
    now: Date.now,
  });
  return {
    [TREE_ACTIVITIES.settle]: ({ runKey }) => settleTree(toContext(runKey), runKey),
    [TREE_ACTIVITIES.cancel]: ({ runKey }) => cancelTree(toContext(runKey), runKey),
    [TREE_ACTIVITIES.deliver]: ({ runKey }) => startOnComplete(toContext(runKey), client, runKey),
  };
}
