import { describe, expect, it } from 'vitest';
import { parseAllowRule, splitAllowHosts, tryParseAllowRule } from '../../../../src/actions/egress/allow-hosts.js';

describe('parseAllowRule', () => {
  it.each([
    ['localhost', { kind: 'host', host: 'localhost', port: null }],
    ['API.Internal.:8443', { kind: 'host', host: 'api.internal', port: 8443 }],
    ['bücher.test', { kind: 'host', host: 'xn--bcher-kva.test', port: null }],
    ['*.internal', { kind: 'subdomains', suffix: '.internal', port: null }],
    ['*.internal:80', { kind: 'subdomains', suffix: '.internal', port: 80 }],
    ['127.0.0.1', { kind: 'address', address: '127.0.0.1', port: null }],
    ['127.0.0.1:8080', { kind: 'address', address: '127.0.0.1', port: 8080 }],
    ['0x7f.1', { kind: 'address', address: '127.0.0.1', port: null }],
    ['::1', { kind: 'address', address: '::1', port: null }],
    ['[::1]:8080', { kind: 'address', address: '::1', port: 8080 }],
    ['::ffff:10.0.0.1', { kind: 'address', address: '10.0.0.1', port: null }],
  ])('reads %s', (entry, rule) => {
    expect(parseAllowRule(entry)).toEqual(rule);
  });

  it('reads networks', () => {
    expect(tryParseAllowRule('10.0.0.0/8')).toMatchObject({ kind: 'network' });
    expect(tryParseAllowRule('fd00::/8')).toMatchObject({ kind: 'network' });
  });

  it.each([
    'http://localhost',
    'localhost/path',
    'user@host',
    '*',
    '*.',
    '*.10.0.0.1',
    'a.*.internal',
    'host:0',
    'host:70000',
    'host:',
    '10.0.0.0/33',
    '[::1',
    '',
  ])('refuses %j', (entry) => {
    expect(() => parseAllowRule(entry)).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining('TASKWRIGHT_ALLOW_HOSTS') }),
    );
  });
});

describe('splitAllowHosts', () => {
  it('parts entries at commas and spaces', () => {
    expect(splitAllowHosts(' a, b\n*.c ,')).toEqual(['a', 'b', '*.c']);
  });
});
