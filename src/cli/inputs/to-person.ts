import { userInfo } from 'node:os';

export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
  /** How it is known; see `Actor`. */
  readonly proof?: string;
}

/**
 * Who a command says to be. Nobody checks it: whoever may start commands on this machine may say any name, and what they
 * do is recorded under it.
 */
export function toPerson(name?: string, roles: readonly string[] = []): Person {
  return { name: name ?? readUserName(), roles };
}

function readUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user that its system does not know.
    return process.env['USER'] ?? 'unknown';
  }
}
