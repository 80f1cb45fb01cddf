import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../inventory/index.ts';
import { contractMonths } from './contract.ts';
import type { StateSpan } from './model.ts';

const minute = 60_000;
const hour = 60 * minute;
const timeZone = 'Asia/Shanghai';
const october = { from: Date.UTC(2026, 8, 30, 16), to: Date.UTC(2026, 9, 31, 16) };
const november = { from: october.to, to: Date.UTC(2026, 10, 30, 16) };
const contract: Contract = {
  circuit: 'CT-1',
  carrier: 'carrier',
  monthlyFeeCents: 120_050,
  currency: 'CNY',
  availability: 0.999,
  credits: [
    { below: 0.999, share: 0.05 },
    { below: 0.99, share: 0.2 },
  ],
};

/** Up, but for these outages; each from an hour of October on, for so many minutes. */
function spansWith(
  outages: readonly (readonly [hours: number, minutes: number])[],
  to = october.to,
): readonly StateSpan[] {
  const spans: StateSpan[] = [];
  let at = october.from;
  for (const [hours, minutes] of outages) {
    const from = october.from + hours * hour;
    spans.push({ from: at, to: from, state: 'up' }, { from, to: from + minutes * minute, state: 'down' });
    at = from + minutes * minute;
  }
  return [...spans, { from: at, to, state: 'up' }];
}
const of = (spans: readonly StateSpan[], change: Partial<Parameters<typeof contractMonths>[0]> = {}) =>
  contractMonths({ contract, period: october, timeZone, spans, maintenance: [], ...change });

describe('a circuit held against its contract', () => {
  it('allows 44 minutes 38 seconds of a month of 31 days, and names what each outage took beyond', () => {
    const [month] = of(
      spansWith([
        [10, 30],
        [50, 20],
        [90, 5],
      ]),
    );
    expect(month).toMatchObject({
      month: '2026-10',
      isWhole: true,
      allowedMs: 44 * minute + 38_400,
      downMs: 55 * minute,
      beyondMs: 10 * minute + 21_600,
      creditShare: 0.05,
      creditCents: 6_003,
      verdict: 'fail',
    });
    expect(month?.outages.map(({ beyondMs }) => beyondMs)).toEqual([0, 5 * minute + 21_600, 5 * minute]);
  });

  it('owes nothing for what was allowed, announced or not seen', () => {
    expect(of(spansWith([[10, 44]]))[0]).toMatchObject({ beyondMs: 0, creditCents: 0, verdict: 'pass' });
    const night = { from: october.from + 10 * hour, to: october.from + 12 * hour };
    expect(of(spansWith([[10, 120]]), { maintenance: [night] })[0]).toMatchObject({
      downMs: 0,
      maintenanceMs: 2 * hour,
      creditCents: 0,
      verdict: 'pass',
    });
    const unseen = spansWith([[10, 600]]).map((span) =>
      span.state === 'down' ? { ...span, state: 'unknown' as const } : span,
    );
    expect(of(unseen)[0]).toMatchObject({ unknownMs: 10 * hour, creditCents: 0, verdict: 'unknown' });
  });

  it('takes the largest step that is reached, at its very edge not yet', () => {
    // 1 % of 744 hours is 446 minutes 24 seconds.
    expect(of(spansWith([[10, 446.4]]))[0]).toMatchObject({ availability: 0.99, creditShare: 0.05 });
    expect(of(spansWith([[10, 446.5]]))[0]).toMatchObject({ creditShare: 0.2, creditCents: 24_010 });
  });

  it('cuts an outage at the end of a month, and holds each part against its own', () => {
    const spans = spansWith([[743, 120]], november.to);
    const [first, second] = of(spans, { period: { from: october.from, to: november.to } });
    expect(first?.outages).toEqual([
      { from: october.to - hour, to: october.to, downMs: hour, beyondMs: hour - 44 * minute - 38_400 },
    ]);
    expect(second).toMatchObject({
      month: '2026-11',
      downMs: hour,
      outages: [{ from: october.to, to: october.to + hour }],
    });
  });

  it('says of a month that is not over what is sure so far: it can only become worse for the carrier', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 300 })), { maxLength: 8 }),
        fc.integer({ min: 1, max: 744 }),
        (gaps, until) => {
          let at = 0;
          const outages = gaps.map(([hours, minutes]) => {
            at += hours;
            const start = at;
            at += Math.ceil(minutes / 60) + 1;
            return [start, minutes] as const;
          });
          const spans = spansWith(outages);
          const period = { from: october.from, to: october.from + until * hour };
          const [early] = of(spans, { period });
          const [whole] = of(spans);
          if (early === undefined || whole === undefined) throw new Error('no month');
          expect(early.beyondMs).toBeLessThanOrEqual(whole.beyondMs);
          expect(early.creditCents).toBeLessThanOrEqual(whole.creditCents);
          if (until < 744) expect(early.verdict).not.toBe('pass');
          for (const { outages: listed, beyondMs } of [early, whole]) {
            expect(listed.reduce((sum, each) => sum + each.beyondMs, 0)).toBe(beyondMs);
          }
        },
      ),
    );
  });
});
