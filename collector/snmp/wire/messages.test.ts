import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { response, tlv } from '../ugly-agent.fake.ts';
import { BerReader } from './ber-reader.ts';
import { BerWriter } from './ber-writer.ts';
import { decodeCommunityMessage, encodeCommunityMessage } from './community-message.ts';
import { decodeVarbinds, namesOf, readPdu, writePdu } from './pdu.ts';
import { counterOf, isTimeReport, meaningOfReport } from './report.ts';
import { decodeV3Head, openV3Body } from './v3-message.ts';

const sysName = '1.3.6.1.2.1.1.5.0';
const id = 0x1234_5678;

function varbindsOf(datagram: Buffer) {
  const message = decodeCommunityMessage(datagram);
  if (typeof message === 'number') throw new Error(`no message from octet ${message} on`);
  return decodeVarbinds(message.pdu.varbinds);
}

describe('names', () => {
  it('are encoded all or not at all', () => {
    expect(namesOf(['1.3.6', '2.1'])?.map((octets) => Buffer.from(octets).toString('hex'))).toEqual(['2b06', '51']);
    expect(namesOf(['1.3.6', 'sysName'])).toBeUndefined();
  });
});

describe('a request PDU', () => {
  it('is small enough to look at', () => {
    const writer = new BerWriter();
    writePdu(writer, { verb: 'getBulk', names: namesOf(['1.3.6.1']) ?? [], maxRepetitions: 10 }, 300);
    expect(writer.take().toString('hex')).toBe(
      'a515' + '0202012c' + '020100' + '02010a' + '3009' + '3007' + '0603' + '2b0601' + '0500',
    );
  });

  it('in v1 has no GETBULK and asks for the next instead', () => {
    const question = { verb: 'getBulk', names: [], maxRepetitions: 10 } as const;
    const make = (version: 'v1' | 'v2c') =>
      encodeCommunityMessage(new BerWriter(), { version, community: Buffer.from('c'), requestId: 1, question });
    expect(make('v2c').toString('hex')).toBe('30130201010401' + '63' + 'a50b02010102010002010a3000');
    expect(make('v1').toString('hex')).toBe('30130201000401' + '63' + 'a10b0201010201000201003000');
  });
});

