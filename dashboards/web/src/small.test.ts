import { describe, expect, it } from 'vitest';
import type { WireIncident, WireInterface } from '../../../api/wire.ts';
import { referenceCity } from '../fake/city.fake.ts';
import { withGaps } from './chart/gaps.ts';
import { ranges, stepFor } from './chart/ranges.ts';
import { sortInterfaces } from './parts/interface-sort.ts';
import { layOut } from './picture/layout.ts';
import { shortNames } from './picture/names.ts';
import { nearestTowards } from './picture/neighbour.ts';
import { bitsPerSecond, dateTime, duration, percent } from './text/format.ts';
import { fadeAfterMs, feedOrder } from './wall/feed-order.ts';

describe('figures as people read them', () => {
  it.each([
    [0, '0 bit/s'],
    [3.25, '3.3 bit/s'],
    [950, '950 bit/s'],
    [999.7, '1.00 kbit/s'],
    [12_340_000, '12.3 Mbit/s'],
    [100_000_000, '100 Mbit/s'],
    [999_600_000, '1.00 Gbit/s'],
    [-1500, '−1.50 kbit/s'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('writes %s bits per second as %s', (value, text) => {
    expect(bitsPerSecond(value)).toBe(text);
  });

  it.each([
    [0.042, '4.2%'],
    [0, '0%'],
    [0.876, '88%'],
    [null, '–'],
  ])('writes a share of %s as %s', (value, text) => {
    expect(percent(value)).toBe(text);
  });

  it.each([
    [-5, '0 秒', '0 s'],
    [59_900, '59 秒', '59 s'],
    [60_000, '1 分', '1 min'],
    [11_520_000, '3 小时 12 分', '3 h 12 min'],
    [90_061_000, '1 天 1 小时', '1 d 1 h'],
  ])('writes %d ms as %s and %s', (milliseconds, zh, en) => {
    expect([duration(milliseconds, 'zh-CN'), duration(milliseconds, 'en')]).toEqual([zh, en]);
  });

  it('writes no date for what is none', () => {
    expect(dateTime('nonsense')).toBe('–');
  });
});

describe('short names', () => {
  it('leave out what every office ends with and number the points of one office', () => {
    const names = shortNames([
      { id: 'a-1', name: '金城镇财政所' },
      { id: 'a-2', name: '金城镇财政所' },
      { id: 'b-1', name: '西湖街道财政所' },
      { id: 'c-1', name: '洛阳镇财政所' },
    ]);
    expect([...names.values()]).toEqual(['金城镇1', '金城镇2', '西湖街道', '洛阳镇']);
  });

  it('never cut a Latin word in half, and fall back to the id', () => {
    const latin = shortNames(['Hutang', 'Niutang', 'Xintang'].map((name) => ({ id: name.toLowerCase(), name })));
    expect([...latin.values()]).toEqual(['Hutang', 'Niutang', 'Xintang']);
    expect(shortNames([{ id: 'p-1', name: '' }]).get('p-1')).toBe('p-1');
  });
});

describe('a chart', () => {
  it('breaks its line where polls are missing', () => {
    const { at, values } = withGaps({ at: [0, 10, 20, 60, 70], values: [[1, 2, 3, 4, 5]] });
    expect(at).toEqual([0, 10, 20, 30, 60, 70]);
    expect(values).toEqual([[1, 2, 3, null, 4, 5]]);
  });

  it('leaves an empty and a single measurement as they are', () => {
    expect(withGaps({ at: [], values: [[]] })).toEqual({ at: [], values: [[]] });
    expect(withGaps({ at: [7], values: [[1]] })).toEqual({ at: [7], values: [[1]] });
  });

  it('asks for no more buckets than it can draw, in every range', () => {
    for (const { lengthMs } of ranges) {
      const step = stepFor(lengthMs);
      if (step > 0) expect(lengthMs / 1000 / step).toBeLessThanOrEqual(720);
    }
    expect(stepFor(3_600_000)).toBe(0);
  });
});

describe('the keyboard on the picture', () => {
  const city = referenceCity();
  const layout = layOut({
    districts: city.districts.map(({ id, nameZh }) => ({ id, name: nameZh })),
    points: city.points.map((point) => ({ ...point, name: point.officeNameZh })),
    links: city.links,
    width: 1466,
    height: 870,
    fontSize: 19,
  });

  it('moves only in the direction of the arrow and stays at the edge', () => {
    const from = 'point:hutang-1' as const;
    const before = layout.points.get('hutang-1');
    const right = nearestTowards(layout, from, 'right');
    expect(right).not.toBe(from);
    const there = right.startsWith('point:')
      ? layout.points.get(right.slice(6))?.x
      : layout.links.get(right.slice(5))?.to.x;
    expect(there).toBeGreaterThan((before?.x ?? 0) - 60);
    let spot = nearestTowards(layout, from, 'left');
    for (let step = 0; step < 200; step++) spot = nearestTowards(layout, spot, 'left');
    expect(nearestTowards(layout, spot, 'left')).toBe(spot);
  });
});

describe('the feed', () => {
  const base = {
    condition: 'link-down',
    root: { kind: 'link', id: 'F1' },
    summary: { key: 'x' },
    remedy: { key: 'x' },
    affected: [],
    acknowledged: null,
  } as const;
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  const make = (
    id: string,
    status: WireIncident['status'],
    severity: WireIncident['severity'],
    raised: number,
    cleared?: number,
  ): WireIncident => ({
    ...base,
    id,
    status,
    severity,
    firstSeenAt: at(raised),
    raisedAt: at(raised),
    clearedAt: cleared === undefined ? null : at(cleared),
  });

  it('puts open before acknowledged before cleared, the worst and then the newest first', () => {
    const now = 1_000_000;
    const order = feedOrder(
      [
        make('a', 'cleared', 'critical', 10, 990),
        make('b', 'acknowledged', 'critical', 20),
        make('c', 'open', 'minor', 40),
        make('d', 'open', 'critical', 30),
        make('e', 'open', 'critical', 35),
      ],
      now,
    );
    expect(order.map(({ id }) => id)).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('lets a cleared incident go after a minute', () => {
    const cleared = make('a', 'cleared', 'major', 10, 100);
    expect(feedOrder([cleared], 100_000 + fadeAfterMs - 1)).toHaveLength(1);
    expect(feedOrder([cleared], 100_000 + fadeAfterMs)).toHaveLength(0);
  });
});

describe('the interface table', () => {
  const row = (ifIndex: number, name: string, inBitsPerSecond: number | null): WireInterface => ({
    id: name,
    name,
    alias: '',
    ifIndex,
    adminStatus: 'up',
    operStatus: 'up',
    speedBitsPerSecond: 0,
    state: 'up',
    since: '',
    inBitsPerSecond,
    outBitsPerSecond: null,
    inErrorsPerSecond: null,
    outErrorsPerSecond: null,
    inDiscardsPerSecond: null,
    outDiscardsPerSecond: null,
    linkId: null,
  });

  it('knows that ge-10 comes after ge-2, and puts what is not known last among the largest', () => {
    const rows = [row(1, 'ge-10', 5), row(2, 'ge-2', null), row(3, 'ge-1', 50)];
    expect(sortInterfaces(rows, 'name', false).map(({ name }) => name)).toEqual(['ge-1', 'ge-2', 'ge-10']);
    expect(sortInterfaces(rows, 'in', true).map(({ name }) => name)).toEqual(['ge-1', 'ge-10', 'ge-2']);
  });
});
