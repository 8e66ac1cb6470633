import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { createEgressPolicy, toEgressTarget } from '../../../../src/actions/egress/egress-policy.js';

function isOpen(allowHosts: readonly string[], origin: string, address: string): boolean {
  const policy = createEgressPolicy({ allowHosts, ownAddresses: () => ['203.0.114.7'] });
  return policy.refusalOf(toEgressTarget(new URL(origin)), address) === null;
}

describe('createEgressPolicy', () => {
  it('opens public addresses and closes all others', () => {
    expect(isOpen([], 'https://example.com', '93.184.216.34')).toBe(true);
    expect(isOpen([], 'https://example.com', '10.0.0.1')).toBe(false);
    expect(isOpen([], 'https://example.com', 'not an address')).toBe(false);
  });

  it('closes the public addresses of the machine itself', () => {
    expect(isOpen([], 'https://example.com', '203.0.114.7')).toBe(false);
    expect(isOpen(['203.0.114.7'], 'https://203.0.114.7', '203.0.114.7')).toBe(true);
  });

  it('opens a host that is listed by its name, on any port or on the one that is listed', () => {
    expect(isOpen(['api.internal'], 'http://api.internal:81', '10.0.0.1')).toBe(true);
    expect(isOpen(['api.internal:81'], 'http://api.internal:81', '10.0.0.1')).toBe(true);
    expect(isOpen(['api.internal:81'], 'http://api.internal:82', '10.0.0.1')).toBe(false);
    expect(isOpen(['api.internal:443'], 'https://api.internal', '10.0.0.1')).toBe(true);
    expect(isOpen(['api.internal'], 'http://API.internal.', '10.0.0.1')).toBe(true);
    expect(isOpen(['api.internal'], 'http://other.internal', '10.0.0.1')).toBe(false);
  });

  it('opens the subdomains of a listed domain, and not the domain or its namesakes', () => {
    expect(isOpen(['*.internal'], 'http://a.b.internal', '10.0.0.1')).toBe(true);
    expect(isOpen(['*.internal'], 'http://internal', '10.0.0.1')).toBe(false);
    expect(isOpen(['*.internal'], 'http://notinternal', '10.0.0.1')).toBe(false);
    expect(isOpen(['*.internal'], 'http://a.internal.evil.test', '10.0.0.1')).toBe(false);
  });

  it('opens a listed address where the URL says it, however it is written, and not the names that lead to it', () => {
    expect(isOpen(['127.0.0.1'], 'http://127.0.0.1:81', '127.0.0.1')).toBe(true);
    expect(isOpen(['127.0.0.1:81'], 'http://127.0.0.1:82', '127.0.0.1')).toBe(false);
    expect(isOpen(['127.0.0.1'], 'http://2130706433', '127.0.0.1')).toBe(true);
    expect(isOpen(['127.0.0.1'], 'http://[::ffff:127.0.0.1]', '::ffff:127.0.0.1')).toBe(true);
    expect(isOpen(['127.0.0.1'], 'http://localhost', '127.0.0.1')).toBe(false);
    expect(isOpen(['127.0.0.1'], 'http://rebind.test', '127.0.0.1')).toBe(false);
    expect(isOpen(['127.0.0.1', 'localhost'], 'http://localhost', '127.0.0.1')).toBe(true);
  });

  it('opens a listed network, under whatever name leads there', () => {
    expect(isOpen(['10.0.0.0/8'], 'http://db.test', '10.9.8.7')).toBe(true);
    expect(isOpen(['10.0.0.0/8'], 'http://db.test', '11.9.8.7')).toBe(isOpen([], 'http://db.test', '11.9.8.7'));
    expect(isOpen(['10.0.0.0/8'], 'http://db.test', 'fd00::1')).toBe(false);
  });

  it('opens metadata services by their own address only', () => {
    const metadata = '169.254.169.254';
    expect(isOpen(['*.google.internal', 'metadata.google.internal'], 'http://metadata.google.internal', metadata)).toBe(
      false,
    );
    expect(isOpen(['169.254.0.0/16'], `http://${metadata}`, metadata)).toBe(false);
    expect(isOpen([metadata], `http://${metadata}`, metadata)).toBe(true);
  });

  it('closes what is no unicast address unless it is listed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = ipaddr.process(text);
        fc.pre(address.range() !== 'unicast' && address.range() !== 'rfc6052');
        expect(isOpen(['api.internal', '*.internal'], 'http://example.com', text)).toBe(false);
        const host = text.includes(':') ? `[${text}]` : text;
        expect(isOpen([text], `http://${host}`, text)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('names the setting and the host when it refuses', () => {
    const policy = createEgressPolicy({ allowHosts: [] });
    const refuse = (origin: string, address: string) =>
      policy.refusalOf(toEgressTarget(new URL(origin)), address)?.toRecord();
    expect(refuse('http://127.0.0.1', '127.0.0.1')).toEqual({
      code: 'forbidden',
      message:
        'http may not reach 127.0.0.1: it is an address of this machine. ' +
        'Add it to TASKWRIGHT_ALLOW_HOSTS or --allow-hosts.',
      path: null,
    });
    expect(refuse('http://[::1]:8080', '::1')?.message).toContain('http may not reach [::1]:8080: it is an address of');
    expect(refuse('http://db.test:81', '10.0.0.1')?.message).toContain(
      'http may not reach db.test:81: it leads to an address of a private network.',
    );
  });
});
