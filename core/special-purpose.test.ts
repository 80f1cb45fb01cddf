import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { isTooWideToOwn, parseAddress, parsePrefix, type Reach, reachOf, reachOfPrefix } from './index.ts';

const reach = (text: string): Reach | undefined => {
  const address = parseAddress(text);
  return address === undefined ? undefined : reachOf(address);
};
const reachOfBlock = (text: string): Reach | undefined => {
  const parsed = parsePrefix(text);
  return parsed === undefined ? undefined : reachOfPrefix(parsed.prefix);
};

describe('how far an address reaches', () => {
  it.each([
    ['8.8.8.8', 'global'],
    ['1.1.1.1', 'global'],
    ['100.63.255.255', 'global'],
    ['100.64.0.1', 'limited'],
    ['172.15.255.255', 'global'],
    ['172.31.255.255', 'limited'],
    ['192.0.0.8', 'limited'],
    ['192.0.0.9', 'global'],
    ['192.88.99.1', 'global'],
    ['169.254.1.1', 'link'],
    ['224.0.0.5', 'link'],
    ['0.0.0.0', 'link'],
    ['255.255.255.255', 'link'],
    ['255.255.255.254', 'limited'],
    ['::1', 'link'],
    ['fe80::1', 'link'],
    ['ff02::1', 'link'],
    ['fd00::1', 'limited'],
    ['fec0::1', 'limited'],
    ['2001:db8::1', 'limited'],
    ['2001::1', 'global'],
    ['2001:5::1', 'limited'],
    ['2002:a00::1', 'global'],
    ['64:ff9b::808:808', 'global'],
    ['240e::1', 'global'],
    ['::ffff:10.0.0.1', 'limited'],
    ['::ffff:8.8.8.8', 'global'],
  ] as const)('of %s is %s', (text, expected) => {
    expect(reach(text)).toBe(expected);
  });

  it.each([
    ['10.0.0.0/8', 'limited'],
    ['10.1.0.0/16', 'limited'],
    ['10.0.0.0/7', 'global'],
    ['0.0.0.0/0', 'global'],
    ['0.0.0.0/1', 'global'],
    ['192.0.0.0/24', 'global'],
    ['192.0.0.16/28', 'limited'],
    ['224.0.0.0/24', 'link'],
    ['240.0.0.0/4', 'limited'],
    ['fe80::/64', 'link'],
    ['::/0', 'global'],
    ['2001:2::/48', 'limited'],
  ] as const)('of the block %s is %s, global where one address in it is', (text, expected) => {
    expect(reachOfBlock(text)).toBe(expected);
  });

  it('agrees with another list of special addresses, but for what is reachable in spite of its purpose', () => {
    const known: Readonly<Record<string, Reach>> = { unicast: 'global', as112: 'global', amt: 'global' };
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const range = ipaddr.parse(text).range();
        const apart = /^192\.(0\.0|88\.99)\./.test(text);
        expect(apart || (reach(text) === 'global') === (known[range] === 'global')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never wider for an address than for a block that holds it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(128), (text, bits) => {
        const width = text.includes(':') ? 128 : 32;
        const block = reachOfBlock(`${text}/${bits % (width + 1)}`);
        if (reach(text) === 'global' && block !== undefined) expect(block).toBe('global');
      }),
      { numRuns: 2_000 },
    );
  });
});

it.each([
  ['0.0.0.0/0', true],
  ['0.0.0.0/1', true],
  ['128.0.0.0/1', true],
  ['10.0.0.0/7', true],
  ['11.0.0.0/8', false],
  ['10.0.0.0/8', false],
  ['::/0', true],
  ['2000::/3', true],
  ['2408::/16', false],
  ['fc00::/7', false],
])('%s is more of the internet than anybody owns: %s', (text, expected) => {
  const parsed = parsePrefix(text);
  expect(parsed !== undefined && isTooWideToOwn(parsed.prefix)).toBe(expected);
});
