import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nonceIn, nonceInPacket } from './heard.ts';

const nonceText = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
  .filter((text) => new Set(text).size > 4);

test('a nonce is found in a line, a path and a name, in any case', () => {
  const nonce = '00112233445566778899aabbccddeeff';
  expect(nonceIn(`FZ1 ${nonce}`)).toBe(nonce);
  expect(nonceIn(`/fz/${nonce.toUpperCase()}?x=1`)).toBe(nonce);
  expect(nonceIn(`${nonce}.leak.example`)).toBe(nonce);
});

test('digits that are too many or too few are no nonce', () => {
  expect(nonceIn('0123456789abcdef')).toBeUndefined();
  expect(nonceIn('0'.repeat(64))).toBeUndefined();
  expect(nonceIn('')).toBeUndefined();
});

const ipv4Header = '4500003c00004000400100000a630109c6336401';
const ipv6Header = `60${'0'.repeat(78)}`;
const icmpHeader = '0000f7720001000a';

test('a nonce is found in an ICMP packet of ours, over IPv4 and IPv6, with and without the time stamp of ping', () => {
  fc.assert(
    fc.property(nonceText, fc.boolean(), fc.boolean(), (nonce, six, stamped) => {
      const header = six ? ipv6Header : ipv4Header;
      const stamp = stamped ? '65c29354000000000102030405060708' : '';
      expect(nonceInPacket(`${header}${icmpHeader}${stamp}${nonce}${nonce}`)).toBe(nonce);
    }),
  );
});

test('a header with options is passed over', () => {
  const nonce = '00112233445566778899aabbccddeeff';
  expect(nonceInPacket(`46${ipv4Header.slice(2)}01010101${icmpHeader}${nonce}${nonce}`)).toBe(nonce);
});

test('whatever is not repeated is none of ours, and no bytes break it', () => {
  const padding = Array.from({ length: 64 }, (_, index) => (index + 8).toString(16).padStart(2, '0')).join('');
  expect(nonceInPacket(`${ipv4Header}${icmpHeader}${padding}`)).toBeUndefined();
  expect(nonceInPacket(`${ipv4Header}${icmpHeader}${'00'.repeat(56)}`)).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), maxLength: 200 }), (hex) => {
      const found = nonceInPacket(hex);
      expect(found === undefined || hex.includes(`${found}${found}`)).toBe(true);
    }),
  );
});
