import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClientProbe } from '../../collector/index.ts';
import { against, createGapMeter, measureDrill, noTries } from './measure.ts';
import type { PairDrill } from './model.ts';
import { byHand, fakePairsSettings, takeoverOf, tryAt } from './stage.fake.ts';
import { goodSince } from './view.ts';

const told = (tries: readonly ClientProbe[], since = 0) => {
  const meter = createGapMeter(since);
  meter.take(tries);
  return meter.told();
};

describe('the time without service', () => {
  it('lies between what failed for certain and what was not seen good', () => {
    const tries = [tryAt(0, true), tryAt(1_000, false), tryAt(2_000, false), tryAt(3_000, true)];
    expect(told(tries)).toEqual({ gap: { least: 900, most: 3_100 }, count: 4, resolutionMs: 1_000 });
  });

  it('is below the resolution where no try failed, and says so', () => {
    expect(told([tryAt(0, true), tryAt(1_000, true)]).gap).toEqual({ least: 0, most: 1_100 });
  });

  it('is not told while services are away, nor where nobody tried', () => {
    expect(told([tryAt(0, true), tryAt(1_000, false)]).gap).toBeUndefined();
    expect(told([])).toEqual(noTries);
    expect(told([tryAt(0, false), tryAt(1_000, true)]).gap).toBeUndefined();
  });

  it('is the same when tries come twice, in pieces, or out of order, and the worst probe counts', () => {
    const tries = [
      tryAt(0, true),
      tryAt(1_000, false),
      tryAt(2_000, true),
      tryAt(0, true, 'b'),
      tryAt(2_500, true, 'b'),
    ];
    const meter = createGapMeter(0);
    meter.take(tries.toReversed());
    meter.take(tries);
    expect(meter.told()).toEqual(told(tries));
    expect(meter.told().gap).toEqual({ least: 0, most: 2_600 });
  });

  it('does not count a gap that ended before the act', () => {
    const tries = [tryAt(0, true), tryAt(1_000, false), tryAt(9_000, true), tryAt(10_000, true), tryAt(11_000, true)];
    expect(told(tries, 9_500).gap).toEqual({ least: 0, most: 1_100 });
  });

  it('always holds the truth, whenever the service went away and came back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2_000, max: 20_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 200, max: 3_000 }),
        (from, length, every) => {
          const to = from + length;
          const tries = Array.from({ length: Math.ceil(60_000 / every) }, (_, n): ClientProbe => {
            const startedAt = n * every;
            // It answers at once, and is good when the service is there at that moment.
            return { ...tryAt(startedAt, startedAt < from || startedAt >= to), finishedAt: startedAt };
          });
          const { gap } = told(tries);
          const missed = tries.every(({ ok }) => ok);
          expect(gap?.least).toBeLessThanOrEqual(length);
          if (!missed) expect(gap?.most).toBeGreaterThanOrEqual(length);
          expect((gap?.most ?? 0) - (gap?.least ?? 0)).toBeLessThanOrEqual(2 * every);
        },
      ),
    );
  });
});

describe('a target', () => {
  it.each([
    [{ least: 1, most: 5 }, 'met'],
    [{ least: 1, most: 11 }, 'unknown'],
    [{ least: 11, most: 12 }, 'missed'],
    [undefined, 'unknown'],
  ] as const)('of 10 against %o is %s', (measured, verdict) => {
    expect(against(measured, 10).verdict).toBe(verdict);
  });
});

describe('the result of a drill', () => {
  const drill: PairDrill = {
    id: 'd1',
    pairId: 'jintan-app',
    procedure: byHand,
    digest: '',
    window: { from: 0, to: 1e9 },
    reason: '',
    plannedBy: { user: 'li', role: 'operator' },
    plannedAt: 0,
    state: 'completed',
    guarded: false,
    steps: [],
    deviations: [],
    startedAt: 1_000,
    actingSince: 5_000,
    actedAt: 6_000,
    endedAt: 100_000,
  };
  const { targets } = fakePairsSettings.defaults;

  it('is what the takeovers of the drill tell, the worst of them; those of others do not count', () => {
    const takeovers = [
      takeoverOf(4_000, { rtoMs: { least: 90_000, most: 91_000 } }),
      takeoverOf(7_000, { rtoMs: { least: 800, most: 1_200 }, rpoBytes: { least: 0, most: 0 } }),
      takeoverOf(50_000, { rtoMs: { least: 500, most: 2_000 } }),
      takeoverOf(161_000, { rtoMs: { least: 90_000, most: 91_000 } }),
    ];
    expect(measureDrill(drill, { takeovers, tries: noTries }, targets)).toMatchObject({
      takeoverIds: ['jintan-app-7000', 'jintan-app-50000'],
      rtoMs: { measured: { least: 800, most: 2_000 }, target: 10_000, verdict: 'met' },
      rpoBytes: { measured: { least: 0, most: 0 }, verdict: 'met' },
      rpoMs: { measured: undefined, verdict: 'unknown' },
    });
  });

  it('is what the tries tell where no takeover was timed, and unknown where nothing was tried', () => {
    const tries = { gap: { least: 11_000, most: 13_000 }, count: 40, resolutionMs: 1_000 };
    const result = measureDrill(drill, { takeovers: [takeoverOf(7_000, { open: true })], tries }, targets);
    expect(result).toMatchObject({ rtoMs: { verdict: 'missed' }, probes: 40, resolutionMs: 1_000 });
    expect(measureDrill(drill, { takeovers: [], tries: noTries }, targets).rtoMs.verdict).toBe('unknown');
  });
});

describe('services are good', () => {
  it('since the last miss of any probe, and not at all while one fails or has fallen silent', () => {
    const good = [
      tryAt(1_000, false),
      tryAt(2_000, true),
      tryAt(3_000, true),
      tryAt(1_500, true, 'b'),
      tryAt(3_000, true, 'b'),
    ];
    expect(goodSince(good, 4_000)).toBe(2_100);
    expect(goodSince([...good, tryAt(3_500, false, 'b')], 4_000)).toBeUndefined();
    expect(goodSince(good, 40_000)).toBeUndefined();
    expect(goodSince([], 4_000)).toBeUndefined();
  });
});
