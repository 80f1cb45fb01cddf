import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, covers, findOverlaps, type IpPrefix, overlaps, parseAddress, parsePrefix } from './ip.ts';

function prefix(text: string): IpPrefix {
  const parsed = parsePrefix(text);
  if (parsed === undefined) throw new Error(`not a prefix: ${text}`);
  return parsed.prefix;
}

function address(text: string) {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}

describe('addresses', () => {
  it.each([
    ['10.8.0.2', '10.8.0.2'],
    ['255.255.255.255', '255.255.255.255'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['::', '::'],
    ['::ffff:10.8.0.2', '10.8.0.2'],
  ])('%s is written %s', (text, canonical) => {
    expect(parseAddress(text)?.text).toBe(canonical);
  });

  it.each([
    '',
    ' 10.0.0.1',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '0x7f.0.0.1',
    '2130706433',
    '10.0.0.1/32',
    'fe80::1%eth0',
    '1::2::3',
    'localhost',
    `${'1:'.repeat(400)}1`,
  ])('%j is no address', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('keeps the same address through its canonical text, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }).map((four) => four.join('.')),
      fc
        .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
        .map((words) => words.map((word) => word.toString(16)).join(':')),
    );
    fc.assert(
      fc.property(bytes, (text) => {
        const once = address(text);
        expect(address(once.text)).toEqual(once);
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:./%]{0,50}$/)), (text) => {
        parseAddress(text);
        parsePrefix(text);
      }),
    );
  });
});

describe('prefixes', () => {
  it('reads both families in canonical text', () => {
    expect(prefix('10.10.0.0/16')).toMatchObject({ family: 4, lengthBits: 16, text: '10.10.0.0/16' });
    expect(prefix('2001:DB8:0::/48')).toMatchObject({ family: 6, lengthBits: 48, text: '2001:db8::/48' });
    expect(prefix('0.0.0.0/0').last).toBe(0xffff_ffffn);
  });

  it('tells set host bits and gives the network they are in', () => {
    expect(parsePrefix('10.10.10.5/24')).toMatchObject({ hostBits: true, prefix: { text: '10.10.10.0/24' } });
    expect(parsePrefix('2001:db8::1/64')).toMatchObject({ hostBits: true, prefix: { text: '2001:db8::/64' } });
    expect(parsePrefix('10.10.10.5/32')?.hostBits).toBe(false);
  });

  it.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/24/24',
    '/24',
    '::ffff:10.0.0.0/104',
  ])('%s is no prefix', (text) => {
    expect(parsePrefix(text)).toBeUndefined();
  });

  it('holds its first and its last address and neither neighbour', () => {
    const block = prefix('10.10.10.0/24');
    expect(contains(block, address('10.10.10.0'))).toBe(true);
    expect(contains(block, address('10.10.10.255'))).toBe(true);
    expect(contains(block, address('10.10.9.255'))).toBe(false);
    expect(contains(block, address('10.10.11.0'))).toBe(false);
  });

  it('never holds an address of the other family', () => {
    expect(contains(prefix('::/0'), address('10.0.0.1'))).toBe(false);
    expect(covers(prefix('::/0'), prefix('10.0.0.0/8'))).toBe(false);
  });
});

describe('overlaps', () => {
  it('names an inner block once, with the closest block around it', () => {
    const items = ['10.10.10.0/24', '10.0.0.0/8', '10.10.0.0/16', '10.20.0.0/16', '11.0.0.0/8'].map((text) => ({
      prefix: prefix(text),
    }));
    expect(findOverlaps(items).map(([around, inside]) => [around.prefix.text, inside.prefix.text])).toEqual([
      ['10.0.0.0/8', '10.10.0.0/16'],
      ['10.10.0.0/16', '10.10.10.0/24'],
      ['10.0.0.0/8', '10.20.0.0/16'],
    ]);
  });

  it('says the same as comparing every pair', () => {
    const block = fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 32 }))
      .map(([second, last, bits]) => prefix(parsePrefix(`10.${second}.0.${last}/${bits}`)?.prefix.text ?? ''));
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (prefixes) => {
        const items = prefixes.map((one, index) => ({ prefix: one, index }));
        const inSome = new Set(findOverlaps(items).map(([, inside]) => inside.index));
        // Each group of overlapping blocks has exactly one outermost block, which is inside no other.
        const outermost = items.filter(
          (item) =>
            !items.some(
              (other) =>
                other.index !== item.index &&
                overlaps(other.prefix, item.prefix) &&
                (other.prefix.lengthBits < item.prefix.lengthBits ||
                  (other.prefix.lengthBits === item.prefix.lengthBits && other.index < item.index)),
            ),
        );
        expect(items.filter((item) => !inSome.has(item.index))).toEqual(outermost);
      }),
    );
  });
});
