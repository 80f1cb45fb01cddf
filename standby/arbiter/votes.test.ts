import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTokens, type Token } from '../lease/token.ts';
import type { ArbiterRequest } from './protocol.ts';
import { decide, noVotes, type Votes } from './votes.ts';

const ttlMs = 6_000;
const token = (timeline: number, epoch: number): Token => ({ timeline, epoch });
const ask = (what: ArbiterRequest['do'], id: string, timeline: number, epoch: number): ArbiterRequest => ({
  do: what,
  id,
  token: token(timeline, epoch),
  ttlMs,
});

describe('the votes of an arbiter', () => {
  const held: Votes = { token: token(1, 3), id: 'a' };

  it.each([
    ['a holder that renews', held, ask('hold', 'a', 1, 3), 0, true, held],
    ['the other one with the next epoch', held, ask('hold', 'b', 1, 4), 0, true, { token: token(1, 4), id: 'b' }],
    [
      'a holder that woke up too late',
      { token: token(1, 4), id: 'b' },
      ask('hold', 'a', 1, 3),
      99_999,
      false,
      undefined,
    ],
    ['an epoch given out twice', { token: token(2, 3), id: 'b' }, ask('hold', 'a', 1, 9), 99_999, false, undefined],
    ['the same token for two', held, ask('hold', 'b', 1, 3), 99_999, false, undefined],
    ['a vote while the holder is heard', held, ask('vote', 'b', 2, 0), 4_999, false, undefined],
    ['a vote when it is silent', held, ask('vote', 'b', 2, 0), 5_000, true, { token: token(2, 0), id: 'b' }],
    [
      'a vote for the same timeline by the other',
      { token: token(2, 0), id: 'b' },
      ask('vote', 'a', 2, 0),
      9_999,
      false,
      undefined,
    ],
    [
      'the same vote once more',
      { token: token(2, 0), id: 'b' },
      ask('vote', 'b', 2, 0),
      0,
      true,
      { token: token(2, 0), id: 'b' },
    ],
    ['a person, while the holder is heard', held, ask('overrule', 'b', 2, 0), 100, false, undefined],
    [
      'a person below a vote that came to nothing',
      { token: token(2, 0), id: 'b' },
      ask('overrule', 'a', 1, 9),
      6_000,
      true,
      { token: token(1, 9), id: 'a' },
    ],
    ['who only asks', held, ask('status', 'b', 9, 9), 99_999, false, undefined],
  ] as const)('%s', (_, votes, request, heardMs, granted, after) => {
    expect(decide(votes, request, heardMs)).toEqual({ granted, votes: after ?? votes });
  });

  it('never stand for two members under one token, nor go back, whatever is asked in whatever order', () => {
    const request = fc.record({
      do: fc.constantFrom('hold', 'vote', 'status') as fc.Arbitrary<ArbiterRequest['do']>,
      id: fc.constantFrom('a', 'b'),
      token: fc.record({ timeline: fc.integer({ min: 1, max: 3 }), epoch: fc.integer({ min: 0, max: 4 }) }),
      ttlMs: fc.constant(ttlMs),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(request, fc.integer({ min: 0, max: 9_000 })), { maxLength: 40 }), (asked) => {
        const holders = new Map<string, string>();
        let votes = noVotes;
        for (const [each, heardMs] of asked) {
          const next = decide(votes, each, heardMs);
          expect(compareTokens(next.votes.token, votes.token)).toBeGreaterThanOrEqual(0);
          if (next.granted) {
            const key = `${each.token.timeline}.${each.token.epoch}`;
            expect(holders.get(key) ?? each.id).toBe(each.id);
            holders.set(key, each.id);
          }
          votes = next.votes;
        }
      }),
    );
  });
});
