import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { pairsDefaults } from '../../../inventory/index.ts';
import type { StandbyView } from '../../../standby/index.ts';
import { createPairEngine } from '../engine.ts';
import { city } from '../scene.fake.ts';
import { pairTexts } from '../words.ts';
import { ownPairChecks } from './checks.ts';
import { ownPairId, ownPairOf } from './pair.ts';
import { lookedAgain, type OwnSight } from './sight.ts';

const startAt = Date.UTC(2026, 0, 5, 8);
const second = 1_000;
const healthy: StandbyView = {
  ...{ id: 'b', peer: 'a', role: 'standby', since: startAt, takeover: 'votes', hindrance: undefined },
  active: { id: 'a', url: 'http://a', token: '1.4' },
  ...{ ttlSeconds: 6, notifyDelaySeconds: 15, databases: [], arbiter: 'answers', peerSeenAt: startAt },
  lossBound: { decisions: 0, seconds: 0, database: 'asynchronous', databaseBytes: 0 },
  diverged: undefined,
};
const held = (id: string, token: string): StandbyView => ({ ...healthy, active: { id, url: `http://${id}`, token } });

/** The own pair after it was looked at so, each look so many seconds after the start; judged at the last. */
function judged(...looks: readonly (readonly [atSeconds: number, view: Partial<StandbyView>])[]) {
  let sight: OwnSight | undefined;
  let now = startAt;
  for (const [at, view] of looks) {
    now = startAt + at * second;
    sight = lookedAgain(sight, { ...healthy, peerSeenAt: now, ...view }, now);
  }
  const own = ownPairOf(city, pairsDefaults, { id: 'b', peer: 'a', databases: [] });
  const known = sight ?? lookedAgain(undefined, healthy, startAt);
  const engine = createPairEngine({
    clock: new FakeClock(now),
    city: () => own.city,
    settings: () => pairsDefaults,
    checks: ownPairChecks(() => known, own.settings !== undefined),
  });
  const standing = engine.pair(ownPairId);
  const of = (checkId: string) => {
    const found = standing?.judgements.find((one) => one.checkId === checkId);
    return found === undefined ? undefined : `${found.notOffered ? 'not-offered' : found.verdict} ${found.reason.key}`;
  };
  return { of, standing, sight: known };
}

