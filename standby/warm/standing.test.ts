import { describe, expect, it } from 'vitest';
import type { Follower } from './followers.ts';
import { judgeWarm, type WarmScene, type WarmTrouble } from './standing.ts';
import { type PeerView, rivalOf } from './watch.ts';

const now = 1_000_000;
const own = { number: 2, id: 'a'.repeat(16), since: 0 };
const follower: Follower = {
  ...{ name: 'two', version: '1', lastContactAt: now - 1_000, position: { sequence: 10 }, records: 5, copying: false },
  wholeAt: now,
};
const greeting = { name: 'two', position: undefined, records: 0, at: now, version: '1' };
const peer: PeerView = {
  ...{ condition: 'standby', at: now, detail: undefined },
  greeting: { ...greeting, role: 'standby', generation: own },
};
const sound: WarmScene = {
  ...{ now, bornAt: 0, version: '1', generation: own, position: { sequence: 10, checksum: '', at: now } },
  ...{ followers: [follower], peer, silentAfterMs: 30_000, behindAfterMs: 60_000, oldestMissingAt: undefined },
};
const verdictOf = (trouble: WarmTrouble, change: Partial<WarmScene> = {}) =>
  judgeWarm({ ...sound, ...change }).find((each) => each.trouble === trouble)?.verdict;
const rival = (number: number, id = 'b'): PeerView => ({
  ...{ condition: 'primary', at: now, detail: undefined },
  greeting: { ...greeting, role: 'primary', generation: { number, id: id.repeat(16), since: 0 } },
});

describe('the own pair', () => {
  it('passes every check when a standby follows closely', () => {
    expect(judgeWarm(sound).map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass']);
  });

  it('lacks its standby when it is silent, or never came, but not in the first moments', () => {
    expect(verdictOf('standby-absent', { followers: [{ ...follower, lastContactAt: now - 31_000 }] })).toBe('fail');
    expect(verdictOf('standby-absent', { followers: [] })).toBe('fail');
    expect(verdictOf('standby-absent', { followers: [], bornAt: now - 5_000 })).toBe('unknown');
  });

  it('is never green without a standby to tell it by', () => {
    for (const trouble of ['standby-stale', 'standby-not-ready', 'version-drift'] as const)
      expect(verdictOf(trouble, { followers: [] })).toBe('unknown');
  });

  it('is stale when the oldest missing change is too old, and not for many fresh ones', () => {
    const position = { sequence: 400, checksum: '', at: now };
    expect(verdictOf('standby-stale', { position, oldestMissingAt: now - 61_000 })).toBe('fail');
    expect(verdictOf('standby-stale', { position, oldestMissingAt: now - 2_000 })).toBe('pass');
  });

  it('is not ready while its only standby takes a copy, and drifts when versions differ', () => {
    expect(verdictOf('standby-not-ready', { followers: [{ ...follower, copying: true }] })).toBe('fail');
    expect(
      verdictOf('standby-not-ready', {
        followers: [
          { ...follower, copying: true },
          { ...follower, name: 'c' },
        ],
      }),
    ).toBe('pass');
    expect(verdictOf('version-drift', { followers: [{ ...follower, version: '2' }] })).toBe('fail');
  });

  it('is split when the other side decides too, in whatever generation', () => {
    for (const number of [1, 2, 3]) expect(verdictOf('split-brain', { peer: rival(number) })).toBe('fail');
    for (const condition of ['unasked', 'silent', 'refused', 'failing'] as const)
      expect(verdictOf('split-brain', { peer: { ...peer, condition } })).toBe('unknown');
  });

  it('gives way to a newer generation only', () => {
    expect(rivalOf(own, rival(3))).toBe('newer');
    expect(rivalOf(own, rival(1))).toBe('older');
    expect(rivalOf(own, rival(2))).toBe('split');
    expect(rivalOf(own, rival(2, 'a'))).toBe('split');
    expect(rivalOf(own, peer)).toBe('none');
  });
});
