import type { Client } from '@temporalio/client';
import { assertId } from '../domain/assert-id.js';
import type { Definition } from '../domain/definition.js';
import type { Store } from '../store/store.js';
import { DEFAULT_HISTORY_LIMIT } from '../workflows/protocol.js';
import { complete, decide, type Complete, type Decide, type Receipt } from './answer-task.js';
import type { ClientContext } from './client-context.js';
import { pauseRun, resumeRun, type ControlRun } from './control-run.js';
import type { DefinitionSchedules } from './definition-schedules.js';
import {
  listDefinitions,
  pushDefinition,
  readDefinition,
  type DefinitionView,
  type FoundDefinition,
  type PushedDefinition,
} from './definitions.js';
import type { DefinitionRef } from './definition-ref.js';
import { cancelRun, terminateRun, type EndRun } from './end-run.js';
import { findTask, type FoundTask } from './find-task.js';
import { takeSnapshot, waitForEnd, watchRun, type Follow, type RunSnapshot } from './follow-run.js';
import { listApprovals, type OpenApproval } from './list-approvals.js';
import { listAudit, type AuditEntry, type AuditQuery } from './list-audit.js';
import { listEvents, type EventQuery, type EventView } from './list-events.js';
import { listWaiting, type WaitingTask } from './list-waiting.js';
import { readOutline, type TaskOutline } from './read-outline.js';
import { listRuns, readRun, type RunPage, type RunQuery } from './read-run.js';
import { rerunTask, retryRun, type RerunTask } from './restart-run.js';
import type { RunView } from './run-view.js';
import {
  sendSignal,
  sendSignalByCorrelation,
  type SendSignal,
  type SentSignal,
  type SignalByCorrelation,
} from './send-signal.js';
import { startRun, type StartedRun, type StartRun } from './start-run.js';
import { createTemporalRuns } from './temporal-runs.js';
import type { TreeVerbs } from './tree-verbs.js';
import { verifyAudit, type AuditReport } from './verify-audit.js';
import { toNamespaceUrl } from './web-ui-url.js';

/**
 * What every adapter uses: the CLI, HTTP and MCP say the same things by it, and have no rules of their own. Works in one
 * workspace. Everything throws TaskwrightError: invalid_input, not_found, conflict, forbidden, and unavailable while
 * Temporal, the store or a worker that has to answer cannot be reached.
 */
