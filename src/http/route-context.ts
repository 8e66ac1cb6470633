import type { Context } from 'hono';
import type { Caller } from '../access/caller.js';
import type { Gateway } from './gateway.js';
import type { RunStreams } from './pages/run-stream.js';
import type { RouteContext } from './route.js';
import { toWorkspace } from './to-workspace.js';

/** Everything in the name of the caller, in the workspace that is asked for, or in the usual one. Throws not_found. */
export function toRouteContext(
  { gateway, streams }: { readonly gateway: Gateway; readonly streams: RunStreams },
  c: Context,
  caller: Caller,
): RouteContext {
  const workspace = toWorkspace(caller, c.req.query('workspace'), gateway.client.workspace);
  return {
    caller,
    workspace,
    client: gateway.client.inWorkspace(workspace),
    tasks: gateway.tasks.as(caller.actor).inWorkspace(workspace),
    inbox: gateway.inbox,
    notifications: gateway.notifications,
    streams,
    params: c.req.param(),
    requestToken: undefined,
    header: (name) => c.req.header(name),
  };
}
