import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallTime } from '../../core/index.ts';
import { referenceCity } from '../report/uptime/sample.fake.ts';
import { coverOf } from './cover.ts';
import { excludedBy, planOf, scopesIn } from './excluded.ts';
import type { MaintenanceScopeKind, MaintenanceWindow } from './model.ts';
import { occurrencesOf } from './occurrences.ts';
import { maintenanceRecord, windowsFrom } from './records.ts';

const hour = 3_600_000;
const week = 168 * hour;
const at = Date.UTC(2026, 8, 7, 14);
const period = { from: at - 10 * week, to: at + 30 * week };
const shanghai = 'Asia/Shanghai';

const window = (change: Partial<MaintenanceWindow> = {}): MaintenanceWindow => ({
  id: 'w1',
  scopes: [{ kind: 'point', id: 'p' }],
  from: at,
  to: at + 2 * hour,
  reason: 'new firmware',
  createdBy: 'operator',
  createdAt: at - 24 * hour,
  ...change,
});

describe('a window of maintenance', () => {
  it('holds once, and not before it was announced nor after it was ended', () => {
    expect(occurrencesOf(window(), period, shanghai)).toEqual([{ from: at, to: at + 2 * hour }]);
    const late = window({ createdAt: at + hour / 2, endedAt: at + hour });
    expect(occurrencesOf(late, period, shanghai)).toEqual([{ from: at + hour / 2, to: at + hour }]);
    expect(occurrencesOf(window({ createdAt: at + 3 * hour }), period, shanghai)).toEqual([]);
    expect(occurrencesOf(window({ endedAt: at - 1 }), period, shanghai)).toEqual([]);
    expect(occurrencesOf(window({ to: at - hour }), period, shanghai)).toEqual([]);
  });

  it('comes again each week at the same wall time, also over a change of clocks', () => {
    const from = Date.UTC(2026, 9, 11, 20);
    const weekly = window({ from, to: from + 2 * hour, createdAt: 0, weeklyUntil: from + 3 * week });
    const found = occurrencesOf(weekly, period, 'Europe/Berlin');
    expect(found.map((each) => [wallTime(each.from, 'Europe/Berlin'), (each.to - each.from) / hour])).toEqual([
      ['2026-10-11 22:00:00', 2],
      ['2026-10-18 22:00:00', 2],
      ['2026-10-25 22:00:00', 2],
    ]);
    expect((found[2]?.from ?? 0) - (found[1]?.from ?? 0)).toBe(week + hour);
  });

  it('gains the hour that is repeated within it', () => {
    const from = Date.UTC(2026, 9, 17, 22);
    const night = window({ from, to: from + 6 * hour, createdAt: 0, weeklyUntil: from + 2 * week });
    const found = occurrencesOf(night, period, 'Europe/Berlin');
    expect(found.map((each) => (each.to - each.from) / hour)).toEqual([6, 7]);
  });

  it('holds at every moment as the plain rule says, in a zone whose clocks never change', () => {
    const windows = fc.record({
      from: fc.integer({ min: 0, max: 4 * week }),
      length: fc.integer({ min: -hour, max: 9 * 24 * hour }),
      weeks: fc.option(fc.integer({ min: 0, max: 5 * week }), { nil: undefined }),
      createdAt: fc.integer({ min: 0, max: 5 * week }),
      endedAt: fc.option(fc.integer({ min: 0, max: 8 * week }), { nil: undefined }),
    });
    fc.assert(
      fc.property(windows, fc.integer({ min: -week, max: 5 * week }), (made, start) => {
        const { from, length, weeks, createdAt, endedAt } = made;
        const each = window({
          ...{ from, to: from + length, createdAt },
          ...(weeks === undefined ? {} : { weeklyUntil: from + weeks }),
          ...(endedAt === undefined ? {} : { endedAt }),
        });
        const within = { from: start, to: start + 3 * week };
        const found = occurrencesOf(each, within, shanghai);
        const holds = (moment: number): boolean => {
          if (moment < createdAt || (endedAt !== undefined && moment >= endedAt)) return false;
          const begins = [from];
          for (let n = 1; n < 6; n += 1) if (weeks !== undefined && n * week < weeks) begins.push(from + n * week);
          if (weeks === 0) begins.length = 0;
          return begins.some((begin) => begin <= moment && moment < begin + length);
        };
        const edges = found.flatMap((interval) => [interval.from - 1, interval.from, interval.to - 1, interval.to]);
        const between = Array.from({ length: 30 }, (_, n) => within.from + n * 17 * hour + n);
        for (const moment of [...edges, ...between]) {
          if (moment < within.from || moment >= within.to) continue;
          expect([moment, found.some((one) => one.from <= moment && moment < one.to)]).toEqual([moment, holds(moment)]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('what maintenance excludes', async () => {
  const city = await referenceCity();
  const [link] = [...city.links.values()].filter(({ pointId }) => {
    return [...city.links.values()].filter((other) => other.pointId === pointId).length === 1;
  });
  const dual = [...city.points.values()].find(
    ({ id }) => [...city.links.values()].filter(({ pointId }) => pointId === id).length > 1,
  );
  const [pair] = city.hostPairs.values();
  if (link === undefined || dual === undefined || pair === undefined) throw new Error('the reference city has changed');
  const both = [...city.links.values()].filter(({ pointId }) => pointId === dual.id);
  const service = [...city.services.values()].find(({ appPairId }) => appPairId === pair.id);

  const excludes = (
    scopes: readonly (readonly [MaintenanceScopeKind, string])[],
    kind: Parameters<typeof coverOf>[1],
    id: string,
  ): boolean => {
    const made = scopes.map(([of, name], n) => window({ id: `w${n}`, scopes: [{ kind: of, id: name }] }));
    return excludedBy(planOf(made, period, shanghai), coverOf(city, kind, id)).length > 0;
  };

  it('covers everything by the city, and what is in it by a district, and no other district', () => {
    const [one, other] = city.districts.keys();
    for (const [kind, id] of [
      ['point', dual.id],
      ['link', link.id],
      ['pair', pair.id],
      ['district', one ?? ''],
    ] as const) {
      expect(excludes([['city', city.id]], kind, id)).toBe(true);
    }
    expect(excludes([['district', dual.districtId]], 'point', dual.id)).toBe(true);
    expect(excludes([['district', link.districtId]], 'link', link.id)).toBe(true);
    if (other !== undefined) expect(excludes([['district', other]], 'district', one ?? '')).toBe(false);
  });

  it('covers a point by its UTM, by its only link, and by two links only together', () => {
    const utm = link.b.deviceId;
    expect(excludes([['device', utm]], 'point', link.pointId)).toBe(true);
    expect(excludes([['device', utm]], 'link', link.id)).toBe(true);
    expect(excludes([['link', link.id]], 'point', link.pointId)).toBe(true);
    const [first, second] = both;
    expect(excludes([['link', first?.id ?? '']], 'point', dual.id)).toBe(false);
    expect(
      excludes(
        [
          ['link', first?.id ?? ''],
          ['link', second?.id ?? ''],
        ],
        'point',
        dual.id,
      ),
    ).toBe(true);
    expect(excludes([['link', first?.id ?? '']], 'link', second?.id ?? '')).toBe(false);
  });

  it('covers a pair by both members only, and what it serves with it', () => {
    expect(excludes([['device', pair.memberA]], 'pair', pair.id)).toBe(false);
    expect(
      excludes(
        [
          ['device', pair.memberA],
          ['device', pair.memberB],
        ],
        'pair',
        pair.id,
      ),
    ).toBe(true);
    if (service === undefined) throw new Error('the pair serves nothing');
    expect(excludes([['pair', pair.id]], 'service', service.id)).toBe(true);
    expect(excludes([['pair', pair.id]], 'view', `${dual.id}/${service.id}`)).toBe(true);
    expect(excludes([['point', dual.id]], 'view', `${dual.id}/${service.id}`)).toBe(true);
    expect(excludes([['point', dual.id]], 'service', service.id)).toBe(false);
    expect(excludes([['device', 'city-core-1']], 'view', `${dual.id}/${service.id}`)).toBe(true);
    expect(excludes([['service', 'city-sso']], 'view', `${dual.id}/${service.id}`)).toBe(true);
  });

  it('counts what overlaps once, and knows every scope that it speaks of', () => {
    const windows = [window(), window({ id: 'w2', from: at + hour, to: at + 3 * hour })];
    const plan = planOf(windows, period, shanghai);
    expect(excludedBy(plan, { any: ['point p', 'city c'] })).toEqual([{ from: at, to: at + 3 * hour }]);
    expect(excludedBy(plan, { all: [] })).toEqual([]);
    expect(scopesIn(coverOf(city, 'point', dual.id))).toEqual(
      expect.arrayContaining([`city ${city.id}`, `point ${dual.id}`, ...both.map(({ id }) => `link ${id}`)]),
    );
    expect(scopesIn(coverOf(city, 'link', 'nowhere'))).toEqual([`city ${city.id}`]);
  });
});

describe('maintenance on record', () => {
  it('reads back what was written', () => {
    const whole = window({ weeklyUntil: at + week, endedAt: at + hour, endedBy: 'operator' });
    for (const each of [window(), whole]) {
      expect(windowsFrom([{ at: each.createdAt, body: maintenanceRecord(each).body }])).toEqual([each]);
    }
  });

  it('cannot be backdated, and a change takes back nothing of what it excluded', () => {
    const body = (change: Partial<MaintenanceWindow>) => maintenanceRecord(window(change)).body;
    expect(windowsFrom([{ at: at + hour, body: body({}) }])).toMatchObject([{ createdAt: at + hour }]);
    const ended = windowsFrom([
      { at: at - hour, body: body({ createdAt: at - hour }) },
      { at: at + hour, body: body({ createdAt: at - hour, endedAt: at + hour }) },
    ]);
    const plan = planOf(ended, period, shanghai);
    expect(plan.get('point p')).toEqual([{ from: at, to: at + hour }]);
  });

  it('passes over what is damaged', () => {
    const { body } = maintenanceRecord(window());
    const damaged = [null, 'x', {}, { ...body, from: 'soon' }, { ...body, scopes: [{ kind: 'moon', id: 'x' }] }];
    expect(windowsFrom(damaged.map((each) => ({ at, body: each })))).toEqual([]);
  });
});
