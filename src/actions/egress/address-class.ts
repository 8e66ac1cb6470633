import ipaddr from 'ipaddr.js';

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** Everything but `public` is closed to actions. */
export type AddressClass = 'public' | 'own' | 'private' | 'link_local' | 'metadata' | 'multicast' | 'reserved';

/** Services that hand out credentials of the machine; two of them have addresses that look public. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
]);

const CLASS_OF_RANGE: Readonly<Record<string, AddressClass>> = {
  unicast: 'public',
  unspecified: 'own',
  loopback: 'own',
  private: 'private',
  uniqueLocal: 'private',
  deprecatedSiteLocal: 'private',
  carrierGradeNat: 'private',
  linkLocal: 'link_local',
  multicast: 'multicast',
  broadcast: 'multicast',
};

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** The address that packets really go to: IPv4 out of its IPv6-mapped and NAT64 spellings. Null for what is no address. */
export function parseAddress(text: string): IpAddress | null {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null;
  // The library takes "::1.2.3.4" for an IPv4-mapped address, which the system does not.
  const address = ipaddr.parse(/^::\d+\./.test(text) ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text);
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.match(NAT64) ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address;
}

export function classifyAddress(address: IpAddress): AddressClass {
  if (METADATA_ADDRESSES.has(address.toString())) return 'metadata';
  // Only 2000::/3 is given out: this also closes ranges that the library calls unicast, such as ::a.b.c.d.
  if (address instanceof ipaddr.IPv6 && address.range() === 'unicast' && !address.match(GLOBAL_UNICAST)) {
    return 'reserved';
  }
  return CLASS_OF_RANGE[address.range()] ?? 'reserved';
}
