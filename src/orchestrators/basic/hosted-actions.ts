/**
 * Someone or something else does the work. All but an activity have one attempt, and no timeout of their own. What they
 * are given is kept, or travels through Temporal, so there are no secrets in it.
 */
const HOSTED_ACTIONS = ['external', 'run', 'activity', 'workflow'] as const;

export function isHostedAction(action: string): action is (typeof HOSTED_ACTIONS)[number] {
  return HOSTED_ACTIONS.some((hosted) => hosted === action);
}
