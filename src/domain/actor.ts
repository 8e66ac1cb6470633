/** Who asks: known from authentication, never from what a request says of itself. */
export interface Actor {
  readonly name: string;
  /** For approvals. */
  readonly roles: readonly string[];
}
