import { join } from 'node:path';
import type { TemporalRuns } from '../client/temporal-runs.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { TREE_ACTIVITIES, type TreeActivities } from '../workflows/tree-protocol.js';
import { toAuthoredFolders } from './authored/authored-folders.js';
import { cancelTree, settleTree } from './settle-tree.js';
import { createTreeRuns } from './tree-runs.js';
import type { TasksContext } from './tasks-context.js';

/** What the workflows behind trees call; the actor of what they change is the system. */
export function createTreeActivities({
  database,
  runs,
}: {
  readonly database: TaskDatabase;
  readonly runs: TemporalRuns;
}): TreeActivities {
  const trees = createTreeRuns({ runs, database: database.database, timeScale: 1 });
  const folders = toAuthoredFolders(join(process.cwd(), '.taskwright'));
  const toContext = (runKey: string): TasksContext => ({
    db: database,
    trees,
    workspace: toWorkspace(runKey),
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
    async [TREE_ACTIVITIES.deliver]() {},
  };
}

function toWorkspace(runKey: string): string {
  return runKey.includes('/') ? runKey.slice(0, runKey.indexOf('/')) : 'default';
}
