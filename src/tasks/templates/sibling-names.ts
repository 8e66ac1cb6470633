import { TaskwrightError } from '../../domain/errors.js';

/** One child as it is written: its copies, and what siblings may call them. */
export interface SiblingGroup<Copy> {
  readonly copies: readonly { readonly names: readonly string[]; readonly copy: Copy }[];
  /** Of a child that makes no copies. */
  readonly emptyNames: readonly string[];
}

/** A child is called by its name or id, else by its type. */
export function toNames(child: {
  readonly name: string | null;
  readonly taskId: string | null;
  readonly taskType: string | null;
}): readonly string[] {
  const own = [child.name, child.taskId].filter((word) => word !== null);
  if (own.length > 0) return own;
  return child.taskType === null ? [] : [child.taskType];
}

/**
 * What a name stands for among siblings: one task, or all copies of one that repeats. Throws invalid_input where it
 * names none of them, or several.
 */
export function findSiblings<Copy>(name: string, groups: readonly SiblingGroup<Copy>[], place: string): Copy[] {
  const matches = groups.filter(
    ({ copies, emptyNames }) => emptyNames.includes(name) || copies.some(({ names }) => names.includes(name)),
  );
  const [match] = matches;
  if (match && matches.length === 1) {
    return match.copies.filter(({ names }) => names.includes(name)).map(({ copy }) => copy);
  }
  const known = groups.flatMap(({ copies, emptyNames }) => [...copies.flatMap(({ names }) => names), ...emptyNames]);
  if (matches.length > 1) {
    throw new TaskwrightError(
      'invalid_input',
      `${place}: "${name}" is ambiguous: ${matches.length} siblings are called so.`,
      {
        hint: 'Give each a name of its own with "name".',
      },
    );
  }
  throw new TaskwrightError('invalid_input', `${place}: no sibling is called "${name}".`, {
    hint: `Its siblings are called ${[...new Set(known)].map((word) => `"${word}"`).join(', ') || 'nothing'}.`,
  });
}
