import type { ActionRegistry } from '../actions/action-registry.js';
import type { SecretSource } from '../actions/secret-source.js';
import type { KindRegistry } from '../factory/kinds.js';
import type { NewSignal, Notice, Store } from '../store/store.js';
import type { DefinitionLibrary } from './definition-library.js';

/** What the activities work with; everything that touches the world is handed in. */
export interface ActivityDependencies {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly actions: ActionRegistry;
  readonly secrets: SecretSource;
  readonly library: DefinitionLibrary;
  readonly messenger: Messenger;
  /** Left out: signals by correlation that come before their wait stay where they are. */
  readonly earlySignals?: EarlySignals;
  /** For times that are written down; milliseconds since the epoch. */
  readonly now: () => number;
}

/** What activities do with Temporal itself. */
export interface Messenger {
  /** Tells a run's workflow; false when there is none that could take it. */
  notify(runKey: string, notice: Notice): Promise<boolean>;
  /** Keeps a signal and sends it to one run; false when that run does not exist or has ended. */
  sendSignal(signal: NewSignal): Promise<boolean>;
  /** Starts a run that was stored; harmless when it was started before. */
  startRun(run: {
    readonly runKey: string;
    readonly definitionId: string;
    readonly definitionHash: string;
    readonly timeScale: number;
  }): Promise<void>;
}

/** Signals by correlation that came from outside before the wait that they are for. */
export interface EarlySignals {
  /** Sends them to the waits that wait now. Throws unavailable. */
  offer(wait: { readonly workspace: string; readonly name: string; readonly correlation: string }): Promise<void>;
}
