import { Client } from '@temporalio/client';
import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { createActionRegistry } from '../actions/action-registry.js';
import type { Action } from '../actions/action.js';
import type { McpServers } from '../actions/mcp/mcp-servers.js';
import type { SecretSource } from '../actions/secret-source.js';
import { createActivities } from '../activities/create-activities.js';
import { createDefinitionLibrary } from '../activities/definition-library.js';
import type { ActivityDependencies } from '../activities/dependencies.js';
import type { ClientContext } from '../client/client-context.js';
import { toClient } from '../client/create-client.js';
import { createTemporalRuns } from '../client/temporal-runs.js';
import { createKindRegistry, type CustomKind } from '../factory/kinds.js';
import { createInbox } from '../inbox/inbox.js';
import type { ChannelFile } from '../notifications/channels/channel-file.js';
import type { Hook } from '../notifications/hooks.js';
import { startNotifications, type NotificationsOptions } from '../notifications/start-notifications.js';
import { createSchedules } from '../schedules/create-schedules.js';
import { createScheduleActivities } from '../schedules/prepare-firing.js';
import type { TaskDatabase } from '../store/postgres/task-database.js';
import type { Store } from '../store/store.js';
import type { AuthoredFolders } from '../tasks/authored/authored-folders.js';
import { createTreeActivities } from '../tasks/tree-activities.js';
import { createTreeRuns } from '../tasks/tree-runs.js';
import { createTemplateRunWriter } from '../tasks/write-template-run.js';
import { DEFAULT_HISTORY_LIMIT } from '../workflows/protocol.js';
import { createMessenger } from './messenger.js';
import { startReconciler } from './reconciler.js';
import { loadWorkflowBundle } from './workflow-bundle.js';
import { toCacheTuning, WORKER_TUNING } from './worker-tuning.js';

export const DEFAULT_TASK_QUEUE = 'taskwright';

export interface WorkerOptions {
  /** On Postgres; `forLocalActivities` is used where the store has it, and trees of generic tasks need its `taskDatabase`. Stays the caller's to close. */
  readonly store: Store & { readonly forLocalActivities?: Store; readonly taskDatabase?: TaskDatabase };
  readonly connection: NativeConnection;
  readonly namespace?: string;
  readonly taskQueue?: string;
  readonly secrets: SecretSource;
  readonly actions?: readonly Action[];
  readonly isShellAllowed?: boolean;
  /** Entries of TASKWRIGHT_ALLOW_HOSTS. */
  readonly allowHosts?: readonly string[];
  /** Whose tools `mcp` tasks may call: the content of an `mcpServers` file. */
  readonly mcpServers?: McpServers;
  /** Of templates, roles and types for tasks; below `.taskwright` of the current folder unless said. */
  readonly folders?: AuthoredFolders;
  /** What is told where of what happens: `parseChannelFile` reads one. */
  readonly channels?: ChannelFile | null;
  /** Code of the user's own that hears of what happens, in this process. */
  readonly hooks?: readonly Hook[];
  /** Of the gateway, as people reach it: for the links in notifications. */
  readonly publicUrl?: string | null;
  /** Of notifications and hooks, one line each; to stderr unless said. */
  readonly log?: (line: string) => void;
  /** Kinds of the user's own; their orchestrators are registered by the module at `workflowsPath`. */
  readonly kinds?: readonly CustomKind[];
  readonly workflowsPath?: string;
  /** What `bundle` made of that module before: bundling takes seconds at every start. */
  readonly workflowBundle?: WorkflowBundleOption;
  /** 0 replays the whole history at every workflow task: the cheapest test of determinism there is. */
  readonly maxCachedWorkflows?: number;
  /** How many ordinary attempts this worker has under way at once. */
  readonly maxConcurrentAttempts?: number;
}

export interface TaskwrightWorker {
  /** Works until `shutdown` is called; rejects when the worker fails. */
  run(): Promise<void>;
  /** Stops taking work, lets what is under way end or be taken over, and closes what the worker has opened. */
  shutdown(): void;
}

