import { TaskwrightError } from '../../domain/errors.js';
import { toPerson, type Person } from '../inputs/to-person.js';
import type { Session } from './open-session.js';

/** Who decides, as far as this machine knows. */
export interface Decider extends Person {
  /** Who said so, where nothing proves it. */
  readonly assertedBy: string | undefined;
}

/**
 * With TASKWRIGHT_TOKEN: whose token it is. Without: whoever types, or, as long as nobody was ever given a token, whom
 * they say to be; that is recorded as asserted. Throws forbidden, unauthenticated.
 */
export async function identify(
  { config, tokens }: Pick<Session, 'config' | 'tokens'>,
  said: { readonly name: string | undefined; readonly roles: readonly string[] | undefined },
): Promise<Decider> {
  const isSaid = said.name !== undefined || said.roles !== undefined;
  if (config.gatewayToken !== null) {
    if (isSaid) throw mayNotSay('TASKWRIGHT_TOKEN says who decides.');
    const caller = await tokens.find(config.gatewayToken);
    if (caller === null) throw new TaskwrightError('unauthenticated', 'TASKWRIGHT_TOKEN is no valid token.');
    return { ...caller.actor, assertedBy: undefined };
  }
  if (!isSaid) return { ...toPerson(), assertedBy: undefined };
  if (await tokens.hasOthers()) throw mayNotSay('People have tokens here, so nobody decides for another one by name.');
  return { ...toPerson(said.name, said.roles), assertedBy: toPerson().name };
}

function mayNotSay(message: string): TaskwrightError {
  return new TaskwrightError('forbidden', message, {
    hint: 'Leave --as and --role out, and set TASKWRIGHT_TOKEN to the token of whoever decides.',
  });
}
