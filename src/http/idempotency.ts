import { createHash } from 'node:crypto';
import { isJsonObject, toJson, type JsonObject } from '../domain/json.js';
import type { Route, RouteAnswer, RouteContext } from './route.js';

/** What is answered to a request and, with the same key, to each repeat of it. */
export async function answerWithKey(
  route: Route,
  context: RouteContext,
  given: { readonly key: string; readonly path: string; readonly query: unknown; readonly body: unknown },
): Promise<RouteAnswer> {
  const { key, path, query, body } = given;
  const kept = await context.tasks.answerOnce(
    {
      operation: `${route.method} ${path}`,
      key,
      request: toJson({ query, body: body instanceof Uint8Array ? hash(body) : (body ?? null) }),
      isRepeatable: route.isRepeatable,
    },
    async (requestToken, tasks) => {
      const answer = await route.answer({ ...context, requestToken, tasks }, { query, body });
      return toJson({ status: answer.status ?? null, body: answer.body });
    },
  );
  const { status, body: answered }: JsonObject = isJsonObject(kept) ? kept : {};
  return { body: answered, ...(typeof status === 'number' && { status }) };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
