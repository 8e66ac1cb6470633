import type { ApprovalWord } from '../domain/approval.js';
import { TaskwrightError } from '../domain/errors.js';
import type { JsonValue } from '../domain/json.js';
import type { ClientContext } from './client-context.js';

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
  /** What has failed in the tree of this root is ready again. */
  retry(request: TreeTask & { readonly reason: string | null }): Promise<void>;
  complete(completion: TreeTask & ({ readonly output: JsonValue } | { readonly failure: string })): Promise<void>;
}

/** Throws unavailable where the client was made without them. */
export function toTreeVerbs({ trees }: Pick<ClientContext, 'trees'>): TreeVerbs {
  if (trees) return trees;
  throw new TaskwrightError('unavailable', 'This client does not know of generic tasks.');
}
