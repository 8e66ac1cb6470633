import { randomUUID } from 'node:crypto';
import { LOCAL_PROOF } from '../domain/actor.js';
import type { ApprovalWord } from '../domain/approval.js';
import { TaskwrightError } from '../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../domain/json.js';
import { ROOT_PATH } from '../domain/path.js';
import { isTerminalRun } from '../domain/status.js';
import { isTreeRun } from '../domain/tree-run.js';
import { UPDATES, type CompleteMessage, type DecideMessage } from '../workflows/protocol.js';
import { assertSize } from '../domain/assert-size.js';
import { type ClientContext, readRunRecord, runHasEnded } from './client-context.js';
import type { MessageWithId } from './temporal-runs.js';
import { toTreeVerbs, type TreeVerbs } from './tree-verbs.js';
import { withOpenRun } from './with-open-run.js';

/** Bytes of what is handed in, as JSON. */
export const MAX_ANSWER_BYTES = 1_048_576;

interface TaskAddress {
  readonly runId: string;
  readonly path: string;
  /** Who: as authenticated, not as said. */
  readonly by: string;
  /** Unique; a repeat with the same id takes effect once and gets the same receipt. Generated unless said. */
  readonly id?: string | undefined;
}

export interface Decide extends TaskAddress {
  /** Besides decisions: `delegate`, which hands the own right to another, and `withdraw`, which takes back what one said. */
  readonly decision: ApprovalWord;
  /** Of `delegate`: who decides instead. */
  readonly to?: string | undefined;
  readonly comment?: string | undefined;
  /** As authenticated. */
  readonly roles: readonly string[];
  /** Who said, without any proof, to be `by` with these roles: it is recorded. */
  readonly assertedBy?: string | undefined;
  /** How `by` is known; see `Actor`. */
  readonly proof?: string | undefined;
}

/** Hands in the output of an external task, or says why it failed. */
export type Complete = TaskAddress & ({ readonly output: JsonValue } | { readonly failure: string });

/** That the run took it. */
export interface Receipt {
  readonly id: string;
  readonly runId: string;
  readonly path: string;
  readonly result: ApprovalWord | 'completed' | 'failed';
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * Says something on an approval. Throws not_found, conflict (decided already, the run has ended), forbidden (not theirs to
 * decide), invalid_input, unavailable.
 */
export async function decide(context: ClientContext, decision: Decide): Promise<Receipt> {
  const { decision: word, to, comment = null, roles, by, path, assertedBy } = decision;
  assertAddressee(decision);
  const proof = assertedBy === undefined ? (decision.proof ?? LOCAL_PROOF) : `asserted by ${assertedBy}`;
  const receipt = await answer(context, decision, {
    update: UPDATES.decide,
    result: word,
    payload: { comment, how: proof },
    toMessage: (id): DecideMessage => ({ id, path, by, roles, decision: word, ...(to === undefined ? {} : { to }) }),
    toTree: (verbs, task) => verbs.decide({ ...task, roles, decision: word, to, comment, proof }),
  });
  if (assertedBy !== undefined) await recordAssertion(context, decision, assertedBy);
  return receipt;
}

function assertAddressee({ decision, to }: Decide): void {
  const isRight = decision === 'delegate' ? to !== undefined && to.trim() !== '' && to.length <= 200 : to === undefined;
  if (isRight) return;
  throw new TaskwrightError('invalid_input', 'A delegation says to whom, by a name of at most 200 characters.', {
    hint: 'Only a delegation does: "taskwright delegate RUN PATH --to NAME".',
  });
}

async function recordAssertion(context: ClientContext, decision: Decide, assertedBy: string): Promise<void> {
  const { runId, path, by, roles } = decision;
  const { runKey } = await readRunRecord(context, runId);
  await context.store.events.append([
    {
      runKey,
      path,
      visit: 1,
      type: 'decision.asserted',
      actor: assertedBy,
      before: null,
      after: { by, roles },
      reason: 'Said on the command line, and proved by nothing.',
      at: context.now(),
    },
  ]);
}

/** Throws not_found, conflict (the task does not wait for it, the run has ended), invalid_input, unavailable. */
export function complete(context: ClientContext, completion: Complete): Promise<Receipt> {
  const { by, path } = completion;
  const outcome = 'failure' in completion ? 'failed' : 'completed';
  return answer(context, completion, {
    update: UPDATES.complete,
    result: outcome,
    payload: 'failure' in completion ? { message: completion.failure } : { output: completion.output },
    toMessage: (id): CompleteMessage => ({ id, path, by, outcome }),
    toTree: (verbs, task) =>
      verbs.complete({
        ...task,
        ...('failure' in completion ? { failure: completion.failure } : { output: completion.output }),
      }),
  });
}

interface Answer {
  readonly update: string;
  readonly result: Receipt['result'];
  readonly payload: JsonObject;
  readonly toMessage: (id: string) => MessageWithId;
  /** The same, said to a generic task. */
  readonly toTree: (verbs: TreeVerbs, task: TreeTask) => Promise<void>;
}

type TreeTask = { readonly workspace: string; readonly taskId: string; readonly by: string };

/** What is handed in is stored before the workflow is told of it. */
async function answer(context: ClientContext, address: TaskAddress, given: Answer): Promise<Receipt> {
  const { store, runs, now } = context;
  const { runId, path, by, id = randomUUID() } = address;
  assertSize(given.payload, { what: 'answer', maxBytes: MAX_ANSWER_BYTES });
  const run = await readRunRecord(context, runId);
  const { runKey } = run;
  const earlier = await store.messages.readAnswer(runKey, id);
  if (isReceipt(earlier)) return earlier;
  if (isTerminalRun(run.status)) throw runHasEnded(run);
  if ((await store.tasks.read(runKey, path)) === null) throw taskNotFound(runId, path);
  const at = now();
  await store.messages.addPayload({ id, runKey, value: given.payload, actor: by, at });
  const message = given.toMessage(id);
  if (isTreeRun(run))
    await given.toTree(toTreeVerbs(context), { workspace: run.workspace, taskId: toTaskId(run, path), by });
  else await withOpenRun(context, runId, () => runs.update(runKey, { name: given.update, message }));
  const receipt = { id, runId, path, result: given.result, by, at: new Date(at).toISOString() };
  await store.messages.saveAnswer(runKey, id, receipt);
  return receipt;
}

/** A run of a tree is called after its root. */
function toTaskId({ runId }: { readonly runId: string }, path: string): string {
  return path === ROOT_PATH ? runId : path.slice(path.lastIndexOf('/') + 1);
}

function isReceipt(value: JsonValue | undefined): value is Receipt & JsonObject {
  return isJsonObject(value) && typeof value['result'] === 'string';
}

function taskNotFound(runId: string, path: string): TaskwrightError {
  return new TaskwrightError('not_found', `The run "${runId}" has no task ${path} that has started.`, {
    path,
    hint: `See its tasks with "taskwright show ${runId}".`,
  });
}
