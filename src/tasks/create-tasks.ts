import type { Actor } from '../domain/actor.js';
import type { JsonObject } from '../domain/json.js';
import type { TemporalRuns } from '../client/temporal-runs.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { createTreeRuns } from './tree-runs.js';
import type { TasksContext } from './tasks-context.js';
import type { TaskType } from './types/task-type.js';
import { createTask } from './verbs/create-task.js';
import { executeTask } from './verbs/execute-task.js';
import { getTask } from './verbs/get-task.js';

/**
 * Generic tasks: planned, claimed and handed in by people and agents. What each takes and gives is written in the MCP
 * tools' own words, and checked here, so that every adapter says the same. Everything throws TaskwrightError.
 */
export interface TasksClient {
  create(input: unknown): Promise<JsonObject>;
  get(input: unknown): Promise<JsonObject>;
  execute(input: unknown): Promise<JsonObject>;
}

export interface TasksOptions {
  readonly database: TaskDatabase;
  readonly runs: TemporalRuns;
  readonly workspace: string;
  readonly actor: Actor;
  readonly findType?: (name: string) => TaskType | null;
  readonly uiUrl?: string | null;
  readonly timeScale?: number;
  readonly now?: () => number;
}

export function createTasks(options: TasksOptions): TasksClient {
  const {
    database,
    runs,
    workspace,
    actor,
    findType = () => null,
    uiUrl = null,
    timeScale = 1,
    now = Date.now,
  } = options;
  const trees = createTreeRuns({ runs, database: database.database, timeScale });
  const context: TasksContext = { db: database, trees, workspace, actor, findType, uiUrl, timeScale, now };
  return {
    create: (input) => createTask(context, input),
    get: (input) => getTask(context, input),
    execute: (input) => executeTask(context, input),
  };
}
