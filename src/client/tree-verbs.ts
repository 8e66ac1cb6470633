import type { ApprovalWord } from '../domain/approval.js';
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
      readonly decision: ApprovalWord;
      /** Of `delegate`: to whom. */
      readonly to: string | undefined;
      readonly comment: string | null;
      /** How the person is known. */
      readonly proof: string;
    },
  ): Promise<void>;
  complete(completion: TreeTask & ({ readonly output: JsonValue } | { readonly failure: string })): Promise<void>;
}
