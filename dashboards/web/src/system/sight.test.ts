import { describe, expect, it } from 'vitest';
import type { WireWarmStandby } from '../../../../api/wire.ts';
import type { WireStandby } from '../../../../api/wire-standby.ts';
import { nextPollMs } from '../client/own-standby.ts';
import { answerHoldsMs, badgeOf, bannerOf, isByHand, linkOf, pairStanding, warmStanding } from './sight.ts';

const now = Date.parse('2027-01-01T12:00:00Z');
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const pair = (some: Partial<WireStandby> = {}): WireStandby => ({
  id: 'a',
  peer: 'b',
  role: 'active',
  since: ago(600),
  active: { id: 'a', url: 'http://a', token: '1.7' },
  takeover: 'votes',
  hindrance: null,
  ttlSeconds: 6,
  notifyDelaySeconds: 20,
  databases: [],
  arbiter: 'answers',
  peerSeenAt: ago(1),
  lossBound: { decisions: 0, seconds: 0.4, database: 'synchronous', databaseBytes: 0 },
  diverged: null,
  readiness: null,
  checks: [],
  banner: [],
  ...some,
});
const database = (condition: 'primary' | 'replica') =>
  ({ host: condition, port: 5432, at: null, condition, timeline: 1, detail: null }) as const;

type Verdict = 'pass' | 'fail' | 'unknown';
const warm = (
  verdicts: Readonly<Record<string, Verdict>> = {},
  lossBound: WireWarmStandby['lossBound'] = { seconds: 0, changes: 0 },
): WireWarmStandby => ({
  declared: true,
  name: 'a',
  generation: null,
  sequence: 9,
  changedAt: null,
  records: 3,
  followers: [
    { name: 'old', version: '1', lastContactAt: ago(90), lagChanges: 5, lagRecords: 0, copying: false },
    { name: 'b', version: '1', lastContactAt: ago(2), lagChanges: 0, lagRecords: 0, copying: false },
  ],
  peer: null,
  lossBound,
  writeIntervalSeconds: 1,
  takeover: 'manual',
  checks: ['FO-05', 'FO-14', 'FO-21', 'FO-22', 'FO-23'].map((checkId) => ({
    checkId,
    trouble: '',
    severity: 'P1',
    verdict: verdicts[checkId] ?? 'pass',
    reason: { key: 'x' },
    observedAt: null,
  })),
  feed: null,
});

