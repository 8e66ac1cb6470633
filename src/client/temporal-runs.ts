import { orAborted } from '../domain/or-aborted.js';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { isErrorCode, TaskwrightError, toMessage, type ErrorRecord } from '../domain/errors.js';
import { isJsonObject, type JsonObject } from '../domain/json.js';
import type { RunStatus } from '../domain/status.js';
import { REFUSED, type RunInput } from '../workflows/protocol.js';
import type { TreeInput } from '../workflows/tree-protocol.js';
import { findGrpcCode, toTemporalError } from './to-temporal-error.js';
import { toWorkflowEnd } from './workflow-end.js';

/**
 * The workflows behind runs, in the terms of runs. Everything throws TaskwrightError: `unavailable` while Temporal
 * cannot be reached, and what the workflow itself refuses under the code of its refusal.
 */
export interface TemporalRuns {
  /** Starts a run's workflow. Repeating it is harmless. Answers the id of the first execution. */
  start(workflow: NewWorkflow): Promise<{ readonly temporalRunId: string | null }>;
  /** False when there is no such open workflow. */
  signal(runKey: string, signal: { readonly name: string; readonly message: object }): Promise<boolean>;
  /** False when there is no such open workflow. Throws what the workflow refuses, and unavailable when no worker answers. */
  update(runKey: string, update: { readonly name: string; readonly message: MessageWithId }): Promise<boolean>;
  /** False when there is no such workflow. */
  cancel(runKey: string): Promise<boolean>;
  /** False when there is no such open workflow. */
  terminate(runKey: string, reason: string): Promise<boolean>;
  /** Null when Temporal does not know it (any more). */
  describe(runKey: string): Promise<WorkflowState | null>;
  /** Answers when the workflow has closed, by a long poll; false when there is none. Rejects with the reason of the signal. */
  waitForClose(runKey: string, signal: AbortSignal): Promise<boolean>;
  /** Whether a worker takes the runs of the task queue at the moment. */
  hasWorker(): Promise<boolean>;
}

export interface NewWorkflow {
  readonly runKey: string;
  readonly type: string;
  readonly input: RunInput | TreeInput;
  /** Once it has closed as failed, it may be started again. */
  readonly mayStartAgain?: boolean;
  /** It goes on with a run that has ended: once a workflow of its id has closed, however, another one may start. */
  readonly revives?: boolean;
  /** One line, for the Web UI. */
  readonly summary: string;
  /** Markdown, for the Web UI. */
  readonly details: string;
}

export type MessageWithId = JsonObject & { readonly id: string };

export type WorkflowState =
  | { readonly state: 'open'; readonly firstRunId: string }
  | { readonly state: 'closed'; readonly firstRunId: string; readonly end: WorkflowEnd };

export interface WorkflowEnd {
  readonly status: RunStatus;
  readonly error: ErrorRecord | null;
}

export interface TemporalRunsOptions {
  readonly temporal: Client;
  readonly taskQueue: string;
  /** Stands in errors. */
  readonly address: string | null;
  /** How long one request may take, and how long a worker has to answer. */
  readonly answerTimeoutMs: number;
  /** The client shares the connection of a worker, which may then take the run without another round trip. */
  readonly startsEagerly: boolean;
}

const FAILED_PRECONDITION = 9;

/** How often, and after how long, an update is sent again that the server dropped with a failed workflow task. */
const UPDATE_TRIES = 20;
const UPDATE_TRY_MS = 100;

/** What the last try may take longer. */
const LAST_TRY_MS = 1_000;

