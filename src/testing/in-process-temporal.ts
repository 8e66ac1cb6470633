import type { Messenger } from '../activities/dependencies.js';
import type { TemporalRuns } from '../client/temporal-runs.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { TaskMessage } from '../orchestrators/orchestrator.js';
import type { MessageStore } from '../store/store.js';
import { isRepliedTo, toControlEvent } from '../workflows/engine/control.js';
import type { EngineEvent } from '../workflows/engine/effects.js';
import { DEFAULT_HISTORY_LIMIT, SIGNALS, UPDATES, type ControlMessage, type RunInput } from '../workflows/protocol.js';
import { isTreeInput } from '../workflows/tree-protocol.js';
import type { RunInProcess } from './run-in-process.js';

/** The runs of a test, by their workflow ids. */
export interface InProcessRuns {
  readonly all: ReadonlyMap<string, RunInProcess>;
  /** Harmless when it was started before, but for a run that had ended and goes on. */
  start(runKey: string, input: RunInput): void;
  /** Until nothing happens any more without time or help from outside. */
  settle(): Promise<void>;
}

/** In the place of Temporal's client: what the verbs of the client speak to. */
export function createInProcessTemporal(runs: InProcessRuns): TemporalRuns {
  const findOpen = (runKey: string): RunInProcess | null => {
    const run = runs.all.get(runKey);
    return run && !run.hasEnded ? run : null;
  };
  const tell = (runKey: string, event: EngineEvent): boolean => {
    const run = findOpen(runKey);
    run?.dispatch(event);
    return run !== null;
  };

  return {
    async start({ runKey, input, revives = false }) {
      const known = runs.all.get(runKey);
      if (known && !(revives && known.hasEnded)) return { temporalRunId: null };
      if (isTreeInput(input)) throw new Error('Trees of generic tasks need a database.');
      runs.start(runKey, input);
      return { temporalRunId: `temporal-${runKey}` };
    },
    async signal(runKey, { name, message }) {
      return tell(runKey, toSignalEvent(name, message as Record<string, JsonValue>));
    },
    async update(runKey, { name, message }) {
      const run = findOpen(runKey);
      if (!run) return false;
      if (name === UPDATES.control) {
        const request = message as unknown as ControlMessage;
        const refusal = run.refuseControl(request);
        if (refusal) throw new TaskwrightError(refusal.code, refusal.reason);
        run.dispatch(toControlEvent(request));
        if (!isRepliedTo(request)) return true;
        await runs.settle();
        const reply = run.replyTo(request.id);
        if (reply) throw new TaskwrightError(reply.code, reply.reason);
        return true;
      }
      const taskMessage: TaskMessage = { ...message, name: name === UPDATES.complete ? 'complete' : 'decide' };
      const path = message['path'] as string;
      const refusal = run.refuse(path, taskMessage);
      if (refusal) throw new TaskwrightError(refusal.code, refusal.reason);
      run.dispatch({ type: 'message', path, message: taskMessage });
      return true;
    },
    cancel: async (runKey) => tell(runKey, { type: 'cancel-requested' }),
    async terminate(runKey) {
      const run = findOpen(runKey);
      run?.terminate();
      return run !== null;
    },
    async describe(runKey) {
      return runs.all.has(runKey) ? { state: 'open', firstRunId: runKey } : null;
    },
    waitForClose: async () => true,
    hasWorker: async () => true,
  };
}

/** What activities say to other runs. */
export function createInProcessMessenger(runs: InProcessRuns, messages: MessageStore): Messenger {
  const tell = (runKey: string, event: EngineEvent): boolean => {
    const run = runs.all.get(runKey);
    if (!run || run.hasEnded) return false;
    run.dispatch(event);
    return true;
  };
  return {
    async notify(runKey, notice) {
      switch (notice.type) {
        case 'run-ended':
          return tell(
            runKey,
            toSignalEvent(SIGNALS.runEnded, { ...notice, error: notice.error && { ...notice.error } }),
          );
        case 'dependency-ended':
          return tell(runKey, { type: 'dependency-ended', id: notice.dependencyId, status: notice.status });
        case 'tree-changed':
          return false;
        case 'signal':
          return tell(runKey, { type: 'signal', id: notice.signalId, name: notice.name, path: notice.path });
      }
    },
    async sendSignal(sent) {
      const run = runs.all.get(sent.runKey);
      if (!run || run.hasEnded) return false;
      await messages.addSignals([sent]);
      return tell(sent.runKey, { type: 'signal', id: sent.id, name: sent.name, path: sent.path ?? null });
    },
    async startRun({ runKey, definitionHash, timeScale }) {
      runs.start(runKey, { definitionHash, timeScale, historyLimit: DEFAULT_HISTORY_LIMIT, generation: 1 });
    },
  };
}

function toSignalEvent(name: string, message: Readonly<Record<string, JsonValue>>): EngineEvent {
  switch (name) {
    case SIGNALS.signal:
      return {
        type: 'signal',
        id: String(message['id']),
        name: String(message['name']),
        path: (message['path'] ?? null) as string | null,
      };
    case SIGNALS.runEnded:
      return {
        type: 'hosted-ended',
        path: String(message['path']),
        visit: Number(message['visit']),
        detail: { status: message['status'] ?? null, error: message['error'] ?? null, isWaitedFor: true },
      };
    default:
      return { type: 'plain-signal', name, payload: message };
  }
}
