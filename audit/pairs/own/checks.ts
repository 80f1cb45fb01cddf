/** FO-03, FO-07, FO-08, FO-12, FO-27, FO-31 of Fangzhou's own pair: by its lease, the other one's signs of life, and the third vote. */
import { type EpochMs, message } from '../../../core/index.ts';
import { pairChecks } from '../catalogue.ts';
import { type Found, failed, notOffered, pairCheck, passed, unknown } from '../judging.ts';
import { seen } from '../known.ts';
import { type PairCheck, type PairEvidence, type PairScene, pairLimits } from '../model.ts';
import type { OwnSight } from './sight.ts';

/** Where both instances have a database on their host, these judge it as that of any other pair. */
const ofDatabases: ReadonlySet<string> = new Set(['FO-04', 'FO-05', 'FO-21', 'FO-22', 'FO-23', 'FO-24']);

/** For how long nobody may decide before somebody is called: a takeover takes about one ttl. */
const undecidedTtls = 2;
/** Without a sign of life for so long the other instance counts as gone: in ttls, and at the least. */
const silence = { ttls: 3, leastMs: 30_000 } as const;

const seconds = (ms: number): number => Math.round(ms / 1000);

/** The checks of the own pair; `sight` gives what is known at the moment of judging. */
export function ownPairChecks(sight: () => OwnSight, hasDatabases: boolean): readonly PairCheck[] {
  const own = (judge: (sight: OwnSight, scene: PairScene) => Found) => (scene: PairScene) => judge(sight(), scene);
  return [
    pairCheck('FO-03', 'P1', 'no-holder', own(nobodyDecides)),
    pairCheck('FO-07', 'P2', 'took-over', own(tookOver)),
    pairCheck('FO-08', 'P1', 'flapping', own(flapping)),
    pairCheck('FO-12', 'P2', 'standby-absent', own(otherSilent)),
    pairCheck('FO-27', 'P2', 'witness-down', own(thirdVote)),
    pairCheck('FO-31', 'P1', 'slow-takeover', own(lostDecisions)),
    ...(hasDatabases ? pairChecks.filter(({ id }) => ofDatabases.has(id)) : []),
  ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** What this instance saw itself, now. */
const saw = ({ view }: OwnSight, at: EpochMs, source: string, value: string | number): PairEvidence =>
  seen({ deviceId: view.id, at }, source, value);

/** The lease as it is seen from here. */
function leaseSeen(sight: OwnSight, now: EpochMs): PairEvidence {
  const { active, hindrance } = sight.view;
  const what = active === undefined ? (hindrance ?? 'no valid holder') : `${active.id} ${active.token}`;
  return saw(sight, now, 'lease', what);
}

function nobodyDecides(sight: OwnSight, { now }: PairScene): Found {
  const { view, undecidedSince } = sight;
  const { active } = view;
  const evidence = [leaseSeen(sight, now)];
  if (active !== undefined)
    return passed(message('pairs.own.decides', { id: active.id, token: active.token }), evidence);
  const ms = now - (undecidedSince ?? now);
  return ms >= undecidedTtls * view.ttlSeconds * 1000
    ? failed(message('pairs.own.nobody', { seconds: seconds(ms) }), evidence)
    : unknown(message('pairs.own.nobody-yet'), evidence);
}

const movesIn = ({ moves }: OwnSight, now: EpochMs, windowMs: number) => moves.filter(({ at }) => now - at < windowMs);
const evidenceOf = (sight: OwnSight, some: OwnSight['moves']): readonly PairEvidence[] =>
  some.map(({ at, from, to, token }) => saw(sight, at, 'lease taken', `${from} -> ${to} ${token}`));

function tookOver(sight: OwnSight, { now }: PairScene): Found {
  const [last] = movesIn(sight, now, pairLimits.takeoverShownMs).filter(({ from, to }) => from !== to);
  if (last === undefined) return passed(message('pairs.FO-07.pass'), [leaseSeen(sight, now)]);
  const { from, to, at } = last;
  return failed(
    message('pairs.own.took-over', { from, to, at: new Date(at).toISOString() }),
    evidenceOf(sight, [last]),
  );
}

function flapping(sight: OwnSight, { now, all }: PairScene): Found {
  const some = movesIn(sight, now, pairLimits.flapWindowMs);
  const params = { count: some.length, minutes: pairLimits.flapWindowMs / 60_000 };
  const evidence = [leaseSeen(sight, now), ...evidenceOf(sight, some)];
  return some.length >= all.flapCount
    ? failed(message('pairs.own.to-and-fro', params), evidence)
    : passed(message('pairs.own.rests', params), evidence);
}

function otherSilent(sight: OwnSight, { now }: PairScene): Found {
  const { view, since } = sight;
  const { peer, peerSeenAt, ttlSeconds, hindrance } = view;
  const mayBeSilentMs = Math.max(silence.leastMs, silence.ttls * ttlSeconds * 1000);
  const ms = now - (peerSeenAt ?? since);
  const evidence = peerSeenAt === undefined ? [] : [saw(sight, peerSeenAt, `sign of life of ${peer}`, 'seen')];
  if (peerSeenAt !== undefined && ms <= mayBeSilentMs) {
    return passed(message('pairs.own.other-lives', { id: peer }), evidence);
  }
  // Signs of life are rows of the database.
  if (hindrance === 'database-unreachable') return unknown(message('pairs.own.blind', { id: peer }), evidence);
  if (ms <= mayBeSilentMs) return unknown(message('pairs.own.other-awaited', { id: peer }), evidence);
  const key = peerSeenAt === undefined ? 'pairs.own.other-never' : 'pairs.own.other-silent';
  return failed(message(key, { id: peer, seconds: seconds(ms) }), evidence);
}

function thirdVote(sight: OwnSight, { now }: PairScene): Found {
  const { arbiter, takeover } = sight.view;
  if (arbiter === 'none') return notOffered(message(`pairs.own.no-arbiter.${takeover}`));
  const evidence = [saw(sight, now, 'arbiter', arbiter)];
  return arbiter === 'silent'
    ? failed(message('pairs.own.arbiter-silent'), evidence)
    : passed(message('pairs.own.arbiter-answers'), evidence);
}

function lostDecisions(sight: OwnSight, { now }: PairScene): Found {
  const { diverged, id } = sight.view;
  if (diverged === undefined) return passed(message('pairs.own.nothing-lost'), [leaseSeen(sight, now)]);
  const { fromSeq, foundAt } = diverged;
  const params = { id, seq: fromSeq, at: new Date(foundAt).toISOString() };
  return failed(message('pairs.own.lost', params), [saw(sight, foundAt, 'decisions lost from', fromSeq)]);
}
