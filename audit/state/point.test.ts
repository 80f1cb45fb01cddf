import { describe, expect, it } from 'vitest';
import { judgeDistrict } from './district.ts';
import type { Known } from './judgement.ts';
import { judgePair } from './pair.ts';
import { judgePoint, type Named } from './point.ts';

const words = { u: 'up', w: 'degraded', d: 'down', '?': 'unknown' } as const;
/** `ud` is two elements, the first up, the second down. */
const all = (letters: string): readonly Named[] =>
  [...letters].map((letter, index) => {
    const known: Known = { state: words[letter as keyof typeof words], reason: { key: 'audit.stale' } };
    return { id: `e${index}`, known };
  });

describe('a point', () => {
  it.each([
    ['u', 'u', 'u', 'up', 'audit.point.up'],
    ['u', 'uu', 'u', 'up', 'audit.point.up'],
    ['u', 'ud', 'u', 'degraded', 'audit.point.link-down'],
    ['?', 'dd', '?', 'down', 'audit.point.links-down'],
    ['?', 'd', '?', 'down', 'audit.point.links-down'],
    ['d', '?', '?', 'down', 'audit.point.utm-down'],
    ['d', '?', 'u', 'degraded', 'audit.point.utm-mute'],
    ['?', '?', '?', 'unknown', 'audit.stale'],
    ['?', '?u', '?', 'unknown', 'audit.stale'],
    ['u', '?', 'u', 'unknown', 'audit.point.part-unknown'],
    ['u', 'u', '?', 'unknown', 'audit.point.part-unknown'],
    ['u', 'u', 'd', 'degraded', 'audit.point.device-down'],
    ['u', '?', 'd', 'degraded', 'audit.point.device-down'],
    ['u', 'w', 'u', 'degraded', 'audit.point.part-degraded'],
    ['w', 'u', 'u', 'degraded', 'audit.point.part-degraded'],
    ['u', '', '', 'up', 'audit.point.up'],
    ['', 'u', 'u', 'unknown', 'audit.point.no-utm'],
  ])('with UTM %s, links %s and others %s is %s', (gateways, links, others, state, key) => {
    const judged = judgePoint({ gateways: all(gateways), links: all(links), others: all(others) });
    expect([judged.state, judged.reason.key]).toEqual([state, key]);
  });
});

describe('a pair', () => {
  it.each([
    ['uu', 'up', 'audit.pair.up'],
    ['ud', 'degraded', 'audit.pair.no-standby'],
    ['du', 'degraded', 'audit.pair.no-standby'],
    ['dd', 'down', 'audit.pair.down'],
    ['d?', 'unknown', 'audit.pair.down-and-unknown'],
    ['u?', 'unknown', 'audit.pair.member-unknown'],
    ['??', 'unknown', 'audit.pair.member-unknown'],
    ['uw', 'degraded', 'audit.pair.member-degraded'],
    ['wd', 'degraded', 'audit.pair.no-standby'],
  ])('of %s is %s', (members, state, key) => {
    const [a, b] = all(members);
    if (a === undefined || b === undefined) throw new Error('two members');
    const judged = judgePair(a, b);
    expect([judged.state, judged.reason.key]).toEqual([state, key]);
  });
});

describe('a district', () => {
  it.each([
    ['u', 'uuu', 'u', 'up', {}],
    ['u', 'uud', 'u', 'degraded', { down: 1, degraded: 0, unknown: 0 }],
    ['u', 'uw?', 'u', 'degraded', { down: 0, degraded: 1, unknown: 1 }],
    ['u', 'uu?', 'u', 'unknown', { unknown: 1 }],
    ['u', 'uuu', 'd', 'degraded', { down: 1, degraded: 0, unknown: 0 }],
    ['u', 'ddd', 'u', 'down', { points: 3 }],
    ['d', '???', '?', 'down', { devices: 'e0' }],
    ['d', 'u??', 'u', 'degraded', { down: 1, degraded: 0, unknown: 2 }],
    ['?', '???', '?', 'unknown', { unknown: 5 }],
    ['', '', '', 'unknown', {}],
  ])('with aggregation %s, points %s and pairs %s is %s', (aggregation, points, pairs, state, params) => {
    const judged = judgeDistrict({ aggregation: all(aggregation), points: all(points), pairs: all(pairs) });
    expect([judged.state, judged.reason.params ?? {}]).toEqual([state, params]);
  });
});
