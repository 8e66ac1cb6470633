import { workflowInfo } from '@temporalio/workflow';

/** Of the time of a workflow task: after it the SDK asks for another one, to keep waiting for a local activity. */
const KEEPS_WAITING_AFTER = 0.75;

/** Fails a workflow task that began before the one before had ended: a replay would find its events in another order. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
  constructor() {
    super('The server has given up a workflow task while local work was under way; the run is taken from its history.');
  }
}

interface TaskWatch {
  /** To be called before what has come is taken. */
  look(isLocalWorkUnderWay: boolean): void;
}

/**
 * The server gives a workflow task up when it has to keep too many signals for its end. The SDK hands the next one to the
 * run as it stands, in the middle of its local work; but the history will say that these signals came before that work.
 */
export function createTaskWatch(giveUp: (reason: Error) => void): TaskWatch {
  let task = { historyLength: -1, startedAt: 0 };
  return {
    look(isLocalWorkUnderWay) {
      const { historyLength, taskTimeoutMs, unsafe } = workflowInfo();
      if (historyLength === task.historyLength) return;
      const isEarly = Date.now() - task.startedAt < taskTimeoutMs * KEEPS_WAITING_AFTER;
      // When a task began that is first seen in the middle of local work is not known.
      task = { historyLength, startedAt: isLocalWorkUnderWay ? Number.NEGATIVE_INFINITY : Date.now() };
      if (isLocalWorkUnderWay && isEarly && !unsafe.isReplaying) giveUp(new Overtaken());
    },
  };
}