export function createTemporalRuns(options: TemporalRunsOptions): TemporalRuns {
  const { temporal, taskQueue, address, answerTimeoutMs, startsEagerly } = options;

  return {
    async start({ runKey, type, input, summary, details, ...start }) {
      try {
        const handle = await within(() =>
          temporal.workflow.start(type, {
            workflowId: runKey,
            taskQueue,
            args: [input],
            workflowIdReusePolicy: toReusePolicy(start),
            staticSummary: summary,
            staticDetails: details,
            requestEagerStart: startsEagerly,
          }),
        );
        return { temporalRunId: handle.firstExecutionRunId };
      } catch (thrown) {
        if (thrown instanceof WorkflowExecutionAlreadyStartedError) return { temporalRunId: null };
        throw toTemporalError(thrown, address);
      }
    },

    signal: (runKey, { name, message }) => unlessGone(() => temporal.workflow.getHandle(runKey).signal(name, message)),

    async update(runKey, { name, message }) {
      const handle = temporal.workflow.getHandle(runKey);
      try {
        await untilTaken(() => within(() => handle.executeUpdate(name, { args: [message], updateId: message.id })));
        return true;
      } catch (thrown) {
        if (thrown instanceof WorkflowNotFoundError || hasClosedMeanwhile(thrown)) return false;
        if (thrown instanceof WorkflowUpdateFailedError) throw toRefusal(thrown);
        if (!(thrown instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) throw toTemporalError(thrown, address);
        // Throws when it is Temporal that does not answer.
        await describe(runKey);
        throw noWorkerAnswers(thrown);
      }
    },

    cancel: (runKey) => unlessGone(() => temporal.workflow.getHandle(runKey).cancel()),

    terminate: (runKey, reason) => unlessGone(() => temporal.workflow.getHandle(runKey).terminate(reason)),

    describe,

    async waitForClose(runKey, signal) {
      const closed = temporal.withAbortSignal(signal, () => temporal.workflow.getHandle(runKey).result());
      try {
        await orAborted(closed, signal);
        return true;
      } catch (thrown) {
        signal.throwIfAborted();
        if (thrown instanceof WorkflowFailedError) return true;
        if (thrown instanceof WorkflowNotFoundError) return false;
        throw toTemporalError(thrown, address);
      }
    },

    async hasWorker() {
      const { namespace } = temporal.options;
      // Of workflows, unless it says something else.
      const request = { namespace, taskQueue: { name: taskQueue } };
      try {
        const { pollers } = await within(() => temporal.workflowService.describeTaskQueue(request));
        return pollers.length > 0;
      } catch (thrown) {
        throw toTemporalError(thrown, address);
      }
    },
  };

  /** A workflow task that fails takes its updates with it; their ids make it safe to send them again. */
  async function untilTaken(send: () => Promise<unknown>): Promise<void> {
    for (let left = UPDATE_TRIES; ; left -= 1) {
      try {
        await send();
        return;
      } catch (thrown) {
        if (left === 0 || findGrpcCode(thrown) !== FAILED_PRECONDITION) throw thrown;
        await delay(UPDATE_TRY_MS);
      }
    }
  }

  /** The deadline is one of each try; a connection that is shared with a worker tries several times. */
  async function within<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const answer = temporal.withDeadline(Date.now() + answerTimeoutMs, ask);
    return orAborted(answer, AbortSignal.timeout(answerTimeoutMs + LAST_TRY_MS));
  }

  async function describe(runKey: string): Promise<WorkflowState | null> {
    try {
      const handle = temporal.workflow.getHandle(runKey);
      const { status, runId, raw } = await within(() => handle.describe());
      const firstRunId = raw.workflowExecutionInfo?.firstRunId || runId;
      const end = await toWorkflowEnd(status.name, () => within(() => handle.result()));
      return end === null ? { state: 'open', firstRunId } : { state: 'closed', firstRunId, end };
    } catch (thrown) {
      if (thrown instanceof WorkflowNotFoundError) return null;
      throw toTemporalError(thrown, address);
    }
  }

  async function unlessGone(ask: () => Promise<unknown>): Promise<boolean> {
    try {
      await within(ask);
      return true;
    } catch (thrown) {
      if (thrown instanceof WorkflowNotFoundError) return false;
      throw toTemporalError(thrown, address);
    }
  }
}

function toReusePolicy({ mayStartAgain, revives }: Pick<NewWorkflow, 'mayStartAgain' | 'revives'>) {
  if (revives) return 'ALLOW_DUPLICATE';
  return mayStartAgain ? 'ALLOW_DUPLICATE_FAILED_ONLY' : 'REJECT_DUPLICATE';
}

/** What the workflow refuses is an answer, with a code of ours in its details. */
function toRefusal(thrown: WorkflowUpdateFailedError): TaskwrightError {
  const { cause } = thrown;
  const isRefusal = cause instanceof ApplicationFailure && cause.type === REFUSED;
  const detail: unknown = isRefusal ? cause.details?.[0] : undefined;
  const code = isJsonObject(detail) ? detail['code'] : undefined;
  if (isErrorCode(code)) return new TaskwrightError(code, cause?.message ?? thrown.message, { cause: thrown });
  return new TaskwrightError('internal', `The run could not take the message: ${toMessage(cause)}`, { cause: thrown });
}

/** The server's own words for an update that the workflow had accepted when it closed. */
function hasClosedMeanwhile(thrown: unknown): boolean {
  if (!(thrown instanceof WorkflowUpdateFailedError)) return false;
  return thrown.cause instanceof ApplicationFailure && thrown.cause.type === 'AcceptedUpdateCompletedWorkflow';
}

function noWorkerAnswers(cause: unknown): TaskwrightError {
  return new TaskwrightError('unavailable', 'No worker answers for this run.', {
    hint: 'Start one with "taskwright worker" or "taskwright up", and repeat the command.',
    cause,
  });
}
