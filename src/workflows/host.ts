import {
  ActivityCancellationType,
  ActivityFailure,
  type ActivityOptions,
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  scheduleActivity,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { JsonValue } from '../domain/json.js';
import { toForeignRetry, toSummary } from './options.js';
import type { RetryRule } from '../orchestrators/kind.js';
import { toReport } from './failures.js';
import {
  DEFAULT_ATTEMPT_TIMEOUT_MS,
  SIGNALS,
  type AttemptEndedMessage,
  type AttemptInput,
  type AttemptReport,
  type HostedEndedMessage,
} from './protocol.js';

/** The type of the workflow that hosts work which would keep a run from continuing as new for long. */
export const HOST_WORKFLOW = 'taskwright:host';

export type HostInput = ForeignWork | LongAttempt;

interface Parent {
  readonly workflowId: string;
  readonly path: string;
  readonly visit: number;
}

/** What another team's workers know. */
export interface ForeignWork {
  readonly target: 'activity' | 'workflow';
  readonly name: string;
  readonly queue: string;
  readonly args: readonly JsonValue[];
  readonly timeoutMs: number | null;
  readonly retry: RetryRule;
  readonly parent: Parent;
}

/** An attempt of ours that may take longer than a run can wait with continuing as new. */
export interface LongAttempt {
  readonly target: 'attempt';
  readonly name: string;
  readonly input: AttemptInput;
  readonly options: ActivityOptions;
  readonly parent: Parent;
}

/** Runs it, and tells the run what came of it; the run may have continued as new meanwhile. */
export async function host(input: HostInput): Promise<void> {
  const { workflowId, path, visit } = input.parent;
  const tell = (signal: string, message: HostedEndedMessage | AttemptEndedMessage): Promise<void> =>
    CancellationScope.nonCancellable(() => getExternalWorkflowHandle(workflowId).signal(signal, message));
  if (input.target === 'attempt') {
    const report = await scheduleActivity<AttemptReport>(input.name, [input.input], input.options).catch(
      (thrown: unknown) => toReport(thrown, path),
    );
    return tell(SIGNALS.attemptEnded, { path, visit, report });
  }
  const result = await executeForeign(input).then(
    (output): HostedEndedMessage['result'] => ({ output }),
    (thrown: unknown): HostedEndedMessage['result'] => ({ failure: toFailure(thrown) }),
  );
  return tell(SIGNALS.hostedEnded, { path, visit, result });
}

/** By Temporal's own rules of retrying, with the author's numbers. */
async function executeForeign(input: ForeignWork): Promise<JsonValue> {
  const { name, queue, args, timeoutMs, retry } = input;
  const summary = toSummary(input.parent.path);
  const output: JsonValue | undefined =
    input.target === 'activity'
      ? await scheduleActivity<JsonValue>(name, [...args], {
          taskQueue: queue,
          summary,
          startToCloseTimeout: timeoutMs ?? DEFAULT_ATTEMPT_TIMEOUT_MS,
          cancellationType: ActivityCancellationType.TRY_CANCEL,
          retry: toForeignRetry(retry),
        })
      : await executeChild(name, { taskQueue: queue, args: [...args], staticSummary: summary });
  return output ?? null;
}

function toFailure(thrown: unknown): {
  readonly message: string;
  readonly isTimeout: boolean;
  readonly isCancelled: boolean;
} {
  const cause =
    thrown instanceof ActivityFailure || thrown instanceof ChildWorkflowFailure ? (thrown.cause ?? thrown) : thrown;
  return {
    message: cause instanceof Error ? cause.message : String(cause),
    isTimeout: cause instanceof TimeoutFailure,
    isCancelled: isCancellation(thrown),
  };
}
