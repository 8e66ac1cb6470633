import type { ApprovalStanding } from './approval.js';
import type { Said } from './approval-words.js';
import type { JsonObject } from './json.js';

/** The event of something that was said: `decision.` and the word. Its comment, and how the person is known, are added where it is stored. */
export function toSaidEvent(
  said: Said,
  { decisions }: Pick<ApprovalStanding, 'decisions'>,
): { readonly type: string; readonly by: string; readonly after: JsonObject; readonly messageId: string } {
  const { id, by, roles, word, to } = said;
  const standsFor = decisions.find((decision) => decision.id === id)?.for;
  return {
    type: `decision.${word}`,
    by,
    messageId: id,
    after: {
      by,
      roles,
      decision: word,
      ...(word === 'delegate' ? { to } : {}),
      ...(standsFor === undefined ? {} : { for: standsFor }),
    },
  };
}