/** A worker that runs definitions: their workflows, and the actions it is given. */
export async function createWorker(options: WorkerOptions): Promise<TaskwrightWorker> {
  const { store, connection, namespace = 'default', taskQueue = DEFAULT_TASK_QUEUE } = options;
  const client = new Client({ connection, namespace });
  const kinds = createKindRegistry(options.kinds);
  const actions = createActionRegistry({
    actions: options.actions ?? [],
    isShellAllowed: options.isShellAllowed ?? false,
    allowHosts: options.allowHosts ?? [],
    secrets: options.secrets,
    ...(options.mcpServers && { mcpServers: options.mcpServers }),
  });
  const library = createDefinitionLibrary({ definitions: store.definitions, kinds });
  const runs = createTemporalRuns({
    temporal: client,
    taskQueue,
    address: null,
    answerTimeoutMs: 10_000,
    startsEagerly: false,
  });
  const context: ClientContext = {
    store,
    runs,
    workspace: 'default',
    timeScale: 1,
    historyLimit: DEFAULT_HISTORY_LIMIT,
    uiUrl: null,
    trees: null,
    schedules: null,
    mask: (text) => text,
    now: Date.now,
  };
  const inbox = store.taskDatabase ? createInbox({ database: store.taskDatabase, client: toClient(context) }) : null;
  const toDependencies = (over: Store): ActivityDependencies => ({
    store: over,
    kinds,
    actions,
    secrets: options.secrets,
    library,
    messenger: createMessenger({ client, messages: over.messages, taskQueue }),
    ...(inbox && { earlySignals: inbox }),
    now: Date.now,
  });
  const schedules = store.taskDatabase
    ? createSchedules({ database: store.taskDatabase, temporal: client, taskQueue })
    : null;
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: options.workflowBundle ?? (await loadWorkflowBundle(options.workflowsPath)),
    activities: {
      ...createActivities({
        ordinary: toDependencies(store),
        local: toDependencies(store.forLocalActivities ?? store),
      }),
      ...(store.taskDatabase ? createTaskActivities(store.taskDatabase, context, options) : {}),
    },
    ...WORKER_TUNING,
    ...(options.maxCachedWorkflows === undefined ? {} : toCacheTuning(options.maxCachedWorkflows)),
    ...(options.maxConcurrentAttempts === undefined
      ? {}
      : { maxConcurrentActivityTaskExecutions: options.maxConcurrentAttempts }),
    shutdownGraceTime: '1s',
    shutdownForceTime: '5s',
  });
  return {
    async run() {
      const reconciler = startReconciler({
        context,
        schedules,
        messenger: createMessenger({ client, messages: store.messages, taskQueue }),
      });
      const notifications = store.taskDatabase
        ? await startNotifications(toNotifications(store.taskDatabase, options))
        : null;
      try {
        await worker.run();
      } finally {
        await notifications?.stop();
        await reconciler.stop();
        await actions.close();
      }
    },
    shutdown() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    },
  };
}

function toNotifications(database: TaskDatabase, options: WorkerOptions): NotificationsOptions {
  return {
    database,
    channels: options.channels ?? null,
    hooks: options.hooks ?? [],
    secrets: options.secrets,
    allowHosts: options.allowHosts ?? [],
    publicUrl: options.publicUrl ?? null,
    log: options.log ?? ((line) => void process.stderr.write(`${line}\n`)),
  };
}

/** What the workflows behind trees and schedules call. */
function createTaskActivities(database: TaskDatabase, client: ClientContext, options: WorkerOptions) {
  const folders = options.folders && { folders: options.folders };
  const trees = createTreeRuns({ runs: client.runs, database: database.database, timeScale: 1 });
  const writeTemplateRun = createTemplateRunWriter({ database, trees, ...folders });
  return {
    ...createTreeActivities({ database, client, ...folders }),
    ...createScheduleActivities({ database, client, writeTemplateRun }),
  };
}
