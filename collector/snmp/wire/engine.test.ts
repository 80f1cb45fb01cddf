import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Engine, engineTime, keptOctets, learnTime } from './engine.ts';

const keys = { auth: undefined, priv: undefined };
const lastBoots = 0x7fff_ffff;

function engine(change: Partial<Engine> = {}): Engine {
  return {
    id: Buffer.from('80', 'hex'),
    keys,
    boots: 5,
    timeSeconds: 1_000,
    toldAtMs: 10_000,
    proven: true,
    ...change,
  };
}

describe("what is known of an engine's time", () => {
  it('goes on with our monotonic clock in whole seconds, and stops at its end', () => {
    expect(engineTime(engine(), 10_000)).toEqual({ boots: 5, timeSeconds: 1_000 });
    expect(engineTime(engine(), 12_999)).toEqual({ boots: 5, timeSeconds: 1_002 });
    expect(engineTime(engine({ timeSeconds: lastBoots - 1 }), 60_000).timeSeconds).toBe(lastBoots);
  });

  it.each([
    ['is later', { boots: 5, timeSeconds: 1_030 }, { boots: 5, timeSeconds: 1_030 }],
    ['is far later: the engine may know better', { boots: 5, timeSeconds: 9_000 }, { boots: 5, timeSeconds: 9_000 }],
    ['is after a restart', { boots: 6, timeSeconds: 1 }, { boots: 6, timeSeconds: 1 }],
    ['lies a little behind', { boots: 5, timeSeconds: 990 }, { boots: 5, timeSeconds: 1_030 }],
    ['lies behind by the whole window', { boots: 5, timeSeconds: 880 }, { boots: 5, timeSeconds: 1_030 }],
  ])('by an authenticated message whose time %s is at that moment', (_, told, known) => {
    const learned = learnTime(engine(), told, 40_000);
    expect(learned === undefined ? undefined : engineTime(learned, 40_000)).toEqual(known);
  });

  it.each([
    ['one second beyond the window', { boots: 5, timeSeconds: 879 }],
    ['of earlier boots', { boots: 4, timeSeconds: 99_999 }],
    ['of an engine at the end of its boots', { boots: lastBoots, timeSeconds: 0 }],
  ])('is not moved by a message %s: it may be a replay', (_, told) => {
    expect(learnTime(engine(), told, 40_000)).toBeUndefined();
  });

  it('is taken from the first authenticated message, whatever discovery said in clear', () => {
    const guessed = engine({ boots: 900, timeSeconds: 5, proven: false });
    expect(learnTime(guessed, { boots: 3, timeSeconds: 70 }, 40_000)).toMatchObject({
      boots: 3,
      timeSeconds: 70,
      proven: true,
    });
  });

  it('never goes back once it is proven, whatever messages come', () => {
    const told = fc.record({ boots: fc.nat(10), timeSeconds: fc.nat(2_000) });
    fc.assert(
      fc.property(fc.array(fc.tuple(told, fc.nat(100_000)), { maxLength: 20 }), (messages) => {
        let known = engine();
        let now = 10_000;
        for (const [each, laterMs] of messages) {
          now += laterMs;
          const next = learnTime(known, each, now) ?? known;
          expect(next.boots > known.boots || next.timeSeconds >= known.timeSeconds).toBe(true);
          known = next;
        }
      }),
    );
  });
});

describe('octets that are kept', () => {
  it('have memory of their own, so that no slab of the pool stays alive for a few of them', () => {
    const engineId = Buffer.from('8000000001020304', 'hex');
    const kept = keptOctets(engineId.subarray(2));
    expect(kept.toString('hex')).toBe('000001020304');
    expect(kept.buffer.byteLength).toBe(6);
    engineId.fill(0xff);
    expect(kept.toString('hex')).toBe('000001020304');
  });
});
