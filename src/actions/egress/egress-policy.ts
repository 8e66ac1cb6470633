import { networkInterfaces } from 'node:os';
import { TaskwrightError } from '../../domain/errors.js';
import { classifyAddress, parseAddress, type AddressClass, type IpAddress } from './address-class.js';
import { parseAllowRule, toHost, type AllowRule } from './allow-hosts.js';

/** Where a request wants to go, as its URL says. */
export interface EgressTarget {
  readonly host: string;
  readonly port: number;
  readonly isDefaultPort: boolean;
}

export interface EgressPolicy {
  /** Null when a connection to that address may be made for the target, else the error to fail with. */
  refusalOf(target: EgressTarget, address: string): TaskwrightError | null;
}

export interface EgressPolicyOptions {
  /** Entries of TASKWRIGHT_ALLOW_HOSTS. */
  readonly allowHosts: readonly string[];
  /** The addresses of this machine's interfaces; read from the system unless given. */
  readonly ownAddresses?: () => readonly string[];
}

const REASONS: Readonly<Record<Exclude<AddressClass, 'public'>, string>> = {
  own: 'an address of this machine',
  private: 'an address of a private network',
  link_local: 'a link-local address',
  metadata: 'a metadata address of a cloud',
  multicast: 'a multicast address',
  reserved: 'a reserved address',
};

/** Throws invalid_input for an entry that is not a host. */
export function createEgressPolicy({ allowHosts, ownAddresses = listOwnAddresses }: EgressPolicyOptions): EgressPolicy {
  const rules = allowHosts.map(parseAllowRule);
  return {
    refusalOf(target, text) {
      const address = parseAddress(text);
      if (!address) return toRefusal(target, { reason: REASONS.reserved, isResolved: false });
      const closedAs = toClosedClass(address, ownAddresses);
      if (closedAs === null || rules.some((rule) => isOpenedBy(rule, { target, address, closedAs }))) return null;
      return toRefusal(target, { reason: REASONS[closedAs], isResolved: parseAddress(target.host) === null });
    },
  };
}

/** Expects an origin of http or https. */
export function toEgressTarget(origin: URL): EgressTarget {
  const defaultPort = origin.protocol === 'https:' ? 443 : 80;
  return {
    host: toHost(origin.hostname),
    port: origin.port === '' ? defaultPort : Number(origin.port),
    isDefaultPort: origin.port === '',
  };
}

interface Connection {
  readonly target: EgressTarget;
  readonly address: IpAddress;
  readonly closedAs: AddressClass;
}

function isOpenedBy(rule: AllowRule, { target, address, closedAs }: Connection): boolean {
  if (rule.port !== null && rule.port !== target.port) return false;
  // A name such as metadata.google.internal must not come in by "*.internal": these open by their address only.
  if (closedAs === 'metadata' && rule.kind !== 'address') return false;
  switch (rule.kind) {
    // Anybody can make a name that leads to an address, so the address opens itself and not its names.
    case 'address':
      return rule.address === parseAddress(target.host)?.toString();
    case 'host':
      return rule.host === target.host;
    case 'subdomains':
      return target.host.endsWith(rule.suffix);
    case 'network':
      return rule.network[0].kind() === address.kind() && address.match(rule.network);
  }
}

function toClosedClass(
  address: IpAddress,
  ownAddresses: () => readonly string[],
): Exclude<AddressClass, 'public'> | null {
  const found = classifyAddress(address);
  if (found !== 'public') return found;
  const isOwn = ownAddresses().some((own) => parseAddress(own)?.toString() === address.toString());
  return isOwn ? 'own' : null;
}

function listOwnAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map((entry) => entry.address));
}

/** Says what kind of address a name leads to but not which: the name service behind the worker is nobody's business. */
function toRefusal(
  { host, port, isDefaultPort }: EgressTarget,
  { reason, isResolved }: { readonly reason: string; readonly isResolved: boolean },
): TaskwrightError {
  const shownHost = host.includes(':') && !isDefaultPort ? `[${host}]` : host;
  const shown = isDefaultPort ? host : `${shownHost}:${port}`;
  return new TaskwrightError(
    'forbidden',
    `http may not reach ${shown}: it ${isResolved ? 'leads to' : 'is'} ${reason}.`,
    {
      hint: 'Add it to TASKWRIGHT_ALLOW_HOSTS or --allow-hosts.',
      isRetryable: false,
    },
  );
}