describe('an answer in v1 or v2c', () => {
  it('tells its community, PDU and values', () => {
    const datagram = response({ id, errorStatus: 5, errorIndex: 2, binds: [[sysName, tlv(4, Buffer.from('sw'))]] });
    const message = decodeCommunityMessage(datagram);
    expect(message).toMatchObject({ version: 1, pdu: { requestId: id, errorStatus: 5, errorIndex: 2, tag: 0xa2 } });
    expect(varbindsOf(datagram)).toEqual([{ oid: sysName, type: 'octets', value: Buffer.from('sw') }]);
  });

  it('may be followed by octets that are not looked at', () => {
    const datagram = Buffer.concat([response({ id, binds: [[sysName, tlv(5)]] }), Buffer.from('pad')]);
    expect(varbindsOf(datagram)).toEqual([{ oid: sysName, type: 'null', value: null }]);
  });

  it.each<[string, Buffer]>([
    ['a request', response({ id, pduTag: 0xa0 })],
    ['a trap', response({ id, pduTag: 0xa7 })],
    ['a version that is not', response({ id, version: 2 })],
    ['v3', response({ id, version: 3 })],
    [
      'something behind the varbinds',
      tlv(0x30, tlv(2, [1]), tlv(4), tlv(0xa2, tlv(2, [1]), tlv(2, [0]), tlv(2, [0]), tlv(0x30), [5, 0])),
    ],
    [
      'something behind the PDU',
      tlv(0x30, tlv(2, [1]), tlv(4), tlv(0xa2, tlv(2, [1]), tlv(2, [0]), tlv(2, [0]), tlv(0x30)), [5, 0]),
    ],
    ['nothing', Buffer.alloc(0)],
  ])('is not %s', (_, datagram) => {
    expect(typeof decodeCommunityMessage(datagram)).toBe('number');
  });

  it.each<[string, Buffer, string | undefined]>([
    ['an INTEGER of no octets', tlv(2), sysName],
    [
      'an INTEGER of twelve octets',
      tlv(
        2,
        Array.from({ length: 12 }, () => 0xff),
      ),
      sysName,
    ],
    ['a type that SNMP has not', tlv(0x99, [1]), sysName],
    ['two values', Buffer.concat([tlv(5), tlv(5)]), sysName],
    ['a value that is longer than its varbind', Buffer.from('0409aabb', 'hex'), sysName],
    ['no value', Buffer.alloc(0), sysName],
  ])('with %s is malformed at that octet, and names the object', (_, value, oid) => {
    const good = response({ id, binds: [['1.3.6.1', tlv(5)]] });
    const datagram = response({
      id,
      binds: [
        ['1.3.6.1', tlv(5)],
        [sysName, value],
      ],
    });
    const malformed = varbindsOf(datagram);
    // Behind the first varbind stand header, tag and length, and the ten octets of the name.
    const octet = good.length + 2 + 2 + 8;
    expect(malformed).toEqual({ octet, oid });
  });

  it('with a name that is none is malformed at that octet, with as much of the name as can be read', () => {
    const datagram = tlv(
      0x30,
      tlv(2, [1]),
      tlv(4),
      tlv(0xa2, tlv(2, [1]), tlv(2, [0]), tlv(2, [0]), tlv(0x30, tlv(0x30, tlv(6, [0x2b, 6, 1, 0x86]), tlv(5)))),
    );
    expect(varbindsOf(datagram)).toEqual({ octet: datagram.length - 6, oid: '1.3.6.1', isCutName: true });
  });

  it('of any octets is a message or the octet at which it stops being one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, framed) => {
        const datagram = framed ? tlv(0x30, tlv(2, [1]), tlv(4), Buffer.from(bytes)) : Buffer.from(bytes);
        const message = decodeCommunityMessage(datagram);
        if (typeof message === 'number') expect(message).toBeLessThanOrEqual(datagram.length);
        else expect(decodeVarbinds(message.pdu.varbinds)).toBeDefined();
        const head = decodeV3Head(datagram);
        if (typeof head === 'number') expect(head).toBeLessThanOrEqual(datagram.length);
        else expect(openV3Body(head, { auth: undefined, priv: undefined })).toBeDefined();
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a report', () => {
  const report = (oid: string) => {
    const message = decodeCommunityMessage(response({ id, pduTag: 0xa8, binds: [[oid, tlv(0x41, [1])]] }));
    if (typeof message === 'number') throw new Error('no message');
    return counterOf(message.pdu);
  };

  it.each([
    ['1.3.6.1.6.3.15.1.1.1.0', 'unsupported-security-level', false],
    ['1.3.6.1.6.3.15.1.1.2.0', 'not-in-time-window', true],
    ['1.3.6.1.6.3.15.1.1.3.0', 'unknown-user', false],
    ['1.3.6.1.6.3.15.1.1.4.0', 'unknown-engine', true],
    ['1.3.6.1.6.3.15.1.1.5.0', 'wrong-digest', true],
    ['1.3.6.1.6.3.15.1.1.6.0', 'decryption-error', true],
    ['1.3.6.1.6.3.11.2.1.1.0', 'unsupported-security-level', false],
    ['1.3.6.1.6.3.12.1.4.0', 'unknown-context', false],
    ['1.3.6.1.6.3.12.1.5.0', 'unknown-context', false],
    ['1.3.6.1.4.1.9.9.0', 'malformed', true],
  ])('of %s means %s; asked again from the start: %s', (oid, reason, retryWithDiscovery) => {
    expect(meaningOfReport(report(oid))).toMatchObject({ reason, retryWithDiscovery });
    expect(isTimeReport(report(oid))).toBe(oid === '1.3.6.1.6.3.15.1.1.2.0');
  });

  it('without a counter, or with varbinds that cannot be read, is unexpected', () => {
    const bare = new BerReader(tlv(0xa8, tlv(2, [1]), tlv(2, [0]), tlv(2, [0]), tlv(0x30)));
    const broken = new BerReader(tlv(0xa8, tlv(2, [1]), tlv(2, [0]), tlv(2, [0]), tlv(0x30, [1, 2, 3])));
    for (const reader of [bare, broken]) {
      const pdu = readPdu(reader);
      expect(pdu === undefined ? undefined : meaningOfReport(counterOf(pdu)).reason).toBe('malformed');
    }
  });
});
