import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject } from '../../domain/json.js';
import type { TasksClient } from '../../tasks/create-tasks.js';
import type { Route, RouteContext } from '../route.js';

interface VerbSpec extends Omit<Route, 'answer' | 'status' | 'isRepeatable' | 'tag'> {
  readonly status?: number;
  readonly isRepeatable?: boolean;
  readonly tag?: string;
  /** Of the query or the body, with the parameters of the path. */
  readonly verb: (tasks: TasksClient, input: JsonObject, context: RouteContext) => Promise<unknown>;
}

/**
 * A verb of generic tasks, which takes what the MCP tool of that name takes and checks it itself. The parameters of the
 * path count, whatever the body says.
 */
export function verbRoute({ verb, status = 200, tag = 'tasks', isRepeatable = false, ...spec }: VerbSpec): Route {
  return {
    ...spec,
    tag,
    status,
    isRepeatable,
    async answer(context, { query, body }) {
      const given = spec.method === 'get' || spec.method === 'delete' ? readQuery(query) : readBody(body);
      return { body: await verb(context.tasks, { ...given, ...context.params }, context) };
    },
  };
}

function readBody(body: unknown): JsonObject {
  const read = jsonObject.safeParse(body ?? {});
  if (read.success) return read.data;
  throw new TaskwrightError('invalid_input', 'The request is not right: it must be an object.');
}

const jsonObject = z.record(z.string(), z.json()).transform((value): JsonObject => value);

/** `true`, `false` and whole numbers are what they look like: no text of a query means something else. */
function readQuery(query: unknown): JsonObject {
  if (!isJsonObject(query)) return {};
  return Object.fromEntries(Object.entries(query).map(([key, value]) => [key, readWord(String(value))]));
}

function readWord(word: string): string | number | boolean {
  if (word === 'true' || word === 'false') return word === 'true';
  return /^\d{1,9}$/.test(word) ? Number(word) : word;
}
