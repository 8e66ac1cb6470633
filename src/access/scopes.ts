/**
 * What a token may do. `read` sees; `run` starts, cancels and pushes; `work` plans, claims and hands in tasks; `signal`
 * sends signals; `decide` approves and rejects; `admin` does all of it and manages the inbox.
 */
export const SCOPES = ['read', 'run', 'work', 'signal', 'decide', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

export function isScope(value: unknown): value is Scope {
  return SCOPES.some((scope) => scope === value);
}
