import { randomUUID } from 'node:crypto';
import type { Definition } from '../domain/definition.js';
import { TaskwrightError } from '../domain/errors.js';
import { assertId } from '../domain/assert-id.js';
import type { JsonValue } from '../domain/json.js';
import { isTerminalRun } from '../domain/status.js';
import { checkInput } from '../definitions/check-input.js';
import type { RunRecord } from '../store/store.js';
import { type ClientContext, toRunKey } from './client-context.js';
import { readDefinition } from './definitions.js';
import type { DefinitionRef } from './definition-ref.js';
import { hashDefinition, type PinnedDefinition } from '../definitions/pinned-definition.js';
import { deriveRunId, generateRunId } from './run-id.js';
import { startWorkflow } from './start-workflow.js';

export interface StartRun {
  /** A parsed definition, or one that was pushed: its version, or the highest. */
  readonly definition: Definition | DefinitionRef;
  /** Has to meet the definition's `input` schema; an empty object unless said. */
  readonly input?: JsonValue | undefined;
  /** Generated unless said. A run id is never used twice. */
  readonly runId?: string | undefined;
  /** Who: as authenticated, not as said. */
  readonly startedBy: string;
  /** Makes a repeat of the same request harmless, also after an error: it gets the same run. */
  readonly requestToken?: string | undefined;
}

export interface StartedRun {
  readonly runId: string;
  /** Of the first execution; null when it is not known yet. */
  readonly temporalRunId: string | null;
  /** False for a repeat. */
  readonly isNew: boolean;
}

/**
 * Writes the run and starts its workflow. Throws invalid_input, not_found (the definition), conflict (the run id is
 * taken), unavailable. A run that was written and could not be started is started by a repeat, or by the reconciler.
 */
export async function startRun(context: ClientContext, start: StartRun): Promise<StartedRun> {
  const { run, title, isNew } = await keepRun(context, start);
  const { runId } = run;
  if (run.temporalRunId !== null || isTerminalRun(run.status)) {
    return { runId, temporalRunId: run.temporalRunId, isNew };
  }
  try {
    return { runId, temporalRunId: await startWorkflow(context, run, title), isNew };
  } catch (thrown) {
    throw isOutage(thrown) ? startsLater(runId, thrown) : thrown;
  }
}

/** Writes the run, whose workflow somebody else starts. Throws as `startRun` does, but for Temporal. */
export async function keepRun(
  context: ClientContext,
  start: StartRun,
): Promise<{ readonly run: RunRecord; readonly title: string; readonly isNew: boolean }> {
  const { definition, pinned } = await resolveDefinition(context, start.definition);
  const input = checkInput(definition, start.input ?? {});
  const requestToken = start.requestToken ?? randomUUID();
  const runId = toRunId(start, definition.id);
  const runKey = toRunKey(context, runId);
  const { run, isNew } = await context.store.runs.create(
    {
      runKey,
      workspace: context.workspace,
      runId,
      definitionId: definition.id,
      version: definition.version,
      definitionHash: pinned.hash,
      input,
      startedBy: start.startedBy,
      parent: null,
      createdAt: context.now(),
      requestToken,
    },
    pinned.body,
  );
  if (!isNew) assertSameRequest(run, { hash: pinned.hash, input });
  return { run, title: titleOf(definition), isNew };
}

async function resolveDefinition(
  context: ClientContext,
  asked: Definition | DefinitionRef,
): Promise<{ readonly definition: Definition; readonly pinned: PinnedDefinition }> {
  if ('root' in asked) return { definition: asked, pinned: hashDefinition(asked) };
  const { definition, hash, body } = await readDefinition(context, asked);
  return { definition, pinned: { hash, body } };
}

function toRunId({ runId, requestToken }: StartRun, definitionId: string): string {
  if (runId === undefined) {
    return requestToken === undefined ? generateRunId(definitionId) : deriveRunId(definitionId, requestToken);
  }
  return assertId(runId, 'the id of a run');
}

function assertSameRequest(
  run: { readonly runId: string; readonly definitionHash: string; readonly input: JsonValue },
  request: { readonly hash: string; readonly input: JsonValue },
): void {
  const isSame = run.definitionHash === request.hash && JSON.stringify(run.input) === JSON.stringify(request.input);
  if (isSame) return;
  throw new TaskwrightError('conflict', `The run "${run.runId}" was started by this request with something else.`, {
    hint: 'Use a new token for another definition or input.',
  });
}

function isOutage(thrown: unknown): thrown is TaskwrightError {
  return thrown instanceof TaskwrightError && thrown.traits.isRetried;
}

function startsLater(runId: string, outage: TaskwrightError): TaskwrightError {
  return new TaskwrightError(outage.code, `${outage.message} The run "${runId}" is kept, and starts when it is back.`, {
    hint: `Follow it then with "taskwright watch ${runId}", or end it with "taskwright terminate ${runId}".`,
    cause: outage,
  });
}

function titleOf(definition: Definition): string {
  return definition.root.title ?? definition.id;
}
