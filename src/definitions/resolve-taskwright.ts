import Module, { createRequire, register } from 'node:module';

/** This package, and the library in whose words the input of an action is said. */
const OURS = /^(?:taskwright|zod)(?:\/|$)/;

/** Asked in a thread of its own, so it stands here as text. */
const HOOK = `export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (thrown) {
    if (!${OURS}.test(specifier)) throw thrown;
    return next(specifier, { ...context, parentURL: ${JSON.stringify(import.meta.url)} });
  }
}`;

let isAdded = false;

/**
 * Lets modules of the user's import "taskwright" where it is not installed beside them, as with a global install or a
 * lone file: they get this very package, and its zod. For the rest of the process.
 */
export function resolveTaskwright(): void {
  if (isAdded) return;
  isAdded = true;
  register(`data:text/javascript,${encodeURIComponent(HOOK)}`);
  const resolve: unknown = Reflect.get(Module, '_resolveFilename');
  if (typeof resolve !== 'function') return;
  const own = createRequire(import.meta.url);
  Reflect.set(Module, '_resolveFilename', function resolveFilename(this: unknown, request: string, ...rest: unknown[]) {
    try {
      return Reflect.apply(resolve, this, [request, ...rest]);
    } catch (thrown) {
      if (!OURS.test(request)) throw thrown;
      return own.resolve(request);
    }
  });
}
