import { DrizzleQueryError } from 'drizzle-orm';
import type { Actor } from '../domain/actor.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import type { TemporalRuns } from '../client/temporal-runs.js';
import type { Schedules } from '../schedules/create-schedules.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import { answerOnce, type KeyedRequest } from './answer-once.js';
import { join } from 'node:path';
import { toAuthoredFolders, type AuthoredFolders } from './authored/authored-folders.js';
import { createArtifactStore, type ArtifactStore } from './artifacts/artifact-store.js';
import { toStoreError } from '../store/postgres/to-store-error.js';
import { createTreeRuns } from './tree-runs.js';
import { queryTasks } from './query/query-tasks.js';
import type { TasksContext } from './tasks-context.js';
import { batchCreate } from './verbs/batch-create.js';
import { cancelTask } from './verbs/cancel-task.js';
import { briefSpecialist } from './verbs/brief-specialist.js';
import { completeTask, keepHandedIn } from './verbs/complete-task.js';
import { createFromTemplate } from './verbs/create-from-template.js';
import { createTask } from './verbs/create-task.js';
import { decideTask } from './verbs/decide-task.js';
import { deleteTask } from './verbs/delete-task.js';
import { executeTask } from './verbs/execute-task.js';
import { getDependencies } from './verbs/get-dependencies.js';
import { getStatus } from './verbs/get-status.js';
import { getTask } from './verbs/get-task.js';
import { getTaskEvents } from './verbs/get-task-events.js';
import { getTaskHierarchy } from './verbs/get-task-hierarchy.js';
import { manageDependencies } from './verbs/manage-dependencies.js';
import { manageLifecycle } from './verbs/manage-lifecycle.js';
import { createTemplate, deleteTemplate, getTemplate, listTemplates } from './verbs/manage-templates.js';
import {
  listSpecialists,
  listTaskTypes,
  registerSpecialist,
  registerTaskType,
  unregisterSpecialist,
  unregisterTaskType,
} from './verbs/manage-registrations.js';
import { moveTask } from './verbs/move-task.js';
import { listTemplateSchedules, scheduleTemplate, unscheduleTemplate } from './verbs/schedule-template.js';
import { listEdges } from './verbs/list-edges.js';
import { planTask } from './verbs/plan-task.js';
import { bulkUpdate } from './verbs/bulk-update.js';
import { getMetrics } from './verbs/get-metrics.js';
import { synthesizeResults } from './verbs/synthesize-results.js';
import { detectSuperseded } from './verbs/detect-superseded.js';
import { analyzeDependencies } from './verbs/analyze-dependencies.js';
import { listArtifacts, readArtifact } from './verbs/read-artifacts.js';
import { retryTree } from './verbs/retry-tree.js';
import { updateTask } from './verbs/update-task.js';

/** Takes what the MCP tool of that name takes, unchecked, and gives what it gives; throws TaskwrightError. */
export type TaskVerb = (input: unknown) => Promise<JsonObject>;

const VERBS = {
  create: createTask,
  batchCreate,
  plan: planTask,
  get: getTask,
  query: queryTasks,
  update: updateTask,
  delete: deleteTask,
  cancel: cancelTask,
  retryTree,
  move: moveTask,
  getHierarchy: getTaskHierarchy,
  getEvents: getTaskEvents,
  execute: executeTask,
  complete: completeTask,
  keepWork: keepHandedIn,
  brief: briefSpecialist,
  decide: decideTask,
  manageDependencies,
  getDependencies,
  listEdges,
  manageLifecycle,
  getStatus,
  analyzeDependencies,
  detectSuperseded,
  synthesizeResults,
  getMetrics,
  bulkUpdate,
  createFromTemplate,
  createTemplate,
  listTemplates,
  getTemplate,
  deleteTemplate,
  scheduleTemplate,
  listTemplateSchedules,
  unscheduleTemplate,
  listSpecialists,
  registerSpecialist,
  unregisterSpecialist,
  listTaskTypes,
  registerTaskType,
  unregisterTaskType,
  listArtifacts,
  readArtifact,
} as const satisfies Record<string, (context: TasksContext, input: unknown) => Promise<JsonObject>>;

/**
 * Generic tasks: planned, claimed and handed in by people and agents. What each verb takes and gives is written in the
 * words of the MCP tools, and checked here, so that every adapter says the same.
 */
export type TasksClient = { readonly [Name in keyof typeof VERBS]: TaskVerb } & {
  readonly actor: Actor;
  readonly workspace: string;
  /** The same verbs for somebody else. */
  as(actor: Actor): TasksClient;
  inWorkspace(workspace: string): TasksClient;
  /** Contents as streams. */
  readonly artifacts: ArtifactStore;
  /**
   * Answers a request that carries an idempotency key: its repeat gets the same answer. `work` is given a token that is the
   * same for each repeat, and verbs that know it: what they made before is found, and not made twice.
   */
  answerOnce(
    request: KeyedRequest,
    work: (token: string, tasks: TasksClient) => Promise<JsonValue>,
  ): Promise<JsonValue>;
};

export interface TasksOptions {
  readonly database: TaskDatabase;
  readonly runs: TemporalRuns;
  readonly workspace: string;
  readonly actor: Actor;
  readonly uiUrl?: string | null;
  /**
   * Holds a folder for each workspace, by its name, from which files that are handed in are read; `.taskwright/files` of the
   * current folder unless said.
   */
  readonly filesDir?: string;
  /** Of templates, roles and types; below `.taskwright` of the current folder unless said. */
  readonly folders?: AuthoredFolders;
  readonly timeScale?: number;
  /** Keeps what starts by itself. Without it no template can be scheduled. */
  readonly schedules?: Schedules;
  readonly now?: () => number;
}

export function createTasks(options: TasksOptions): TasksClient {
  const { database, runs, timeScale = 1 } = options;
  return toTasks({
    db: database,
    trees: createTreeRuns({ runs, database: database.database, timeScale }),
    schedules: options.schedules ?? null,
    workspace: options.workspace,
    actor: options.actor,
    uiUrl: options.uiUrl ?? null,
    filesDir: options.filesDir ?? join(process.cwd(), '.taskwright', 'files'),
    folders: options.folders ?? toAuthoredFolders(join(process.cwd(), '.taskwright')),
    timeScale,
    now: options.now ?? Date.now,
  });
}

function toTasks(context: TasksContext): TasksClient {
  const entries = Object.entries(VERBS).map(([name, verb]) => [
    name,
    (input: unknown) => verb(context, input).catch(rethrow),
  ]);
  const verbs: { readonly [Name in keyof typeof VERBS]: TaskVerb } = Object.fromEntries(entries);
  return {
    ...verbs,
    actor: context.actor,
    workspace: context.workspace,
    artifacts: createArtifactStore(context),
    as: (actor) => toTasks({ ...context, actor }),
    inWorkspace: (workspace) => toTasks({ ...context, workspace }),
    answerOnce: (request, work) =>
      answerOnce(context, request, (mark) => work(mark.token, toTasks({ ...context, request: mark }))),
  };
}

/** Words of the database may hold SQL and values, and stay in the cause. */
function rethrow(thrown: unknown): never {
  throw thrown instanceof DrizzleQueryError ? toStoreError(thrown) : thrown;
}
