import type { Scope } from '../access/scopes.js';
import { TaskwrightError } from '../domain/errors.js';
import { TOOLSETS, type Tool } from './tool.js';

/** What an agent is shown, and what it may do. */
export interface ToolChoice {
  /** Of `default`, `all` and the names of toolsets; `default` unless said. Whatever is left out of the list can be called all the same. */
  readonly toolsets?: readonly string[] | undefined;
  /** Nothing that changes anything. */
  readonly isReadOnly?: boolean | undefined;
  /** What the caller may do; everything unless said. */
  readonly scopes?: readonly Scope[] | undefined;
}

const WORDS: readonly string[] = ['default', 'all', ...TOOLSETS];

/** Throws invalid_input. */
export function parseToolsets(text: string): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const wrong = names.find((name) => !WORDS.includes(name));
  if (wrong === undefined && names.length > 0) return names;
  throw new TaskwrightError('invalid_input', `There is no toolset "${wrong ?? ''}".`, {
    hint: `Known are ${WORDS.join(', ')}.`,
  });
}

export function isListed(tool: Tool, choice: ToolChoice): boolean {
  const { toolsets = ['default'] } = choice;
  const isChosen =
    toolsets.includes('all') || toolsets.includes(tool.toolset) || (toolsets.includes('default') && tool.isDefault);
  return isChosen && findReasonAgainst(tool, choice) === null;
}

/** Null where the tool may be called. */
export function findReasonAgainst(tool: Tool, { isReadOnly, scopes }: ToolChoice): TaskwrightError | null {
  if (isReadOnly && !tool.isReadOnly) {
    return new TaskwrightError('forbidden', `${tool.name} changes something, and this server only reads.`, {
      hint: 'It was started with --read-only.',
    });
  }
  if (scopes && !scopes.includes('admin') && !scopes.includes(tool.scope)) {
    return new TaskwrightError('forbidden', `${tool.name} needs the scope "${tool.scope}".`, {
      hint: 'Use a token that has it.',
    });
  }
  return null;
}
