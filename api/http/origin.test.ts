import { describe, expect, it } from 'vitest';
import { addressIsAmong, addressKey, isLoopback } from './address.ts';
import { hostIsAllowed, hostName, isSameOrigin } from './origin.ts';

describe('the host name', () => {
  it.each([
    ['127.0.0.1:8080', true],
    ['localhost:8080', true],
    ['LOCALHOST', true],
    ['[::1]:8080', true],
    ['127.8.8.8', true],
    ['evil.example:8080', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['10.0.0.1:8080', false],
    ['', false],
    ['a@127.0.0.1', false],
    ['127.0.0.1:8080/path', false],
    [undefined, false],
  ])('%s is answered by a server on 127.0.0.1: %s', (host, allowed) => {
    expect(hostIsAllowed(host, '127.0.0.1')).toBe(allowed);
    expect(hostIsAllowed(host, 'localhost')).toBe(allowed);
  });

  it('may be any on a server that others can reach', () => {
    expect(hostIsAllowed('noc.city.example', '0.0.0.0')).toBe(true);
    expect(hostIsAllowed('noc.city.example', '10.0.0.1')).toBe(true);
  });

  it('is read without its port and brackets', () => {
    expect(hostName('[2001:DB8::1]:80')).toBe('2001:db8::1');
    expect(hostName('Name:80')).toBe('name');
    expect(hostName('x'.repeat(300))).toBeUndefined();
  });
});

describe('the origin', () => {
  const host = '127.0.0.1:8080';
  it.each([
    [{ host, 'sec-fetch-site': 'same-origin' }, true],
    [{ host, 'sec-fetch-site': 'none' }, true],
    [{ host, 'sec-fetch-site': 'same-site' }, false],
    [{ host, 'sec-fetch-site': 'cross-site', origin: `http://${host}` }, false],
    [{ host, origin: `http://${host}` }, true],
    [{ host, origin: 'http://127.0.0.1:9090' }, false],
    [{ host, origin: 'http://evil.example' }, false],
    [{ host, origin: 'null' }, false],
    [{ origin: 'http://127.0.0.1' }, false],
    [{ host }, true],
  ])('%o is ours: %s', (headers, ours) => {
    expect(isSameOrigin(headers)).toBe(ours);
  });
});

describe('an address', () => {
  it('is found among addresses and prefixes, IPv4 in IPv6 as well', () => {
    expect(addressIsAmong('127.0.0.1', ['127.0.0.1'])).toBe(true);
    expect(addressIsAmong('::ffff:127.0.0.1', ['127.0.0.1'])).toBe(true);
    expect(addressIsAmong('0:0:0:0:0:0:0:1', ['::1'])).toBe(true);
    expect(addressIsAmong('10.1.2.3', ['10.0.0.0/8'])).toBe(true);
    expect(addressIsAmong('11.1.2.3', ['10.0.0.0/8', '2001:db8::/32', 'nonsense'])).toBe(false);
    expect(addressIsAmong('2001:db8::9', ['10.0.0.0/8', '2001:db8::/32'])).toBe(true);
    expect(addressIsAmong('nonsense', ['10.0.0.0/8'])).toBe(false);
  });

  it('of IPv6 counts by its /64 when logins fail', () => {
    expect(addressKey('2001:db8::1')).toBe(addressKey('2001:db8::ffff:1'));
    expect(addressKey('2001:db8::1')).not.toBe(addressKey('2001:db8:0:1::1'));
    expect(addressKey('::ffff:10.0.0.1')).toBe('10.0.0.1');
  });

  it('is loopback or not', () => {
    expect(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '10.0.0.1', 'name'].map(isLoopback)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
