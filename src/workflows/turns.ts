import { allHandlersFinished, AsyncLocalStorage, condition, workflowInfo } from '@temporalio/workflow';

/** The turns that a run takes: one an activation, after everything that has come with it is there. */
export interface Turns {
  /** Something has happened: there is to be a turn. */
  wake(): void;
  /** For messages, which are taken while others of the same activation still stand behind them. */
  waitForAll(): void;
  /** Takes turns until it is over. */
  untilOver(): Promise<void>;
}

/**
 * A turn is taken within the condition that is waited for. To be woken first, and take it then, would need one more call
 * into the sandbox for each activation, which costs more than the turn.
 */
export function createTurns(options: { take(): void; isOver(): boolean }): Turns {
  const { take, isOver } = options;
  let isAwake = true;
  let isTaking = false;
  let isMoreToCome = false;
  /** Each activation brings another one. */
  let lastTakenIn: unknown = null;
  let goOn = (): void => undefined;

  /** True when conditions have to be looked at again before the activation ends. */
  const look = (): boolean => {
    if (isMoreToCome) return false;
    if (!isAwake) return isOver();
    isTaking = true;
    lastTakenIn = workflowInfo();
    take();
    isTaking = false;
    isAwake = false;
    return isOver() || !allHandlersFinished();
  };

  return {
    wake() {
      isAwake = true;
      if (!isTaking && workflowInfo() === lastTakenIn) goOn();
    },
    waitForAll() {
      if (isMoreToCome) return;
      isMoreToCome = true;
      void Promise.resolve().then(() => {
        isMoreToCome = false;
      });
    },
    async untilOver() {
      const inThisScope = captureScope();
      while (!isOver()) {
        await new Promise<void>((resolve, reject) => {
          let isDone = false;
          goOn = () => {
            isDone = true;
            resolve();
          };
          condition(() => isDone || inThisScope(look)).then(goOn, reject);
        });
      }
    },
  };
}

/** Calls made through it are made in the cancellation scope that is current now, wherever they come from. */
function captureScope(): <Result>(call: () => Result) => Result {
  // The SDK declares no more of the class than its constructor.
  const storage = AsyncLocalStorage as unknown as { snapshot(): <Result>(call: () => Result) => Result };
  return storage.snapshot();
}
