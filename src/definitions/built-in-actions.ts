import { httpInput } from '../actions/http/http-input.js';
import { ENGINE_ACTION_INPUTS } from '../actions/inputs.js';
import { mcpInput } from '../actions/mcp/mcp-input.js';
import { noopAction } from '../actions/noop.js';
import { shellInput } from '../actions/shell.js';
import { transformAction } from '../actions/transform.js';
import type { KnownAction, KnownActions } from './known-actions.js';

const { external, run, activity, workflow } = ENGINE_ACTION_INPUTS;

const BUILT_IN_ACTIONS: readonly KnownAction[] = [
  noopAction,
  transformAction,
  { name: 'http', input: httpInput },
  { name: 'shell', input: shellInput },
  { name: 'mcp', input: mcpInput },
  { name: 'external', input: external, rules: { isTriedOnce: true, isNeverInline: true } },
  { name: 'run', input: run, rules: { isTriedOnce: true, isNeverInline: true } },
  { name: 'activity', input: activity, rules: { isNeverInline: true } },
  { name: 'workflow', input: workflow, rules: { isTriedOnce: true, isNeverInline: true } },
];

/** The built-in actions and the given ones; `isComplete` says that there are no others. */
export function toKnownActions(actions: Iterable<KnownAction>, { isComplete }: { isComplete: boolean }): KnownActions {
  const byName = new Map(BUILT_IN_ACTIONS.map((action) => [action.name, action]));
  for (const action of actions) byName.set(action.name, { rules: byName.get(action.name)?.rules ?? {}, ...action });
  return { byName, isComplete };
}