describe('the banner under the head', () => {
  it('stands on a standby, and wherever nobody decides, and nowhere else', () => {
    expect(bannerOf(null)).toBeUndefined();
    expect(bannerOf(pair())).toBeUndefined();
    expect(bannerOf(pair({ role: 'standby' }))).toBe('standby');
    expect(bannerOf(pair({ role: 'standby', active: null }))).toBe('undecided');
    expect(bannerOf(pair({ active: null }))).toBe('undecided');
  });

  it('gives the command where only a person can move the database', () => {
    expect(isByHand(pair({ takeover: 'manual', arbiter: 'none' }))).toBe(true);
    expect(isByHand(pair({ hindrance: 'arbiter-unreachable' }))).toBe(true);
    expect([isByHand(pair()), isByHand(pair({ takeover: 'lease', arbiter: 'none' }))]).toEqual([false, false]);
  });

  it('links to addresses of the web alone', () => {
    expect(linkOf('https://b:8080')).toBe('https://b:8080');
    expect([linkOf('javascript:alert(1)'), linkOf('b:8080'), linkOf('')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('how the other one of a pair stands', () => {
  it.each<[string, string, Partial<WireStandby>]>([
    ['synchronised', 'lives and has every decision', {}],
    ['behind', 'lacks decisions', { lossBound: { ...pair().lossBound, decisions: 3 } }],
    ['absent', 'was never heard', { peerSeenAt: null }],
    ['absent', 'was heard more than three ttl ago', { peerSeenAt: ago(19) }],
    ['synchronised', 'was heard within three ttl', { peerSeenAt: ago(17) }],
    ['unknown', 'is so far behind as nobody knows', { lossBound: { ...pair().lossBound, decisions: null } }],
    ['unknown', 'has a database of unknown replication', { lossBound: { ...pair().lossBound, database: 'unknown' } }],
    ['attention', 'cannot be voted for', { arbiter: 'silent' }],
    ['attention', 'has no replica', { lossBound: { ...pair().lossBound, database: 'single' } }],
    ['split', 'has a database that takes writes too', { databases: [database('primary'), database('primary')] }],
    ['synchronised', 'has the replica', { databases: [database('primary'), database('replica')] }],
  ])('is %s when it %s', (word, _, some) => {
    expect(pairStanding(pair(some), now).word).toBe(word);
  });
});

describe('how the warm standby stands', () => {
  it.each<[string, string, WireWarmStandby]>([
    ['synchronised', 'all is well', warm()],
    ['synchronised', 'only the last moment is on its way', warm({}, { seconds: 0.3, changes: 1 })],
    ['behind', 'changes are old', warm({}, { seconds: 12, changes: 40 })],
    ['behind', 'changes are missing since nobody knows when', warm({}, { seconds: null, changes: 2 })],
    ['behind', 'it is judged so', warm({ 'FO-23': 'fail' })],
    ['copying', 'it takes a whole copy', warm({ 'FO-05': 'fail' })],
    ['absent', 'it is silent, whatever it had', warm({ 'FO-22': 'fail', 'FO-05': 'fail' })],
    ['unknown', 'it had no time to come', warm({ 'FO-22': 'unknown' })],
    ['unknown', 'the loss has no bound', warm({}, null)],
    ['split', 'both decide', warm({ 'FO-21': 'fail', 'FO-22': 'fail' })],
    ['attention', 'nobody can say whether both decide', warm({ 'FO-21': 'unknown' })],
    ['attention', 'it has another version', warm({ 'FO-14': 'fail' })],
    ['unknown', 'nothing was judged', { ...warm(), checks: [] }],
  ])('is %s when %s', (word, _, standing) => {
    expect(warmStanding(standing).word).toBe(word);
  });

  it('was last heard when the newest of its followers was', () => {
    expect(warmStanding(warm()).heardAt).toBe(ago(2));
    expect(warmStanding({ ...warm(), followers: [] }).heardAt).toBeNull();
  });
});

describe('the badge in the head', () => {
  it('is not there where nothing is declared, nor beside the banner', () => {
    expect(badgeOf({ pair: null, warm: null }, now, 0)).toBeUndefined();
    expect(badgeOf({ pair: pair({ role: 'standby' }), warm: warm() }, now, 0)).toBeUndefined();
  });

  it('tells the graver of the two', () => {
    expect(badgeOf({ pair: pair(), warm: warm({ 'FO-22': 'fail' }) }, now, 0)?.word).toBe('absent');
    expect(badgeOf({ pair: pair({ peerSeenAt: null }), warm: warm({}, null) }, now, 0)?.word).toBe('absent');
  });

  it('is never green on an old answer', () => {
    expect(badgeOf({ pair: pair(), warm: null }, now, answerHoldsMs)?.word).toBe('synchronised');
    expect(badgeOf({ pair: pair(), warm: null }, now, answerHoldsMs + 1)?.word).toBe('unknown');
  });
});

describe('the questions of the pages', () => {
  it('come each 5 s where a standby is declared, slower with failures, and hardly where none is', () => {
    expect([nextPollMs(0, true), nextPollMs(0, false)]).toEqual([5_000, 60_000]);
    expect([1, 2, 3, 4, 1_000].map((failures) => nextPollMs(failures, true))).toEqual([
      10_000, 20_000, 40_000, 60_000, 60_000,
    ]);
  });
});
