import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxMessageOctets } from './read-syslog.ts';
import { type Frame, StreamFrames } from './stream-frames.ts';

/** Frames of a stream that arrives in these chunks; `closed` when it could not be taken apart. */
function framesOf(chunks: readonly (Buffer | string)[]): {
  readonly frames: readonly string[];
  readonly closed: boolean;
} {
  const frames: string[] = [];
  const take = (frame: Frame) => frames.push(frame.kind === 'message' ? frame.octets.toString() : frame.fault);
  const stream = new StreamFrames(take);
  for (const chunk of chunks) if (!stream.push(Buffer.from(chunk))) return { frames, closed: true };
  stream.end();
  return { frames, closed: false };
}

describe('a syslog stream', () => {
  it('is taken apart by counts and by lines, also mixed', () => {
    expect(framesOf(['5 <13>a<13>b\n\n6 <13>c\n', '<13>last'])).toEqual({
      frames: ['<13>a', '<13>b', '<13>c\n', '<13>last'],
      closed: false,
    });
  });

  it('gives the same frames however it is cut into chunks', () => {
    const message = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' }).map((text) => `<13>${text}`);
    const frame = fc.tuple(message, fc.boolean());
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat({ max: 400 }), { maxLength: 8 }), (sent, cuts) => {
        const whole = sent
          .map(([text, counted]) =>
            counted ? `${Buffer.byteLength(text)} ${text}` : `${text.replaceAll('\n', ' ')}\n`,
          )
          .join('');
        const places = [...new Set(cuts)].filter((at) => at < whole.length).sort((a, b) => a - b);
        const chunks = [0, ...places].map((at, index) => whole.slice(at, places[index] ?? whole.length));
        const wanted = sent.map(([text, counted]) => (counted ? text : text.replaceAll('\n', ' ')));
        expect(framesOf(chunks)).toEqual({ frames: wanted, closed: false });
      }),
      { numRuns: 500 },
    );
  });

  it.each(['0 x', '12345678 x', '9999999 x', '12x <13>', '00012 <13>'])('is given up when a length is %j', (text) => {
    expect(framesOf([text])).toEqual({ frames: ['bad-frame'], closed: true });
  });

  it('passes over the rest of a message that is too long, and goes on behind it', () => {
    const long = `<13>${'x'.repeat(100_000)}`;
    for (const [first, rest] of [
      [`${long}\n`, '<13>b\n'],
      [`${long.length} ${long}`, '5 <13>b'],
    ] as const) {
      const { frames, closed } = framesOf([first.slice(0, 50_000), first.slice(50_000), rest]);
      expect(closed).toBe(false);
      expect(frames.map((frame) => Math.min(frame.length, maxMessageOctets + 1))).toEqual([maxMessageOctets + 1, 5]);
    }
  });

  it('that ends within a counted message says so', () => {
    expect(framesOf(['10 <13>a'])).toEqual({ frames: ['bad-frame'], closed: false });
  });

  it('holds no more than one message of whatever bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 12 }), (chunks) => {
        const stream = new StreamFrames(() => {});
        for (const chunk of chunks) {
          if (!stream.push(Buffer.from(chunk))) break;
          expect(stream.heldOctets).toBeLessThanOrEqual(maxMessageOctets + 16);
        }
        stream.end();
        expect(stream.heldOctets).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
