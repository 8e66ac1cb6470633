import type { Actor } from '../domain/actor.js';
import { TaskwrightError } from '../domain/errors.js';
import type { Scope } from './scopes.js';

/** Who asks, as authenticated, and what they may do and see. */
export interface Caller {
  readonly actor: Actor;
  readonly scopes: readonly Scope[];
  /** Null: all. */
  readonly workspaces: readonly string[] | null;
  /** Tells callers apart where names may be the same: for rate limits and the keys of repeated requests. */
  readonly id: string;
}

/** Throws forbidden. */
export function assertScope({ actor, scopes }: Caller, needed: Scope): void {
  if (scopes.includes(needed) || scopes.includes('admin')) return;
  throw new TaskwrightError('forbidden', `${actor.name} may not do this: the token lacks the scope "${needed}".`, {
    hint: `Use a token that has it, as made by "taskwright tokens create NAME --scope ${needed}".`,
  });
}

export function maySee({ workspaces }: Caller, workspace: string): boolean {
  return workspaces === null || workspaces.includes(workspace);
}
