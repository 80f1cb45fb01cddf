import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDateAndTime, deviceTimeText, parseDeviceTime } from './date-and-time.ts';

const octets = (hex: string) => Buffer.from(hex, 'hex');
const read = (hex: string) => {
  const time = decodeDateAndTime(octets(hex));
  return time === undefined ? undefined : deviceTimeText(time);
};
const parsed = (text: string) => {
  const time = parseDeviceTime(text);
  return time === undefined ? undefined : deviceTimeText(time);
};

describe('a DateAndTime', () => {
  it('of eight octets is a local time without a zone, of eleven a moment', () => {
    expect(read('07c8051a0d1e0f04')).toBe('1992-05-26T13:30:15.400');
    // RFC 2579's own example, 1:30:15 PM EDT.
    expect(read('07c8051a0d1e0f042d0400')).toBe('1992-05-26T17:30:15.400Z');
    expect(read('07e8010100000000' + '2b0800')).toBe('2023-12-31T16:00:00.000Z');
  });

  it('is taken as makers send it: without tenths, or with zeros for the zone', () => {
    expect(read('07e20301000000')).toBe('2018-03-01T00:00:00.000');
    expect(read('07df081600000000000000')).toBe('2015-08-22T00:00:00.000');
  });

  it.each([
    ['month 13', '07e20d01000000'],
    ['31 April', '07e2041f00000000'],
    ['29 February of a common year', '07e2021d00000000'],
    ['hour 24', '07e2030118000000'],
    ['tenths 10', '07e203010000000a'],
    ['a zone without a sign', '07e20301000000002a0800'],
    ['a zone of 15 hours', '07e20301000000002b0f00'],
    ['never', '0000000000000000'],
    ['no octets', ''],
    ['nine octets', '07e203010000000000'],
  ])('is none for %s', (_, hex) => expect(read(hex)).toBeUndefined());

  it('of any moment comes back as it was (property)', () => {
    const moments = fc.date({
      noInvalidDate: true,
      min: new Date('1601-01-01T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
    });
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), (moment, zoneMinutes) => {
        const atMs = Math.floor(moment.getTime() / 100) * 100;
        const local = new Date(atMs + zoneMinutes * 60_000);
        const value = Buffer.alloc(11);
        value.writeUInt16BE(local.getUTCFullYear());
        const zone = Math.abs(zoneMinutes);
        value.set(
          [
            local.getUTCMonth() + 1,
            local.getUTCDate(),
            local.getUTCHours(),
            local.getUTCMinutes(),
            local.getUTCSeconds(),
            Math.floor(local.getUTCMilliseconds() / 100),
            zoneMinutes < 0 ? 0x2d : 0x2b,
            Math.floor(zone / 60),
            zone % 60,
          ],
          2,
        );
        expect(decodeDateAndTime(value)).toEqual(
          zone === 0 ? expect.objectContaining({ atMs }) : { atMs, zoned: true },
        );
      }),
    );
  });

  it('of any octets never throws (property)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (any) => {
        const time = decodeDateAndTime(Buffer.from(any));
        if (time !== undefined) expect(Number.isFinite(time.atMs)).toBe(true);
      }),
    );
  });
});

describe('a date that a device writes as text', () => {
  it.each([
    ['Sat Jul 26 01:00:00 2025', '2025-07-26T01:00:00.000'],
    ['Mon Jun 11 15:35:47 2018', '2018-06-11T15:35:47.000'],
    ['Wed Jan  1 08:00:00 CST 2025', '2025-01-01T08:00:00.000'],
    ['1.00000(2018-04-09 18:07)', '2018-04-09T18:07:00.000'],
    ['2019-6-20,17:45:44.6', '2019-06-20T17:45:44.000'],
    ['2026/01/31', '2026-01-31T00:00:00.000'],
    ['20301231', '2030-12-31T00:00:00.000'],
    [' 2027-03-01T00:00:00 ', '2027-03-01T00:00:00.000'],
  ])('%s is understood', (text, iso) => expect(parsed(text)).toBe(iso));

  it.each(['', 'n/a', 'PERMANENT', '2026-02-30', '1.2.3', '12345678901', '9'.repeat(10_000)])(
    'there is none in %j',
    (text) => expect(parsed(text)).toBeUndefined(),
  );

  it('is none in any other text, and none throws (property)', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void parseDeviceTime(text)));
  });
});