describe('the own pair of Fangzhou', () => {
  it('is ready while somebody decides, the other one lives, and the third vote answers', () => {
    const { standing, of } = judged([0, {}], [60, {}]);
    expect(standing?.judgements.map(({ verdict }) => verdict)).toEqual(Array(6).fill('pass'));
    expect(standing?.readiness).toMatchObject({ word: 'ready', score: 100 });
    // No database stands on its hosts, so none is judged.
    expect(of('FO-21')).toBeUndefined();
  });

  it.each([
    [
      'FO-03',
      'nobody decides for two ttls',
      [
        [0, {}],
        [5, { active: undefined }],
        [17, { active: undefined }],
      ],
      'fail pairs.own.nobody',
    ],
    [
      'FO-03',
      'a takeover may be under way',
      [
        [0, {}],
        [5, { active: undefined }],
        [16, { active: undefined }],
      ],
      'unknown pairs.own.nobody-yet',
    ],
    [
      'FO-12',
      'the other one is silent',
      [
        [0, {}],
        [31, { peerSeenAt: startAt }],
      ],
      'fail pairs.own.other-silent',
    ],
    [
      'FO-12',
      'it was silent for less',
      [
        [0, {}],
        [30, { peerSeenAt: startAt }],
      ],
      'pass pairs.own.other-lives',
    ],
    [
      'FO-12',
      'it never lived',
      [
        [0, { peerSeenAt: undefined }],
        [31, { peerSeenAt: undefined }],
      ],
      'fail pairs.own.other-never',
    ],
    [
      'FO-12',
      'this one has just begun to look',
      [
        [0, { peerSeenAt: undefined }],
        [9, { peerSeenAt: undefined }],
      ],
      'unknown pairs.own.other-awaited',
    ],
    [
      'FO-12',
      'the database does not answer here',
      [
        [0, {}],
        [99, { peerSeenAt: startAt, hindrance: 'database-unreachable' }],
      ],
      'unknown pairs.own.blind',
    ],
    ['FO-27', 'the arbiter is silent', [[0, { arbiter: 'silent' }]], 'fail pairs.own.arbiter-silent'],
    [
      'FO-27',
      'there is none',
      [[0, { arbiter: 'none', takeover: 'manual' }]],
      'not-offered pairs.own.no-arbiter.manual',
    ],
    ['FO-31', 'decisions were lost', [[0, { diverged: { fromSeq: 9, foundAt: startAt } }]], 'fail pairs.own.lost'],
    [
      'FO-07',
      'the lease went to the other one',
      [
        [0, held('a', '1.4')],
        [9, held('b', '1.5')],
      ],
      'fail pairs.own.took-over',
    ],
    [
      'FO-07',
      'that was an hour ago',
      [
        [0, held('a', '1.4')],
        [9, held('b', '1.5')],
        [3_609, held('b', '1.5')],
      ],
      'pass pairs.FO-07.pass',
    ],
    [
      'FO-07',
      'the same one took it anew',
      [
        [0, held('a', '1.4')],
        [9, held('a', '1.5')],
      ],
      'pass pairs.FO-07.pass',
    ],
    [
      'FO-08',
      'it went to and fro',
      [
        [0, held('a', '1.1')],
        [9, held('b', '1.2')],
        [20, held('a', '1.3')],
        [30, held('b', '1.4')],
      ],
      'fail pairs.own.to-and-fro',
    ],
    [
      'FO-08',
      'that was long ago',
      [
        [0, held('a', '1.1')],
        [9, held('b', '1.2')],
        [20, held('a', '1.3')],
        [30, held('b', '1.4')],
        [630, held('b', '1.4')],
      ],
      'pass pairs.own.rests',
    ],
  ] as const)('%s when %s', (checkId, _, looks, expected) => {
    expect(judged(...looks).of(checkId)).toBe(expected);
  });

  it('is taken over once by one who dies in between: the gap is no move of its own', () => {
    const { sight } = judged([0, held('a', '1.4')], [3, { active: undefined }], [9, held('b', '1.5')]);
    expect(sight).toMatchObject({ undecidedSince: undefined, moves: [{ from: 'a', to: 'b', token: '1.5' }] });
    expect(sight.moves).toHaveLength(1);
  });

  it('is one pair whichever of the two looks, with the databases that stand on their hosts', () => {
    const access = {
      host: '10.8.1.11',
      port: 5432,
      database: 'fangzhou',
      user: 'f',
      password: 'p',
      authority: undefined,
    };
    const databases = [
      { ...access, at: 'b' },
      { ...access, host: '10.8.1.12', port: 5433, at: 'a' },
    ];
    const [one, other] = [
      ownPairOf(city, pairsDefaults, { id: 'a', peer: 'b', databases }),
      ownPairOf(city, pairsDefaults, { id: 'b', peer: 'a', databases }),
    ];
    expect(one.pair).toEqual(other.pair);
    expect(one.settings?.endpoints.get('a')).toEqual({ host: '10.8.1.12', port: 5433 });
    expect(one.settings?.postgresql).toMatchObject({ user: 'f', tls: 'off' });
    const third = ownPairOf(city, pairsDefaults, { id: 'a', peer: 'b', databases: [{ ...access, at: undefined }] });
    expect(third.settings).toBeUndefined();
  });

  it('has words for all that it says, in both languages', () => {
    const keys = Object.keys(pairTexts.en).filter((key) => key.startsWith('pairs.own.'));
    expect(keys).toHaveLength(21);
    for (const key of keys) expect(pairTexts['zh-CN']).toHaveProperty([key]);
  });
});
