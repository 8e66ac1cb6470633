import { scheduleLocalActivity, sleep } from '@temporalio/workflow';
import { ENGINE_LOCAL_OPTIONS } from './options.js';
import {
  ACTIVITIES,
  type Carried,
  type LocalEffect,
  type PerformInput,
  type PerformOutput,
  type RunRef,
} from './protocol.js';

/** So much goes out together. */
const BATCH_SIZE = 100;

/** So much is done in a row: local activities hold a workflow task open, and timers, updates and signals wait for it. */
const ROW_SIZE = 500;
const ROW_MS = 2_000;

/** What has come back, with what it was asked for. */
export interface Landed {
  readonly effects: readonly LocalEffect[];
  readonly output: PerformOutput;
}

/** The local activities of a run: one at a time, with everything in it that can go out by then. */
export interface LocalWork {
  /** One is under way, or has come back and was not taken. Until then nothing else may happen to the run. */
  readonly isUnderWay: boolean;
  readonly waiting: readonly LocalEffect[];
  add(effect: LocalEffect): void;
  /** Removes what has not gone out; false when there is no such thing. */
  drop(is: (effect: LocalEffect) => boolean): boolean;
  /** False when it is not the time; `wake` is called when it is. */
  canSend(): boolean;
  /** Sends a write, and what may go out with it. Without either, it waits for the next workflow task. */
  send(write: Carried | undefined, mayGo: (effect: LocalEffect) => boolean): void;
  land(): Landed | null;
  /** There is nothing to do at the moment. */
  rest(): void;
}

/**
 * Two local activities must never be under way at once: a replay finds the results of all of them in one activation,
 * while they came in several the first time, and the run would decide something else.
 */
export function createLocalWork(options: {
  readonly ref: RunRef;
  wake(): void;
  crash(thrown: unknown): void;
}): LocalWork {
  const { ref, wake, crash } = options;
  let waiting: LocalEffect[] = [];
  let landed: Landed | null = null;
  let isUnderWay = false;
  let isYielding = false;
  /** By what the activities say: in a replay, workflow tasks that only kept waiting are gone, and so is their time. */
  let row = { size: 0, ms: 0 };

  /** A timer ends the workflow task. */
  const yieldTask = (): void => {
    isYielding = true;
    row = { size: 0, ms: 0 };
    sleep(1, { summary: 'next batch' }).then(() => {
      isYielding = false;
      wake();
    }, crash);
  };

  return {
    get isUnderWay() {
      return isUnderWay;
    },
    get waiting() {
      return waiting;
    },
    add: (effect) => void waiting.push(effect),
    drop(is) {
      const before = waiting.length;
      waiting = waiting.filter((effect) => !is(effect));
      return waiting.length < before;
    },
    canSend() {
      if (isUnderWay || isYielding) return false;
      if (row.size < ROW_SIZE && row.ms < ROW_MS) return true;
      yieldTask();
      return false;
    },
    send(write, mayGo) {
      const effects = waiting.filter(mayGo).slice(0, BATCH_SIZE);
      if (effects.length === 0 && !write) return yieldTask();
      const sent = new Set(effects);
      waiting = waiting.filter((effect) => !sent.has(effect));
      row.size += effects.length;
      isUnderWay = true;
      const input: PerformInput = { ...ref, effects, ...(write ? { write } : {}) };
      scheduleLocalActivity<PerformOutput>(ACTIVITIES.performEffects, [input], ENGINE_LOCAL_OPTIONS).then((output) => {
        landed = { effects, output };
        wake();
      }, crash);
    },
    land() {
      const taken = landed;
      landed = null;
      if (taken) isUnderWay = false;
      row.ms += taken?.output.tookMs ?? 0;
      return taken;
    },
    rest() {
      row = { size: 0, ms: 0 };
    },
  };
}
