import { writeDefinition } from '../../definitions/write-definition.js';
import { TaskwrightError } from '../../domain/errors.js';
import type { Complete, Decide, Receipt } from '../answer-task.js';
import type { ControlRun } from '../control-run.js';
import type { TaskwrightClient } from '../create-client.js';
import type { DefinitionView, FoundDefinition } from '../definitions.js';
import type { DefinitionRef } from '../definition-ref.js';
import type { EndRun } from '../end-run.js';
import type { AuditEntry } from '../list-audit.js';
import type { EventView } from '../list-events.js';
import type { RerunTask } from '../restart-run.js';
import type { RunView } from '../run-view.js';
import type { SendSignal, SentSignal, SignalByCorrelation } from '../send-signal.js';
import type { StartedRun, StartRun } from '../start-run.js';
import { connectGateway, type GatewayAddress, type GatewayConnection } from './connection.js';
import { waitThroughGateway, watchThroughGateway } from './follow-gateway-run.js';
import { createGatewayTasks, type GatewayTasks } from './gateway-tasks.js';

/** A request without who asks: that is whoever the token belongs to. */
export type Unsigned<Request> = Request extends unknown
  ? Omit<Request, 'by' | 'roles' | 'from' | 'startedBy' | 'proof' | 'assertedBy'>
  : never;

/**
 * Runs, definitions and generic tasks through a gateway, over HTTP, in the name of whoever the token belongs to. Takes and
 * gives what `TaskwrightClient` does. Everything throws the TaskwrightError that the gateway threw: invalid_input,
 * not_found, conflict, forbidden (also where the token lacks a scope), unauthenticated, rate_limited, and unavailable
 * where the gateway, or what is behind it, cannot be reached.
 */
export interface GatewayClient extends Pick<
  TaskwrightClient,
  | 'read'
  | 'snapshot'
  | 'list'
  | 'listEvents'
  | 'listAudit'
  | 'verifyAudit'
  | 'waitForEnd'
  | 'watch'
  | 'push'
  | 'listDefinitions'
  | 'hasWorker'
> {
  /** The verbs of generic tasks, which take and give what the MCP tools do. */
  readonly tasks: GatewayTasks;
  /** The same client in another workspace. */
  inWorkspace(workspace: string): GatewayClient;
  start(run: Unsigned<StartRun>): Promise<Omit<StartedRun, 'isNew'>>;
  signal(signal: Unsigned<SendSignal>): Promise<SentSignal>;
  /** Throws not_found where nothing waits for it; the gateway's inbox keeps the signal then. */
  signalByCorrelation(signal: Unsigned<SignalByCorrelation>): Promise<SentSignal>;
  decide(decision: Unsigned<Decide>): Promise<Receipt>;
  complete(completion: Unsigned<Complete>): Promise<Receipt>;
  cancel(request: Unsigned<EndRun>): Promise<void>;
  terminate(request: Unsigned<EndRun>): Promise<void>;
  pause(request: Unsigned<ControlRun>): Promise<void>;
  resume(request: Unsigned<ControlRun>): Promise<void>;
  retry(request: Unsigned<ControlRun>): Promise<void>;
  rerun(request: Unsigned<RerunTask>): Promise<void>;
  findDefinition(ref: DefinitionRef): Promise<Omit<FoundDefinition, 'body'>>;
}

/** Connects with the first request. Throws invalid_input for an address that cannot be one. */
export function createGatewayClient(address: GatewayAddress): GatewayClient {
  return toGatewayClient(connectGateway(address));
}

const PAGE = 1_000;

