import { isErrorCode, TaskwrightError, type ErrorCode } from '../../domain/errors.js';
import { isJsonObject, type JsonValue } from '../../domain/json.js';
import type { Answer, AuthorClock, KindPlan, RetryRule, StateContext, TaskKind } from '../kind.js';
import type { BasicSettings } from './advance.js';
import { isHostedAction } from './hosted-actions.js';
import type { BasicTask } from './schema.js';

/** Of one attempt, where the author says nothing. */
const DEFAULT_TIMEOUT_MS = 5 * 60_000;

/** A run cannot continue as new while an ordinary attempt is under way; longer ones get a workflow of their own. */
const LONGEST_ORDINARY_MS = DEFAULT_TIMEOUT_MS;

/** An inline attempt holds a workflow task, so it may not take longer. */
const INLINE_TIMEOUT_MS = 2_000;

/** They only compute, and always run inline; another attempt would come to the same. */
const INSTANT_ACTIONS: readonly string[] = ['noop', 'transform'];

export const basicKind: TaskKind<BasicTask> = {
  kind: 'basic',

  plan(task, clock): KindPlan {
    const attemptTimeoutMs = toAttemptTimeoutMs(task, clock);
    const by = toHost(task, attemptTimeoutMs);
    const control: BasicSettings = { by };
    const isHosted = isHostedAction(task.action);
    const isTriedOnce = isHosted && task.action !== 'activity';
    return {
      action: task.action,
      control,
      ownsOutputs: true,
      ...(by === 'external' ? { prepares: true } : {}),
      ...(INSTANT_ACTIONS.includes(task.action) ? { isInstant: true as const } : {}),
      ...(isTriedOnce && task.timeout !== undefined ? { timeoutMs: clock.toMs(task.timeout) } : {}),
      ...(isHosted ? {} : { attemptTimeoutMs }),
    };
  },

  async createState(task, context) {
    const inputs = await context.render(task.with ?? null, { field: 'with' });
    const specialist =
      task.specialist === undefined ? null : String(await context.render(task.specialist, { field: 'specialist' }));
    return { outcome: 'started', waiting: { for: 'external', specialist, inputs } };
  },

  async answer(task, question, context): Promise<Answer> {
    if (question.name === 'hand-in') return takeHandIn(task, question.detail, context);
    if (question.name === 'hosted-result') return takeHostedResult(task, question.detail, context);
    throw new TaskwrightError('internal', `A basic task cannot answer "${question.name}".`, { path: context.path });
  },

  async execute(task, context) {
    const input = await context.render(task.with ?? null, { field: 'with', mayUseSecrets: true });
    return finish(task, await context.runAction(task.action, input), context);
  },

  retry(task, clock): RetryRule {
    const { retry } = task;
    return {
      maxAttempts: retry?.max_attempts ?? (INSTANT_ACTIONS.includes(task.action) ? 1 : 3),
      initialIntervalMs: clock.toMs(retry?.initial_interval ?? '1s'),
      backoff: retry?.backoff ?? 2,
      maxIntervalMs: clock.toMs(retry?.max_interval ?? '1m'),
      nonRetryable: retry?.non_retryable ?? [],
    };
  },
};

function toHost(task: BasicTask, attemptTimeoutMs: number): BasicSettings['by'] {
  if (isHostedAction(task.action)) return task.action;
  if (task.inline === true || INSTANT_ACTIONS.includes(task.action)) return 'inline';
  return attemptTimeoutMs > LONGEST_ORDINARY_MS ? 'hosted' : 'queue';
}

function toAttemptTimeoutMs(task: BasicTask, clock: AuthorClock): number {
  if (task.timeout !== undefined) return clock.toMs(task.timeout);
  return task.inline === true ? INLINE_TIMEOUT_MS : DEFAULT_TIMEOUT_MS;
}

/** A result becomes a failure by `fail_when`, and the task's output by `outputs`. */
async function finish(task: BasicTask, output: JsonValue, context: StateContext): Promise<JsonValue> {
  const variables = { output };
  if (task.fail_when !== undefined && (await context.holds(task.fail_when, { field: 'fail_when', variables }))) {
    throw new TaskwrightError('task_failed', `Its result meets fail_when: ${task.fail_when}.`, { path: context.path });
  }
  return task.outputs === undefined ? output : context.render(task.outputs, { field: 'outputs', variables });
}

async function takeHandIn(task: BasicTask, message: JsonValue, context: StateContext): Promise<Answer> {
  const { id, outcome } = isJsonObject(message) ? message : {};
  const payload = await context.readPayload(String(id));
  const handedIn = isJsonObject(payload) ? payload : {};
  if (outcome === 'failed') {
    const text = typeof handedIn['message'] === 'string' ? handedIn['message'] : 'It was reported as failed.';
    return { failure: { code: 'task_failed', message: text, path: context.path } };
  }
  return { answer: null, output: await finish(task, handedIn['output'] ?? null, context) };
}

async function takeHostedResult(task: BasicTask, detail: JsonValue, context: StateContext): Promise<Answer> {
  const given = isJsonObject(detail) ? detail : {};
  if (task.action !== 'run') return takeForeignResult(task, given, context);
  const { runId, status, output, error } = await context.readChildRun();
  const isFine = given['isWaitedFor'] === false || status === 'completed' || status === 'skipped';
  if (!isFine) {
    const code = error?.code ?? toCode(status);
    return {
      failure: {
        code,
        message: `The run ${runId} ended as ${status}${error ? `: ${error.message}` : '.'}`,
        path: context.path,
      },
    };
  }
  return { answer: null, output: await finish(task, { runId, status, output }, context) };
}

async function takeForeignResult(
  task: BasicTask,
  given: { readonly [key: string]: JsonValue },
  context: StateContext,
): Promise<Answer> {
  const { failure } = given;
  if (!isJsonObject(failure)) return { answer: null, output: await finish(task, given['output'] ?? null, context) };
  const code: ErrorCode =
    failure['isTimeout'] === true ? 'timed_out' : failure['isCancelled'] === true ? 'cancelled' : 'task_failed';
  return { failure: { code, message: String(failure['message']), path: context.path } };
}

function toCode(status: string): ErrorCode {
  return isErrorCode(status) ? status : 'task_failed';
}
