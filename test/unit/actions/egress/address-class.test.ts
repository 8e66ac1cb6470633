import ipaddr from 'ipaddr.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAddress, parseAddress } from '../../../../src/actions/egress/address-class.js';

const classOf = (text: string) => {
  const address = parseAddress(text);
  return address && classifyAddress(address);
};

describe('classifyAddress', () => {
  it.each([
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1::1', 'public'],
    ['127.0.0.1', 'own'],
    ['127.255.0.9', 'own'],
    ['0.0.0.0', 'own'],
    ['::', 'own'],
    ['::1', 'own'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12:3456::1', 'private'],
    ['fec0::1', 'private'],
    ['169.254.1.1', 'link_local'],
    ['fe80::1', 'link_local'],
    ['fe80::1%eth0', 'link_local'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'multicast'],
    ['ff02::1', 'multicast'],
    ['198.18.0.1', 'reserved'],
    ['240.0.0.1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['2002:7f00:1::', 'reserved'],
    ['2001:0:1::', 'reserved'],
    ['::127.0.0.1', 'reserved'],
    ['64:ff9b:1::7f00:1', 'reserved'],
  ])('says that %s is %s', (text, expected) => {
    expect(classOf(text)).toBe(expected);
  });

  it.each([
    ['::ffff:127.0.0.1', 'own'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::ffff:a00:1', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['::ffff:93.184.216.34', 'public'],
    ['64:ff9b::93.184.216.34', 'public'],
  ])('judges %s by the IPv4 address in it', (text, expected) => {
    expect(classOf(text)).toBe(expected);
  });

  it('never calls an address public that is not given out for general use', () => {
    const carriesIpv4 = new Set(['ipv4Mapped', 'rfc6052']);
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const range = ipaddr.parse(text).range();
        fc.pre(range !== 'unicast' && !carriesIpv4.has(range));
        expect(classOf(text)).not.toBe('public');
      }),
      { numRuns: 2000 },
    );
  });

  it('never calls an address public that carries one which is not', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '64:ff9b::', '64:ff9b:1::', '::'), (inner, prefix) => {
        fc.pre(ipaddr.IPv4.parse(inner).range() !== 'unicast');
        expect(classOf(prefix + inner)).not.toBe('public');
      }),
    );
  });
});

describe('parseAddress', () => {
  it.each(['localhost', '127.1', '0x7f.0.0.1', '2130706433', '017700000001', '1.2.3.4.5', '', '[::1]'])(
    'does not take %j for an address',
    (text) => {
      expect(parseAddress(text)).toBeNull();
    },
  );
});
