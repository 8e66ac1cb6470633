import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Messenger } from '../activities/dependencies.js';
import { toTemporalError } from '../client/to-temporal-error.js';
import { TaskwrightError } from '../domain/errors.js';
import type { MessageStore, NewSignal } from '../store/store.js';
import { DEFAULT_HISTORY_LIMIT, SIGNALS, toSignal, type RunInput } from '../workflows/protocol.js';

/**
 * Speaks to other runs by their workflow ids, never by Temporal's run ids: a run may continue as new at any time. Throws
 * unavailable while Temporal cannot be reached, which costs no attempt.
 */
export function createMessenger(options: {
  readonly client: Client;
  readonly messages: MessageStore;
  readonly taskQueue: string;
}): Messenger {
  const { client, messages, taskQueue } = options;

  const signal = async (runKey: string, name: string, message: object): Promise<boolean> => {
    try {
      await client.workflow.getHandle(runKey).signal(name, message);
      return true;
    } catch (thrown) {
      if (thrown instanceof WorkflowNotFoundError) return false;
      throw toTemporalError(thrown, null);
    }
  };

  /** False for a run that nobody knows. */
  const keep = async (sent: NewSignal): Promise<boolean> => {
    try {
      await messages.addSignals([sent]);
      return true;
    } catch (thrown) {
      if (thrown instanceof TaskwrightError && thrown.code === 'not_found') return false;
      throw thrown;
    }
  };

  return {
    async notify(runKey, notice) {
      const { name, message } = toSignal(notice);
      return signal(runKey, name, message);
    },
    async sendSignal(sent) {
      const isKept = await keep(sent);
      return isKept && signal(sent.runKey, SIGNALS.signal, { id: sent.id, name: sent.name, path: sent.path ?? null });
    },
    async startRun({ runKey, definitionId, definitionHash, timeScale }) {
      const input: RunInput = { definitionHash, timeScale, historyLimit: DEFAULT_HISTORY_LIMIT, generation: 1 };
      try {
        await client.workflow.start(definitionId, {
          workflowId: runKey,
          taskQueue,
          args: [input],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        });
      } catch (thrown) {
        if (!(thrown instanceof WorkflowExecutionAlreadyStartedError)) throw toTemporalError(thrown, null);
      }
    },
  };
}