export function toGatewayClient(connection: GatewayConnection): GatewayClient {
  const get = <Answer>(path: string, query: Query = {}): Promise<Answer> =>
    connection.ask({ method: 'GET', path, query });
  const post = <Answer>(path: string, body: object, key?: string): Promise<Answer> =>
    connection.ask({ method: 'POST', path, body, key });
  const control = (verb: string) => async (request: Unsigned<EndRun>) => {
    await post(`${toRun(request.runId)}/${verb}`, { reason: request.reason });
  };

  return {
    tasks: createGatewayTasks(connection),
    inWorkspace: (workspace) => toGatewayClient(connection.inWorkspace(workspace)),
    async start({ definition, input, runId, requestToken }) {
      const asked =
        'root' in definition
          ? { definition: writeDefinition(definition) }
          : { definition: definition.id, version: definition.version };
      const started = await post<RunView>('/v1/runs', { ...asked, input, runId }, requestToken);
      return { runId: started.runId, temporalRunId: started.temporalRunId };
    },
    async signal({ runId, name, task, payload = null, id }) {
      const path = `${toRun(runId)}/signals/${encodeURIComponent(name)}`;
      const { reached, deliveryId } = await post<SentSignal>(path, { payload, task, deliveryId: id });
      return { reached, deliveryId };
    },
    async signalByCorrelation({ correlation, name, payload = null, id }) {
      const path = `/v1/signals/${encodeURIComponent(name)}`;
      const { reached, deliveryId } = await post<SentSignal>(path, { payload, correlation, deliveryId: id });
      if (reached > 0) return { reached, deliveryId };
      throw new TaskwrightError(
        'not_found',
        `Nothing waits for "${name}" with the correlation key "${correlation}" now.`,
        { hint: 'The gateway keeps it for the wait that begins later: see "taskwright inbox".' },
      );
    },
    decide: ({ runId, path, decision, to, comment, id }) =>
      post(`${toRun(runId)}/decision`, { path, decision, to, comment }, id),
    complete: ({ runId, path, id, ...result }) =>
      post(
        `${toRun(runId)}/complete`,
        { path, ...('failure' in result ? { failure: result.failure } : { output: result.output }) },
        id,
      ),
    cancel: control('cancel'),
    terminate: control('terminate'),
    pause: control('pause'),
    resume: control('resume'),
    retry: control('retry'),
    async rerun({ runId, path, reason }) {
      await post(`${toRun(runId)}/rerun`, { path, reason });
    },
    read: (runId) => get(toRun(runId)),
    snapshot: (runId) => get(`${toRun(runId)}/snapshot`),
    list: ({ status, definition, limit, cursor } = {}) =>
      get('/v1/runs', { status: status?.join(','), definition, limit, cursor }),
    listEvents: ({ runId, path, after, limit }) =>
      readPages({ after, limit }, async (page) => {
        type Page = { readonly events: readonly EventView[]; readonly nextAfter: string | null };
        const { events, nextAfter } = await get<Page>(`${toRun(runId)}/events`, { path, ...page });
        return { found: events, nextAfter };
      }),
    listAudit: ({ runId, path, after, limit }) =>
      readPages({ after, limit }, async (page) => {
        type Page = { readonly entries: readonly AuditEntry[]; readonly nextAfter: number | null };
        const { entries, nextAfter } = await get<Page>(`${toRun(runId)}/audit`, { path, ...page });
        return { found: entries, nextAfter };
      }),
    verifyAudit: (runId) => get('/v1/audit/verification', { runId }),
    waitForEnd: (runId, follow = {}) => waitThroughGateway(connection, runId, follow),
    watch: (runId, follow = {}) => watchThroughGateway(connection, runId, follow),
    push: (definition) => post('/v1/definitions', { definition: writeDefinition(definition) }),
    async listDefinitions() {
      type Listed = { readonly definitions: readonly DefinitionView[] };
      return (await get<Listed>('/v1/definitions')).definitions;
    },
    async findDefinition({ id, version }) {
      type Found = Pick<FoundDefinition, 'definition' | 'hash'>;
      const { definition, hash } = await get<Found>(`/v1/definitions/${encodeURIComponent(id)}`, { version });
      return { definition, hash };
    },
    async hasWorker() {
      return (await get<{ readonly hasWorker: boolean }>('/v1/workers')).hasWorker;
    },
  };
}

type Query = Readonly<Record<string, string | number | undefined>>;

function toRun(runId: string): string {
  return `/v1/runs/${encodeURIComponent(runId)}`;
}

/** Page by page, up to the limit: without one there is no end but the last page. */
async function readPages<Entry, Mark extends string | number>(
  asked: { readonly after?: Mark | undefined; readonly limit?: number | undefined },
  read: (page: {
    readonly after: Mark | undefined;
    readonly limit: number;
  }) => Promise<{ readonly found: readonly Entry[]; readonly nextAfter: Mark | null }>,
): Promise<readonly Entry[]> {
  const { limit = Number.POSITIVE_INFINITY } = asked;
  const all: Entry[] = [];
  for (let { after } = asked; ;) {
    const { found, nextAfter } = await read({ after, limit: Math.min(PAGE, limit - all.length) });
    all.push(...found);
    if (nextAfter === null || all.length >= limit) return all;
    after = nextAfter;
  }
}
