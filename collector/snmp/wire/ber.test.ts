import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BerReader, signed, unsigned } from './ber-reader.ts';
import { BerWriter } from './ber-writer.ts';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const octets = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

/** What a writer made, without a copy of the test's own. */
function written(body: (writer: BerWriter) => void, capacity?: number): Buffer {
  const writer = new BerWriter(capacity);
  body(writer);
  return writer.take();
}

describe('an INTEGER', () => {
  it.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [-1, '0201ff'],
    [-128, '020180'],
    [-129, '0202ff7f'],
    [2_147_483_647, '02047fffffff'],
    [-2_147_483_648, '020480000000'],
  ])('%i is %s, in the fewest octets (X.690 8.3.2)', (value, hex) => {
    expect(written((writer) => writer.integer(value)).toString('hex')).toBe(hex);
  });

  it('comes back as it was written, whatever the writer holds before it', () => {
    fc.assert(
      fc.property(int32, octets, (value, before) => {
        const data = written((writer) => {
          writer.raw(before);
          writer.integer(value);
        }, 8);
        const reader = new BerReader(data);
        expect(reader.integer()).toBe(value);
        expect(reader.failed).toBe(false);
        expect(data.subarray(reader.at)).toEqual(before);
      }),
    );
  });

  it('filled up to four octets is the same number; longer ones are none, whatever they would be', () => {
    fc.assert(
      fc.property(int32, fc.nat(6), (value, more) => {
        const full = Buffer.alloc(4);
        full.writeInt32BE(value);
        const long = Buffer.concat([Buffer.alloc(more, value < 0 ? 0xff : 0), full]);
        expect(signed(long, 0, long.length)).toBe(more === 0 ? value : undefined);
      }),
    );
    for (const hex of ['', '0080000000', 'ff7fffffff', '0100000000', '7fffffffffffffff', 'ff'.repeat(12)]) {
      const data = Buffer.from(hex, 'hex');
      expect(signed(data, 0, data.length)).toBeUndefined();
    }
  });
});

describe('an unsigned number', () => {
  it('comes back with a leading zero, and without; more of them are no number', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.nat(5), (value, zeros) => {
        const data = Buffer.alloc(zeros + 4);
        data.writeUInt32BE(value, zeros);
        expect(unsigned(data, 0, data.length)).toBe(zeros > 1 ? undefined : value);
      }),
    );
  });

  it('that is short and negative is its value modulo 2^32; empty or longer ones are none', () => {
    expect(unsigned(Buffer.from('ff', 'hex'), 0, 1)).toBe(0xffff_ffff);
    expect(unsigned(Buffer.from('8000', 'hex'), 0, 2)).toBe(0xffff_8000);
    expect(unsigned(Buffer.alloc(0), 0, 0)).toBeUndefined();
    expect(unsigned(Buffer.from('0100000000', 'hex'), 0, 5)).toBeUndefined();
  });
});

describe('elements within elements', () => {
  interface Element {
    readonly tag: number;
    readonly contents: Buffer | readonly Element[];
  }
  const { element } = fc.letrec<{ element: Element }>((tie) => ({
    element: fc.oneof(
      { maxDepth: 4 },
      fc.record({ tag: fc.nat(255), contents: octets }),
      fc.record({ tag: fc.nat(255), contents: fc.array(tie('element'), { maxLength: 4 }) }),
    ),
  }));

  function write(writer: BerWriter, { tag, contents }: Element): void {
    const mark = writer.length;
    if (Buffer.isBuffer(contents)) writer.raw(contents);
    else for (const inner of contents.toReversed()) write(writer, inner);
    writer.wrap(tag, mark);
  }

  function read(reader: BerReader, { tag, contents }: Element): void {
    const end = reader.enter(tag);
    if (Buffer.isBuffer(contents)) {
      expect(reader.data.subarray(reader.at, end)).toEqual(contents);
      reader.at = end;
      return;
    }
    const outer = reader.limit;
    reader.limit = end;
    for (const inner of contents) read(reader, inner);
    expect(reader.at).toBe(end);
    reader.limit = outer;
  }

  it('come back with every length form, from a buffer that had to grow', () => {
    fc.assert(
      fc.property(element, fc.integer({ min: 1, max: 64 }), (tree, capacity) => {
        const reader = new BerReader(written((writer) => write(writer, tree), capacity));
        read(reader, tree);
        expect(reader.failed).toBe(false);
        expect(reader.peek()).toBe(-1);
      }),
    );
    const large = written((writer) => writer.octetString(Buffer.alloc(70_000, 7)));
    expect(large.subarray(0, 4).toString('hex')).toBe('04830111');
    expect(new BerReader(large).octetString().length).toBe(70_000);
  });

  it('that claim more than encloses them are mistakes at the octet of the length', () => {
    const reader = new BerReader(Buffer.from('30030406aabbcc', 'hex'));
    reader.descend(0x30);
    expect(reader.octetString().length).toBe(0);
    expect(reader.failedAt).toBe(3);
  });

  it.each([
    ['an indefinite length', '3080020101', 1],
    ['a length of five octets', '3085000000000102', 1],
    ['a length that is cut', '308201', 1],
    ['another tag', '310102', 0],
    ['nothing', '', 0],
    ['a tag alone', '30', 0],
  ])('%s is a mistake at octet', (_, hex, octet) => {
    const reader = new BerReader(Buffer.from(hex, 'hex'));
    reader.descend(0x30);
    expect(reader.failedAt).toBe(octet);
  });
});

describe('a reader', () => {
  it('survives any octets and any order of questions, stays inside them, and keeps its first mistake', () => {
    const step = fc.constantFrom('integer', 'octetString', 'enter', 'descend', 'peek');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(step, { maxLength: 20 }), (bytes, steps) => {
        const reader = new BerReader(Buffer.from(bytes));
        let first = -1;
        for (const each of steps) {
          if (each === 'integer') expect(Number.isInteger(reader.integer())).toBe(true);
          else if (each === 'octetString') expect(Buffer.isBuffer(reader.octetString())).toBe(true);
          else if (each === 'enter') reader.at = reader.enter(reader.peek());
          else if (each === 'descend') reader.descend(0x30);
          else expect(reader.peek()).toBeGreaterThanOrEqual(-1);
          expect(reader.at).toBeLessThanOrEqual(bytes.length);
          expect(reader.limit).toBeLessThanOrEqual(bytes.length);
          if (first >= 0) expect(reader.failedAt).toBe(first);
          first = reader.failedAt;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives nothing after a mistake', () => {
    const reader = new BerReader(Buffer.from('0400020105', 'hex'));
    reader.integer();
    expect([reader.failedAt, reader.integer(), reader.octetString().length, reader.peek()]).toEqual([0, 0, 0, -1]);
  });
});

describe('a writer', () => {
  it('forgets on reset and copies what it gives', () => {
    const writer = new BerWriter(4);
    writer.octetString(Buffer.from('abc'));
    const first = writer.take();
    writer.reset();
    expect(writer.length).toBe(0);
    writer.octetString(Buffer.from('xyz'));
    expect(first.toString()).toContain('abc');
  });
});
