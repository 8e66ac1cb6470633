import type { EventView } from '../../client/list-events.js';
import type { Actor } from '../../domain/actor.js';
import { mayDecide, type ApprovalRule } from '../../domain/approval.js';
import { isJsonObject } from '../../domain/json.js';
import type { WaitingForApproval } from '../../domain/waiting.js';
import { textOf } from '../open-approvals.js';

/** Something that waits for people to decide. Times are ISO 8601, UTC. */
export interface Approval {
  readonly taskId: string;
  readonly runId: string;
  readonly path: string;
  readonly title: string;
  readonly since: string | null;
  readonly deadlineAt: string | null;
  /** One sentence. */
  readonly stillNeeded: string;
  readonly decisions: readonly Pick<GivenDecision, 'by' | 'decision'>[];
  /** For whoever looks at it: by name or by role, and nothing of theirs counts so far. */
  readonly isForViewer: boolean;
}

/** Something that was said on an approval. */
export interface GivenDecision {
  readonly by: string;
  readonly decision: string;
  readonly comment: string | null;
  readonly at: string;
}

/**
 * Whether an approval waits for this person, by name, role, or a right that was handed over. Who did the work, and may
 * therefore not decide, is known when they do.
 */
export function isFor(
  asked: Pick<WaitingForApproval, 'roles' | 'users' | 'delegations' | 'escalatedTo'>,
  actor: Actor,
): boolean {
  const { roles, users, delegations = [], escalatedTo = null } = asked;
  if (delegations.some(({ to }) => to === actor.name)) return true;
  const rule: ApprovalRule = {
    ...{ roles, users, quorum: 1, distinct: 'persons', allowsSelf: true },
    ...{ escalateTo: escalatedTo, isEscalated: escalatedTo !== null },
  };
  return !delegations.some(({ by }) => by === actor.name) && mayDecide(rule, { by: actor.name, roles: actor.roles });
}

/** What this person has said, as far as it counts; null for nothing. */
export function ownWordOf({ decisions = [] }: Pick<WaitingForApproval, 'decisions'>, { name }: Actor): string | null {
  return decisions.find(({ by }) => by === name)?.decision ?? null;
}

/** Out of the events of a task: all that was said, also what does not count any more. */
export function toSaid(events: readonly EventView[]): readonly GivenDecision[] {
  return events
    .filter(({ type }) => SAID.test(type))
    .map(({ type, actor, after, reason, at }) => {
      const { by, comment, to } = isJsonObject(after) ? after : {};
      const word = type.slice('decision.'.length);
      return {
        by: textOf(by) ?? actor,
        decision: typeof to === 'string' ? `${word} to ${to}` : word,
        comment: textOf(comment) ?? reason,
        at,
      };
    });
}

const SAID = /^decision\.(?!asserted$)/;