export interface TaskwrightClient {
  readonly workspace: string;
  /** The same client in another workspace. */
  inWorkspace(workspace: string): TaskwrightClient;
  start(run: StartRun): Promise<StartedRun>;
  signal(signal: SendSignal): Promise<SentSignal>;
  signalByCorrelation(signal: SignalByCorrelation): Promise<SentSignal>;
  decide(decision: Decide): Promise<Receipt>;
  complete(completion: Complete): Promise<Receipt>;
  cancel(request: EndRun): Promise<void>;
  terminate(request: EndRun): Promise<void>;
  pause(request: ControlRun): Promise<void>;
  resume(request: ControlRun): Promise<void>;
  retry(request: ControlRun): Promise<void>;
  rerun(request: RerunTask): Promise<void>;
  read(runId: string): Promise<RunView>;
  /** Where the task with this id stands. Throws not_found. */
  findTask(taskId: string): Promise<FoundTask>;
  /** Without inputs and outputs; with what tasks wait for. */
  snapshot(runId: string): Promise<RunSnapshot>;
  /** What tasks of a run wait for by its definition. */
  outline(asked: { readonly runId: string; readonly paths: readonly string[] }): Promise<readonly TaskOutline[]>;
  list(query?: RunQuery): Promise<RunPage>;
  listEvents(query: EventQuery): Promise<readonly EventView[]>;
  /** What people did and decided, from the trail that the database lets nobody change. */
  listAudit(query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** Computes the trail again, of one run or of the workspace. */
  verifyAudit(runId?: string): Promise<AuditReport>;
  waitForEnd(runId: string, follow?: Follow): Promise<RunView>;
  watch(runId: string, follow?: Follow): AsyncGenerator<RunSnapshot, void>;
  push(definition: Definition): Promise<PushedDefinition>;
  listDefinitions(): Promise<readonly DefinitionView[]>;
  findDefinition(ref: DefinitionRef): Promise<FoundDefinition>;
  listWaiting(runId?: string): Promise<readonly WaitingTask[]>;
  /** What waits for people to decide: also tasks that are no approvals, and whose approval others need. */
  listApprovals(runId?: string): Promise<readonly OpenApproval[]>;
  /** Whether a worker takes runs of the task queue at the moment. */
  hasWorker(): Promise<boolean>;
}

export interface ClientOptions {
  readonly temporal: Client;
  readonly store: Store;
  /** Of the workers that take the runs. */
  readonly taskQueue: string;
  /** `default` unless said. */
  readonly workspace?: string;
  /** `host:port` of Temporal; stands in errors. */
  readonly temporalAddress?: string | null;
  /** Of Temporal's Web UI; without it no run has a `uiUrl`. */
  readonly uiUrl?: string | null;
  /** Whether `temporal` is on the NativeConnection of a worker of this process: it then takes runs without a round trip. */
  readonly isSharedWithWorker?: boolean;
  /** Multiplies the durations of definitions; for tests. */
  readonly timeScale?: number;
  /** From so many events on, a run continues as new as soon as it is quiet. */
  readonly historyLimit?: number;
  /** How long Temporal, and a worker, have to answer. 10 s unless said. */
  readonly answerTimeoutMs?: number;
  /** Masks known secrets in the previews that go into Temporal's history. */
  readonly mask?: (text: string) => string;
  /** What is said to generic tasks by the paths of their runs. */
  readonly trees?: TreeVerbs;
  /** Keeps what definitions start by themselves. Without it their `on.schedule` starts nothing. */
  readonly schedules?: DefinitionSchedules;
  readonly now?: () => number;
}

const ANSWER_TIMEOUT_MS = 10_000;

export function createClient(options: ClientOptions): TaskwrightClient {
  const { temporal, store, taskQueue, temporalAddress = null, uiUrl = null } = options;
  const runs = createTemporalRuns({
    temporal,
    taskQueue,
    address: temporalAddress,
    answerTimeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
    startsEagerly: options.isSharedWithWorker ?? false,
  });
  const context = {
    store,
    runs,
    timeScale: options.timeScale ?? 1,
    historyLimit: options.historyLimit ?? DEFAULT_HISTORY_LIMIT,
    uiUrl: toNamespaceUrl(uiUrl, temporal.options.namespace),
    mask: options.mask ?? ((text: string) => text),
    trees: options.trees ?? null,
    schedules: options.schedules ?? null,
    now: options.now ?? Date.now,
  };
  return toClient({ ...context, workspace: assertId(options.workspace ?? 'default', 'a workspace') });
}

/** The verbs, on any context: for tests, which have another Temporal behind them. */
export function toClient(context: ClientContext): TaskwrightClient {
  return {
    workspace: context.workspace,
    inWorkspace: (workspace) => toClient({ ...context, workspace: assertId(workspace, 'a workspace') }),
    start: (run) => startRun(context, run),
    signal: (signal) => sendSignal(context, signal),
    signalByCorrelation: (signal) => sendSignalByCorrelation(context, signal),
    decide: (decision) => decide(context, decision),
    complete: (completion) => complete(context, completion),
    cancel: (request) => cancelRun(context, request),
    terminate: (request) => terminateRun(context, request),
    pause: (request) => pauseRun(context, request),
    resume: (request) => resumeRun(context, request),
    retry: (request) => retryRun(context, request),
    rerun: (request) => rerunTask(context, request),
    read: (runId) => readRun(context, runId),
    findTask: (taskId) => findTask(context, taskId),
    snapshot: (runId) => takeSnapshot(context, runId),
    outline: (asked) => readOutline(context, asked),
    list: (query) => listRuns(context, query),
    listEvents: (query) => listEvents(context, query),
    listAudit: (query) => listAudit(context, query),
    verifyAudit: (runId) => verifyAudit(context, runId),
    waitForEnd: (runId, follow) => waitForEnd(context, runId, follow),
    watch: (runId, follow) => watchRun(context, runId, follow),
    push: (definition) => pushDefinition(context, definition),
    listDefinitions: () => listDefinitions(context),
    findDefinition: (ref) => readDefinition(context, ref),
    listWaiting: (runId) => listWaiting(context, runId),
    listApprovals: (runId) => listApprovals(context, runId),
    hasWorker: () => context.runs.hasWorker(),
  };
}
