import { z } from 'zod';
import { TaskwrightError } from '../../domain/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../domain/json.js';
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

/** A query has texts alone. What is no text in the verb is read by its name, and what does not read so is left to the verb. */
function readQuery(query: unknown): JsonObject {
  if (!isJsonObject(query)) return {};
  return Object.fromEntries(Object.entries(query).map(([name, said]) => [name, readSaid(name, said)]));
}

const NUMBERS: ReadonlySet<string> = new Set(['limit', 'offset', 'length', 'max_depth']);
const FLAGS = /^(?:include_\w+|has_dependencies|show_status|force|archive_instead)$/;
const OBJECTS: ReadonlySet<string> = new Set(['filters', 'attributes', 'sort', 'date_range']);
/** Of words that hold no comma. */
const LISTS: ReadonlySet<string> = new Set(['status', 'lifecycle_stage']);

function readSaid(name: string, said: JsonValue): JsonValue {
  if (typeof said !== 'string') return said;
  if (NUMBERS.has(name)) return /^\d{1,9}$/.test(said) ? Number(said) : said;
  if (FLAGS.test(name)) return said === 'true' || said === 'false' ? said === 'true' : said;
  if (LISTS.has(name)) return said.includes(',') ? said.split(',') : said;
  return OBJECTS.has(name) ? (parseJson(said) ?? said) : said;
}

function parseJson(text: string): JsonValue | null {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return null;
  }
}
