import type { Actor } from '../domain/actor.js';
import type { Schedules } from '../schedules/create-schedules.js';
import type { AuthoredFolders } from './authored/authored-folders.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import type { RequestMark } from './request-mark.js';
import type { TreeRuns } from './tree-runs.js';

/** What the verbs of generic tasks work with. */
export interface TasksContext {
  readonly db: TaskDatabase;
  readonly trees: TreeRuns;
  /** Null where nobody keeps what starts by itself. */
  readonly schedules: Schedules | null;
  readonly workspace: string;
  readonly actor: Actor;
  /** Authors' durations are multiplied by it; 1 outside tests. */
  readonly timeScale: number;
  /** Of Temporal's Web UI with its namespace; null when it is not known. */
  readonly uiUrl: string | null;
  /** Holds a folder for each workspace, by its name: files that are handed in are read from there. */
  readonly filesDir: string;
  readonly folders: AuthoredFolders;
  readonly now: () => number;
  /** What is asked for carries an idempotency key. */
  readonly request?: RequestMark;
}
