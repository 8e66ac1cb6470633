import type { TaskDefinition } from '../domain/definition.js';
import type { ErrorRecord } from '../domain/errors.js';
import type { JsonObject, JsonValue } from '../domain/json.js';
import type { Failure } from '../domain/outcome.js';
import type { AttachedId } from '../domain/path.js';
import type { TaskPlan } from '../domain/plan.js';
import type { WaitingFor } from '../domain/waiting.js';

/**
 * The activity side of a kind: what the workflow needs to know of a task, and what is evaluated and executed for it.
 * `D` is the kind's own definition, as its schema parses it. What authors may write (schema, parts, check) stands
 * beside it in the registry.
 */
export interface TaskKind<D extends TaskDefinition = TaskDefinition> {
  readonly kind: string;
  /** What the workflow has to know; never text, expressions or values of the author's. */
  plan(task: D, clock: AuthorClock): KindPlan;
  /** Evaluates, expands and prepares; called when the task starts and its plan says `prepares`. */
  createState?(task: D, context: StateContext): Promise<CreatedState>;
  /** Answers what the kind's own orchestrator asked. */
  answer?(task: D, question: Question, context: StateContext): Promise<Answer>;
  /** Does the work of one attempt, for kinds whose orchestrator says `run-action`. */
  execute?(task: D, context: ExecuteContext): Promise<JsonValue>;
  /** How failing attempts are tried again. */
  retry?(task: D, clock: AuthorClock): RetryRule;
  /** Names that `outputs` sees besides the usual ones. */
  outputVariables?(task: D, context: StateContext): Promise<Readonly<Record<string, JsonValue>>>;
}

/** Authors' durations in milliseconds; scaled in tests. */
export interface AuthorClock {
  toMs(duration: string): number;
}

export interface RetryRule {
  readonly maxAttempts: number;
  readonly initialIntervalMs: number;
  readonly backoff: number;
  readonly maxIntervalMs: number;
  /** Error codes and HTTP statuses. */
  readonly nonRetryable: readonly (string | number)[];
}

export interface TaskParts {
  readonly children: readonly ChildPart[];
  readonly expressions: readonly ExpressionPart[];
}

export type FieldPath = readonly (string | number)[];

export interface ChildPart {
  readonly segment: string;
  /** Where it stands in its parent, for error positions. */
  readonly field: FieldPath;
  readonly task: TaskDefinition;
  /** Whether it may name its siblings: all of them, those before it, only those among its needs, none. */
  readonly sees: 'earlier' | 'needed' | 'none';
  /** Names that it and everything below it sees besides. */
  readonly variables: readonly string[];
  readonly attached?: AttachedId;
}

export interface ExpressionPart {
  readonly field: FieldPath;
  /** The text of a bare expression, or a value with `${{ }}` in it. */
  readonly value: JsonValue;
  readonly isBare: boolean;
  /** Names that it sees besides those that every expression of the task sees. */
  readonly variables: readonly string[];
  /** What `tasks` means in it. */
  readonly tasks: 'siblings' | 'children';
  readonly mayUseSecrets: boolean;
}

export interface PartProblem {
  readonly field: FieldPath;
  readonly message: string;
  readonly hint: string;
}

export interface KindPlan extends Pick<
  TaskPlan,
  'timeoutMs' | 'attemptTimeoutMs' | 'isInstant' | 'action' | 'repeats' | 'keepsDeadline' | 'control'
> {
  /** It always has something to evaluate before it starts. */
  readonly prepares?: boolean;
  /** It is an approval of what it needs, or of what comes before it. */
  readonly isApproval?: true;
  /** It evaluates its `outputs` itself, where its output is made. */
  readonly ownsOutputs?: boolean;
}

/** What a kind may use while it evaluates: nothing else of the world. */
export interface StateContext extends AuthorClock {
  readonly path: string;
  readonly visit: number;
  readonly nowMs: number;
  /** A bare expression. `variables` come on top of those that the task sees. */
  evaluate(expression: string, options: EvaluateOptions): Promise<JsonValue>;
  /** A bare expression that decides: anything but true and false is an error. */
  holds(expression: string, options: EvaluateOptions): Promise<boolean>;
  /** One expression over many sets of variables. */
  evaluateEach(
    expression: string,
    options: Omit<EvaluateOptions, 'variables'> & { readonly each: Iterable<Readonly<Record<string, JsonValue>>> },
  ): Promise<JsonValue[]>;
  /** A value with `${{ }}` in it. */
  render(value: JsonValue, options: EvaluateOptions): Promise<JsonValue>;
  readonly signals: SignalAccess;
  /** The output of a task that hangs on this one. */
  readAttachedOutput(id: AttachedId): Promise<JsonValue>;
  /** Names that the task, everything below it and everything that hangs on it will see. */
  writeLocals(locals: JsonObject): Promise<void>;
  /** What someone handed in with a message. */
  readPayload(id: string): Promise<JsonValue | undefined>;
  /** The run that this task has started. */
  readChildRun(): Promise<{
    readonly runId: string;
    readonly status: string;
    readonly output: JsonValue;
    readonly error: ErrorRecord | null;
  }>;
}

export interface EvaluateOptions {
  /** Where it stands in the definition, for errors: `with.url`. */
  readonly field: string;
  readonly variables?: Readonly<Record<string, JsonValue>>;
  /** What `tasks` means: the siblings unless said. */
  readonly tasks?: 'siblings' | 'children';
  readonly mayUseSecrets?: boolean;
}

export interface ExecuteContext extends StateContext {
  /** Runs an action with its rendered arguments. */
  runAction(name: string, input: JsonValue): Promise<JsonValue>;
  /** Sends a signal to whom it may concern; how many runs or waits it reached. */
  sendSignal(signal: { readonly name: string; readonly payload: JsonValue; readonly to: JsonObject }): Promise<number>;
}

/** The signals offered to a wait, and those it has consumed. */
export interface SignalAccess {
  read(ids: readonly string[]): Promise<readonly OfferedSignal[]>;
  listConsumed(): Promise<readonly { readonly signal: OfferedSignal; readonly distinctKey: string | null }[]>;
}

/** What became of signals that a task was offered; the others stay as they were. */
export interface JudgedOffer {
  readonly consumed: readonly { readonly id: string; readonly distinctKey: string | null }[];
  readonly unmatched: readonly string[];
}

export interface OfferedSignal {
  readonly id: string;
  readonly name: string;
  readonly payload: JsonValue;
  readonly receivedAt: number;
  readonly from: string;
}

export type CreatedState =
  | {
      readonly outcome: 'started';
      /** The control state that `advance` sees first; ids, numbers and short words, never values. */
      readonly control?: JsonValue;
      readonly waiting?: WaitingFor;
      /** One child each, in this order, with the names it sees; their rows are written with the state. */
      readonly items?: Iterable<JsonObject>;
      /** An absolute time of the clock, when the definition's deadline was not a plain duration. */
      readonly deadlineAt?: number;
    }
  /** Done already: an aggregate, an empty collection. */
  | { readonly outcome: 'completed'; readonly output: JsonValue };

export interface Question {
  readonly name: string;
  readonly detail: JsonValue;
}

export type Answer =
  | {
      /** What the workflow is told: at most 1 KiB. */
      readonly answer: JsonValue;
      /** Stored as the task's output. */
      readonly output?: JsonValue;
      /** Stored with the output. */
      readonly judged?: JudgedOffer;
    }
  | { readonly failure: Failure };
