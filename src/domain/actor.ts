/** Who asks: known from authentication, never from what a request says of itself. */
export interface Actor {
  readonly name: string;
  /** For approvals. */
  readonly roles: readonly string[];
  /** How it is known: `token:` and its id, `jwt:` and the issuer, or who has only said so. Left out: `LOCAL_PROOF`. */
  readonly proof?: string;
}

/** Whoever can reach Temporal and the database themselves: a command on the machine, an embedded client. */
export const LOCAL_PROOF = 'local';
