import type { z } from 'zod';
import type { Caller } from '../access/caller.js';
import type { Scope } from '../access/scopes.js';
import type { TaskwrightClient } from '../client/create-client.js';
import { parseInput } from '../tasks/inputs/scalars.js';
import type { TasksClient } from '../tasks/create-tasks.js';
import type { Inbox } from '../inbox/inbox.js';
import type { NotificationLog } from '../notifications/notification-log.js';
import type { RunStreams } from './pages/run-stream.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a handler has: everything in the name of the caller, and in one workspace that they may see. */
export interface RouteContext {
  readonly caller: Caller;
  readonly client: TaskwrightClient;
  readonly tasks: TasksClient;
  readonly inbox: Inbox;
  readonly notifications: NotificationLog;
  readonly streams: RunStreams;
  readonly workspace: string;
  /** Of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The same for each repeat of the request, where it carries an Idempotency-Key. */
  readonly requestToken: string | undefined;
  readonly header: (name: string) => string | undefined;
}

export interface RouteAnswer {
  /** Other than the route's own. */
  readonly status?: number;
  /** A Response is sent as it is. */
  readonly body: unknown;
}

/** A route as it is served and as it stands in /openapi.json. */
export interface Route {
  readonly method: Method;
  /** With `{name}` for its parameters. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly scope: Scope;
  readonly status: number;
  /** Of the answer, where it is no JSON. */
  readonly mediaType?: string;
  readonly maxBodyBytes?: number;
  /** The body is no JSON: it is given as bytes. */
  readonly takesBytes?: boolean;
  readonly query?: z.ZodType;
  /** Names, and what each says. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  /** What is answered, for /openapi.json; nothing checks it. */
  readonly answers?: z.ZodType;
  /** The engine recognises a repeat by itself. */
  readonly isRepeatable: boolean;
  readonly answer: (
    context: RouteContext,
    given: { readonly query: unknown; readonly body: unknown },
  ) => Promise<RouteAnswer>;
}

interface RouteSpec<Query, Body> extends Omit<Route, 'answer' | 'query' | 'body' | 'isRepeatable' | 'status'> {
  /** 200 unless said. */
  readonly status?: number;
  readonly isRepeatable?: boolean;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Answers the body of the answer. */
  readonly handle: (context: RouteContext, given: { readonly query: Query; readonly body: Body }) => Promise<unknown>;
}

/** The schemas check what comes in, and describe it in /openapi.json. Without a schema nothing is taken. */
export function defineRoute<Query = undefined, Body = undefined>(spec: RouteSpec<Query, Body>): Route {
  const { handle, query, body, status = 200, isRepeatable = false, ...rest } = spec;
  return {
    ...rest,
    status,
    isRepeatable,
    ...(query && { query }),
    ...(body && { body }),
    async answer(context, given) {
      const checked = {
        query: check(query, given.query),
        body: check(body, given.body === undefined ? {} : given.body),
      };
      return { body: await handle(context, checked) };
    },
  };
}

/** Where a route has no schema its handler has no type for it either. */
function check<Value>(schema: z.ZodType<Value> | undefined, given: unknown): Value {
  return schema === undefined ? (undefined as Value) : parseInput(schema, given);
}
