import type { DecisionWord } from '../domain/approval.js';
import type { JsonValue } from '../domain/json.js';

interface TreeTask {
  readonly workspace: string;
  readonly taskId: string;
  /** As authenticated. */
  readonly by: string;
}

/** What is said to tasks of a run by their paths, where the run is a tree of generic tasks. */
export interface TreeVerbs {
  decide(
    decision: TreeTask & {
      readonly roles: readonly string[];
      readonly decision: DecisionWord;
      readonly comment: string | null;
    },
  ): Promise<void>;
  complete(completion: TreeTask & ({ readonly output: JsonValue } | { readonly failure: string })): Promise<void>;
}
