import { TaskwrightError } from '../../domain/errors.js';
import type { RouteContext } from '../route.js';
import type { DecisionView } from './decision.js';
import { readRunDecision } from './read-run-decision.js';
import { readTreeDecision } from './read-tree-decision.js';

export type DecisionContext = Pick<RouteContext, 'caller' | 'client' | 'tasks'>;

/** By the id of any task of the workspace. Throws not_found. */
export async function readDecision(context: DecisionContext, taskId: string): Promise<DecisionView> {
  try {
    return await readTreeDecision(context, taskId);
  } catch (thrown) {
    const isNone = thrown instanceof TaskwrightError && ['not_found', 'invalid_input'].includes(thrown.code);
    if (!isNone) throw thrown;
    return readRunDecision(context, taskId);
  }
}
