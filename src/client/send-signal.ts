import { createHash, randomUUID } from 'node:crypto';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import { isTerminalRun } from '../domain/status.js';
import { mayTaskComeYet } from '../store/may-task-come-yet.js';
import type { RunRecord } from '../store/store.js';
import { SIGNALS, type SignalMessage } from '../workflows/protocol.js';
import { assertSize } from '../domain/assert-size.js';
import { type ClientContext, readRunRecord, runHasEnded } from './client-context.js';
import { tellRun } from './with-open-run.js';

/** Bytes of a signal's payload as JSON. */
export const MAX_PAYLOAD_BYTES = 262_144;

export interface SendSignal {
  readonly runId: string;
  readonly name: string;
  /** Only this wait; every matching one that is waiting unless said. */
  readonly task?: string | undefined;
  /** Null unless said. */
  readonly payload?: JsonValue | undefined;
  /** Who: as authenticated, not as said. */
  readonly from: string;
  /** Unique; a repeat with the same id is the same signal. Generated unless said. */
  readonly id?: string | undefined;
}

export interface SignalByCorrelation {
  readonly correlation: string;
  readonly name: string;
  readonly payload?: JsonValue | undefined;
  readonly from: string;
  readonly id?: string | undefined;
}

export interface SentSignal {
  /** Of how many waits or runs it was sent to; a run keeps a signal that comes early. */
  readonly reached: number;
  /** The signal's id: sending it again has no effect. */
  readonly deliveryId: string;
}

/** Throws invalid_input, not_found (the run, or the task named), conflict when the run has ended, unavailable. */
export async function sendSignal(context: ClientContext, signal: SendSignal): Promise<SentSignal> {
  const { name, task, payload = null, from, id = randomUUID() } = signal;
  assertSignal(name, payload);
  const run = await readRunRecord(context, signal.runId);
  if (isTerminalRun(run.status)) throw runHasEnded(run);
  if (task !== undefined) await assertTask(context, run, task);
  await deliver(context, run, { id, name, path: task ?? null, payload, from });
  return { reached: 1, deliveryId: id };
}

/** To every wait of the workspace with that correlation key that waits for the signal now. Throws not_found where there is none. */
export async function sendSignalByCorrelation(
  context: ClientContext,
  { correlation, name, payload = null, from, id = randomUUID() }: SignalByCorrelation,
): Promise<SentSignal> {
  assertSignal(name, payload);
  const { store, workspace } = context;
  const waits = await store.tasks.findWaiting({ workspace, signal: name, correlation });
  let reached = 0;
  for (const { runKey, path } of waits) {
    const run = await store.runs.read(runKey);
    if (run === null || isTerminalRun(run.status)) continue;
    const wasReached = await unlessEnded(() =>
      deliver(context, run, { id: toIdAt(id, path), name, path, payload, from }),
    );
    if (wasReached) reached += 1;
  }
  if (reached > 0) return { reached, deliveryId: id };
  throw new TaskwrightError('not_found', `Nothing waits for "${name}" with the correlation key "${correlation}".`, {
    hint: 'A run keeps an early signal only if the signal names the run.',
  });
}

/** Of the signal in one wait, whoever else waits at that moment: a repeat may find others. */
function toIdAt(id: string, path: string): string {
  return `${id}-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
}

interface Delivery {
  readonly id: string;
  readonly name: string;
  readonly path: string | null;
  readonly payload: JsonValue;
  readonly from: string;
}

/** Stored first: the workflow is told by id, and reads the payload when it judges. */
async function deliver(
  context: ClientContext,
  run: RunRecord,
  { id, name, path, payload, from }: Delivery,
): Promise<void> {
  const { store, runs, now } = context;
  await store.messages.addSignals([
    { id, runKey: run.runKey, name, payload, from, receivedAt: now(), ...(path !== null && { path }) },
  ]);
  const message: SignalMessage = { id, name, path };
  await tellRun(context, run, ({ runKey }) => runs.signal(runKey, { name: SIGNALS.signal, message }));
}

function assertSignal(name: string, payload: JsonValue): void {
  if (name === '' || name.length > 200 || name.startsWith('taskwright:') || name.startsWith('__temporal')) {
    throw new TaskwrightError('invalid_input', `"${name.slice(0, 200)}" cannot be the name of a signal.`, {
      hint: 'A name has 1 to 200 characters and begins neither with "taskwright:" nor with "__temporal".',
    });
  }
  assertSize(payload, { what: 'payload of a signal', maxBytes: MAX_PAYLOAD_BYTES });
}

async function assertTask(context: ClientContext, run: RunRecord, path: string): Promise<void> {
  if (await mayTaskComeYet(context.store.tasks, run.runKey, path)) return;
  throw new TaskwrightError('not_found', `The run "${run.runId}" has no task ${path}.`, {
    path,
    hint: `See its tasks with "taskwright show ${run.runId}".`,
  });
}

async function unlessEnded(send: () => Promise<void>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (thrown) {
    if (thrown instanceof TaskwrightError && thrown.code === 'conflict') return false;
    throw thrown;
  }
}
