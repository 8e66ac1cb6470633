import type { Action } from '../actions/action.js';
import type { AuthoredDefinition } from '../definitions/define-workflow.js';
import type { Definition } from '../domain/definition.js';
import type { JsonObject } from '../domain/json.js';
import type { CustomKind } from '../factory/kinds.js';
import type { Store } from '../store/store.js';
import type { MockAction } from './mock-actions.js';
import type { ForeignWork } from './run-in-process.js';

export interface TestRunOptions {
  /** An empty object unless said. */
  readonly input?: JsonObject;
  readonly runId?: string;
  /** By name. They hide built-in actions and those of `ownActions`. What is not mocked, and would reach out, fails. */
  readonly actions?: Readonly<Record<string, MockAction>>;
  /** Actions made with `defineAction`, run as they are. */
  readonly ownActions?: readonly Action[];
  readonly kinds?: readonly CustomKind[];
  /** Existing Temporal activities and workflows, by type, for the actions `activity` and `workflow`. */
  readonly foreign?: Readonly<Record<string, ForeignWork>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Definitions that other runs may be started of, by the action `run` or by a signal. */
  readonly pushed?: readonly (Definition | AuthoredDefinition | string)[];
  /** When the test begins: 2030-01-01T00:00:00Z unless said. */
  readonly startAt?: string;
  /** In memory unless said. */
  readonly store?: Store;
  /** Every run continues as new whenever it can: nothing may change by it. */
  readonly continuesOften?: boolean;
  /** Of several things that have happened at once, which one the run is told next, from 0; the first unless said. */
  readonly pick?: (count: number) => number;
}
