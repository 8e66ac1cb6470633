import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, Pool } from 'undici';
import { TaskwrightError } from '../../domain/errors.js';
import { toEgressTarget, type EgressPolicy, type EgressTarget } from './egress-policy.js';

/** Resolves a name to all its addresses, as `dns.lookup` does with `all`. */
export type ResolveHost = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface GuardedAgentOptions {
  readonly policy: EgressPolicy;
  /** The response of a request fails when its body is longer. */
  readonly maxResponseBytes: number;
  readonly resolve?: ResolveHost;
}

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * An undici agent that checks each address at the moment it connects to it, so that neither a name that changes between
 * check and use nor a redirect gets past. Connections are kept and shared by all requests of an origin. Its requests have
 * no timeouts of their own: the signal of the attempt ends them. Proxies of the environment are not used, for the address
 * could not be checked behind one.
 */
export function createGuardedAgent({ policy, maxResponseBytes, resolve = systemLookup }: GuardedAgentOptions): Agent {
  return new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxResponseBytes,
    factory: (origin, options) =>
      new Pool(origin, { ...options, connect: createConnector(policy, toEgressTarget(new URL(origin)), resolve) }),
  });
}

/** The refusal that ended a request of a guarded agent; null when something else did. */
export function toEgressRefusal(error: unknown): TaskwrightError | null {
  return error instanceof Error && error.cause instanceof TaskwrightError ? error.cause : null;
}

function createConnector(policy: EgressPolicy, target: EgressTarget, resolve: ResolveHost): buildConnector.connector {
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: createLookup(policy, target, resolve) });
  // Node looks up names only: what is an address already has to be checked here.
  const isAddress = isIP(target.host) !== 0;
  return (options, callback) => {
    const refusal = isAddress ? policy.refusalOf(target, target.host) : null;
    if (refusal === null) connect(options, callback);
    else process.nextTick(callback, toConnectError(refusal), null);
  };
}

function createLookup(policy: EgressPolicy, target: EgressTarget, resolve: ResolveHost): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const refusals = addresses.map(({ address }) => policy.refusalOf(target, address));
      const open = addresses.filter((_, index) => refusals[index] === null);
      const [first] = open;
      if (first === undefined) return callback(toConnectError(refusals[0] ?? null), '', 0);
      if (options.all === true) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}

function toConnectError(refusal: TaskwrightError | null): Error {
  return refusal === null ? new Error('The host has no address.') : new Error(refusal.message, { cause: refusal });
}
