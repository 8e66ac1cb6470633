import ipaddr from 'ipaddr.js';
import { TaskwrightError } from '../../domain/errors.js';
import { parseAddress, type IpAddress } from './address-class.js';

/** One entry of TASKWRIGHT_ALLOW_HOSTS. `port` is null for any port. */
export type AllowRule =
  | { readonly kind: 'host'; readonly host: string; readonly port: number | null }
  | { readonly kind: 'subdomains'; readonly suffix: string; readonly port: number | null }
  | { readonly kind: 'address'; readonly address: string; readonly port: number | null }
  | { readonly kind: 'network'; readonly network: [IpAddress, number]; readonly port: null };

export const ALLOW_HOSTS_FORM =
  'Write hosts such as localhost, 127.0.0.1:8080, *.internal, [::1] or 10.0.0.0/8, with commas between them.';

/** `a, b` and `a b` are two entries. */
export function splitAllowHosts(text: string): string[] {
  return text.split(/[\s,]+/).filter((entry) => entry !== '');
}

/** Throws invalid_input. */
export function parseAllowRule(entry: string): AllowRule {
  const rule = tryParseAllowRule(entry);
  if (rule) return rule;
  throw new TaskwrightError('invalid_input', `"${entry}" in TASKWRIGHT_ALLOW_HOSTS is not a host.`, {
    hint: ALLOW_HOSTS_FORM,
  });
}

export function tryParseAllowRule(entry: string): AllowRule | null {
  if (entry.includes('/')) return tryParseNetwork(entry);
  const hasWildcard = entry.startsWith('*.');
  const target = parseHostAndPort(hasWildcard ? entry.slice(2) : entry);
  if (!target) return null;
  const { host, port } = target;
  const address = parseAddress(host);
  if (hasWildcard) return address ? null : { kind: 'subdomains', suffix: `.${host}`, port };
  return address ? { kind: 'address', address: address.toString(), port } : { kind: 'host', host, port };
}

/** Host names as the URL parser writes them, without a trailing dot and without the brackets of IPv6. */
export function toHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function tryParseNetwork(entry: string): AllowRule | null {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(entry) && !ipaddr.IPv6.isValidCIDR(entry)) return null;
  return { kind: 'network', network: ipaddr.parseCIDR(entry), port: null };
}

function parseHostAndPort(text: string): { host: string; port: number | null } | null {
  const bareIpv6 = ipaddr.IPv6.isValid(text);
  const match = /^(?<host>\[[^\]]+\]|[^\s:/@?#*[\]]+)(?::(?<port>\d{1,5}))?$/.exec(bareIpv6 ? `[${text}]` : text);
  const port = match?.groups?.['port'] === undefined ? null : Number(match.groups['port']);
  const url = `http://${match?.groups?.['host'] ?? ''}/`;
  if (!match || !URL.canParse(url) || (port !== null && (port < 1 || port > 65_535))) return null;
  return { host: toHost(new URL(url).hostname), port };
}
