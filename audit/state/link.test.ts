import { describe, expect, it } from 'vitest';
import type { Link } from '../../inventory/index.ts';
import { judgeLink, type LinkEndView, linkDoubts } from './link.ts';

const link: Link = {
  id: 'F1',
  pointId: 'p',
  districtId: 'd',
  a: { deviceId: 'agg', interfaceName: 'g1' },
  b: { deviceId: 'utm', interfaceName: 'wan1' },
  role: 'primary',
  bandwidthBitsPerSecond: 100_000_000,
  circuit: '',
};
const words = { u: 'up', w: 'degraded', d: 'down', '?': 'unseen' } as const;

/** `u` up for long, `u@20` up as read at 20, `d@20!` down since 20. */
function end(deviceId: string, text: string, more: Partial<LinkEndView> = {}): LinkEndView {
  const [letter, time] = text.split('@');
  const at = time === undefined ? 100 : Number.parseInt(time, 10);
  return {
    deviceId,
    name: deviceId === 'agg' ? 'g1' : 'wan1',
    word: words[letter as keyof typeof words],
    reason: { key: 'audit.stale' },
    at: letter === '?' ? 0 : at,
    changedAt: text.endsWith('!') ? at : 0,
    speedBitsPerSecond: 1_000_000_000,
    ...more,
  };
}

describe('a link', () => {
  it.each([
    ['u', 'u', 'up', 'audit.link.up'],
    ['u', 'w', 'degraded', 'audit.link.degraded-end'],
    ['d', 'd', 'down', 'audit.link.down'],
    ['d', 'u', 'down', 'audit.link.disagree'],
    ['u', 'd', 'down', 'audit.link.disagree'],
    ['d', '?', 'down', 'audit.link.down-other-unseen'],
    ['?', 'd', 'down', 'audit.link.down-other-unseen'],
    ['u', '?', 'unknown', 'audit.link.one-end'],
    ['?', 'u', 'unknown', 'audit.link.one-end'],
    ['?', '?', 'unknown', 'audit.link.no-end'],
    ['d@50!', 'u@40', 'down', 'audit.link.down-other-older'],
    ['d@50!', 'u@60', 'down', 'audit.link.disagree'],
    ['u@50!', 'd@40', 'unknown', 'audit.link.other-older'],
    ['u@50!', 'd@60', 'down', 'audit.link.disagree'],
    ['u@40', 'd@50!', 'down', 'audit.link.down-other-older'],
    ['d@40', 'u@50!', 'unknown', 'audit.link.other-older'],
    ['u@50!', 'u@40', 'unknown', 'audit.link.other-older'],
    ['u@50!', 'u@60!', 'unknown', 'audit.link.other-older'],
    ['u@70', 'u@60!', 'up', 'audit.link.up'],
  ])('seen as %s from the district and %s from the point is %s', (a, b, state, key) => {
    const judged = judgeLink(link, end('agg', a), end('utm', b));
    expect([judged.state, judged.reason.key]).toEqual([state, key]);
  });

  it('names the end that says down when the ends disagree', () => {
    expect(judgeLink(link, end('agg', 'u'), end('utm', 'd')).reason.params).toEqual({
      end: 'utm wan1',
      other: 'agg g1',
    });
  });

  it('names who shut it', () => {
    const shut = { reason: { key: 'audit.interface.admin-down' } };
    expect(judgeLink(link, end('agg', 'd', shut), end('utm', 'd')).reason).toEqual({
      key: 'audit.link.shut',
      params: { end: 'agg g1' },
    });
  });

  it('is behind what hides an end', () => {
    const behind = [{ kind: 'device', id: 'agg' }] as const;
    expect(judgeLink(link, end('agg', '?', { behind }), end('utm', '?', { behind })).behind).toEqual(behind);
  });

  it('degrades when it runs below the contracted bandwidth, and does not judge a speed that is not known', () => {
    const slow = (speed: number) =>
      judgeLink(link, end('agg', 'u', { speedBitsPerSecond: speed }), end('utm', 'u')).state;
    expect([slow(10_000_000), slow(100_000_000), slow(0)]).toEqual(['degraded', 'up', 'up']);
  });

  it('asks for the end that was seen before the other changed', () => {
    expect(linkDoubts(end('agg', 'd@50!'), end('utm', 'u@40'))).toEqual(['utm']);
    expect(linkDoubts(end('agg', 'u@50!'), end('utm', '?'))).toEqual(['utm']);
    expect(linkDoubts(end('agg', 'u@40'), end('utm', 'd@50!'))).toEqual(['agg']);
    expect(linkDoubts(end('agg', 'u'), end('utm', 'u'))).toEqual([]);
  });
});
