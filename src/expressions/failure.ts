/**
 * Why an evaluation stopped, in words that follow "failed:". Never holds values of the data. It stays inside: `evaluate`
 * turns it into a TaskwrightError.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** A limit was met: neither `||` nor `exists` may carry on after it. */
  readonly isFinal: boolean;
  readonly #reason: Words;
  readonly #hint: Words | undefined;

  constructor(reason: Words, options: { readonly hint?: Words | undefined; readonly isFinal?: boolean } = {}) {
    super();
    this.#reason = reason;
    this.#hint = options.hint;
    this.isFinal = options.isFinal ?? false;
  }

  get reason(): string {
    return toText(this.#reason);
  }

  get hint(): string | undefined {
    return this.#hint === undefined ? undefined : toText(this.#hint);
  }
}

/** A function where the words take time to make: `exists` may set many failures aside. */
export type Words = string | (() => string);

export function fail(reason: Words, hint?: Words): never {
  throw new Failure(reason, { hint });
}

/** Returns what `||`, `&&`, `all` and `exists` may set aside; throws what they may not. */
export function requireAbsorbable(thrown: unknown): Failure {
  if (thrown instanceof Failure && !thrown.isFinal) return thrown;
  throw thrown;
}

function toText(words: Words): string {
  return typeof words === 'string' ? words : words();
}
