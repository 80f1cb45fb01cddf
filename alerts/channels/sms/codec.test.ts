import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIncoming } from './incoming.ts';
import { sameNumber } from './number.ts';
import { deliverPdu, readSubmit, reportPdu } from './stages/pdu-reader.fake.ts';
import { partsOf, submitsOf } from './submit.ts';

const to = '+8613800138000';
const submits = (text: string, reference = 7) =>
  submitsOf({ to, text, reference, centre: undefined, wantsReport: true });
const read = (text: string, reference = 7) =>
  submits(text, reference).map(({ pdu, length }) => {
    const found = readSubmit(pdu);
    expect(found.length).toBe(length);
    return found;
  });
const gsmCharacters = [
  ...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡AZÄÖÑÜ§¿azäöñüà\f^{}\\[~]|€',
];
const gsmText = (most: number) =>
  fc.array(fc.constantFrom(...gsmCharacters), { maxLength: most }).map((characters) => characters.join(''));

describe('a text as SMS-SUBMIT, read by a reader that shares nothing with the writer', () => {
  it('the example that everybody knows comes out as it is known', () => {
    const [only] = submitsOf({
      to: '+46708251358',
      text: 'hellohello',
      reference: 0,
      centre: undefined,
      wantsReport: false,
    });
    // First octet with a relative period, our validity of 12 hours; the rest is the textbook's.
    expect(only).toEqual({ pdu: '0011000B916407281553F800008F0AE8329BFD4697D9EC37', length: 23 });
  });

  it('any text of the alphabet comes back, its parts joined in order under one reference', () => {
    fc.assert(
      fc.property(gsmText(700), fc.integer({ min: 0, max: 255 }), (text, reference) => {
        const parts = read(text, reference);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        expect(new Set(parts.map(({ coding }) => coding))).toEqual(new Set(['gsm7']));
        if (parts.length > 1)
          expect(parts.map(({ concat }) => concat)).toEqual(
            parts.map((_, index) => ({ reference, total: parts.length, sequence: index + 1 })),
          );
      }),
      { numRuns: 300 },
    );
  });

  it('any Unicode text comes back, and no part begins or ends inside of a character', () => {
    const point = fc.oneof(fc.constantFrom(0x513f, 0x1f600, 0x20bb7), fc.integer({ min: 0, max: 0x10ffff }));
    const text = fc.array(point, { maxLength: 300 }).map((points) => String.fromCodePoint(...points));
    fc.assert(
      fc.property(text, (words) => {
        const parts = read(words);
        expect(parts.map((part) => part.text).join('')).toBe(words.toWellFormed());
        for (const part of parts) expect(part.text.isWellFormed()).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('half of a pair of surrogates is told as U+FFFD', () => {
    expect(read('断\ud83d了').map(({ text }) => text)).toEqual(['断\ufffd了']);
  });

  it.each([
    ['a'.repeat(160), [160]],
    ['a'.repeat(161), [153, 8]],
    [`${'a'.repeat(152)}€${'a'.repeat(10)}`, [152, 11]],
    ['断'.repeat(70), [70]],
    ['断'.repeat(71), [67, 4]],
    [`${'断'.repeat(66)}😀断断断断`, [66, 6]],
  ])('%s is cut where the room ends, and before what does not fit whole', (text, lengths) => {
    expect(read(text).map((part) => part.text.length)).toEqual(lengths);
    expect(partsOf(text).parts).toHaveLength(lengths.length);
  });

  it('a number without a plus, of odd length, and a service centre are told as they are', () => {
    const [only] = submitsOf({ to: '10086', text: '查', reference: 0, centre: '+8613800250500', wantsReport: false });
    expect(readSubmit(only?.pdu ?? '')).toMatchObject({
      to: '10086',
      toType: 0x81,
      centre: '+8613800250500',
      wantsReport: false,
    });
  });
});

describe('what comes from the network', () => {
  it('a message in UCS-2, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
        const short = text.slice(0, 70).toWellFormed();
        expect(readIncoming(deliverPdu(to, short))).toEqual({ what: 'text', from: to, text: short });
      }),
      { numRuns: 100 },
    );
  });

  it('a message in 7 bit, as specifications print it', () => {
    // "How are you?" from +27831000015.
    const pdu = '07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37';
    expect(readIncoming(pdu)).toEqual({ what: 'text', from: '27838890001', text: 'hellohello' });
  });

  it.each([
    [0x00, 'delivered'],
    [0x02, 'delivered'],
    [0x20, 'waiting'],
    [0x41, 'lost'],
    [0x63, 'lost'],
    [0x90, 'waiting'],
  ])('a report with TP-Status %s says %s', (status, state) => {
    expect(readIncoming(reportPdu(251, to, status))).toEqual({ what: 'report', to, reference: 251, state, status });
  });

  it('anything else is none, and never an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => {
        const found = readIncoming(Buffer.from(octets).toString('hex'));
        if (found?.what === 'text') expect(found.text.isWellFormed()).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    const whole = reportPdu(1, to, 0);
    for (let length = 0; length < whole.length - 2; length += 1)
      expect(readIncoming(whole.slice(0, length))).toBeUndefined();
  });
});

it.each([
  ['+8613800138000', '+8613800138000'],
  ['8613800138000', '+8613800138000'],
  ['13800138000', '+8613800138000'],
  ['0086 138 0013 8000', '+8613800138000'],
  ['0519-8886 1234', '+8651988861234'],
  ['10086', '10086'],
])('%s is the telephone %s', (text, number) => {
  expect(sameNumber(text, '86')).toBe(number);
});
