import { isConflictOfTransactions, toStoreError } from './to-store-error.js';

const TRIES = 5;

/**
 * The same methods, throwing TaskwrightError only. A call whose transaction lost against another one is made again,
 * which is safe because every write may be repeated.
 */
export function withStoreErrors<Part extends object>(part: Part): Part {
  return new Proxy(part, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]) => attempt(() => Reflect.apply(member, target, args));
    },
  });
}

async function attempt(call: () => unknown): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (thrown) {
      if (tries === TRIES || !isConflictOfTransactions(thrown)) throw toStoreError(thrown);
    }
  }
}
