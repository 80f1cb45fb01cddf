/** The own pair, judged by the checks that it judges others by; pure. */
import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { Generation, Position } from '../feed/index.ts';
import type { Follower } from './followers.ts';
import { type PeerView, rivalOf } from './watch.ts';

/** What can be wrong with the own pair; each its own incident. */
export const warmTroubles = [
  'split-brain',
  'standby-absent',
  'standby-stale',
  'standby-not-ready',
  'version-drift',
] as const;
export type WarmTrouble = (typeof warmTroubles)[number];

export interface WarmJudgement {
  /** Of the catalogue of failover checks. */
  readonly checkId: 'FO-05' | 'FO-14' | 'FO-21' | 'FO-22' | 'FO-23';
  readonly trouble: WarmTrouble;
  readonly severity: 'P1' | 'P2';
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly reason: Message;
  /** The observation that it rests on; undefined: there is none. */
  readonly observedAt: EpochMs | undefined;
}

/** How the pair stands, as the primary sees it. */
export interface WarmScene {
  readonly now: EpochMs;
  readonly bornAt: EpochMs;
  readonly version: string;
  readonly generation: Generation;
  readonly position: Position;
  readonly followers: readonly Follower[];
  readonly peer: PeerView;
  readonly silentAfterMs: number;
  readonly behindAfterMs: number;
  /** When the oldest change was committed that the best standby does not have; undefined: it has all. */
  readonly oldestMissingAt: EpochMs | undefined;
}

/** The standby that holds most. */
export function bestOf(followers: readonly Follower[]): Follower | undefined {
  return [...followers].sort(
    (a, b) => b.position.sequence - a.position.sequence || b.lastContactAt - a.lastContactAt,
  )[0];
}

export function judgeWarm(scene: WarmScene): readonly WarmJudgement[] {
  return [absent(scene), stale(scene), notReady(scene), split(scene), drift(scene)];
}

function absent({ now, bornAt, followers, silentAfterMs }: WarmScene): WarmJudgement {
  const last = followers.reduce<number | undefined>((most, each) => Math.max(most ?? 0, each.lastContactAt), undefined);
  const base = { checkId: 'FO-22', trouble: 'standby-absent', severity: 'P1', observedAt: last } as const;
  const silentMs = now - (last ?? bornAt);
  if (last !== undefined && silentMs <= silentAfterMs)
    return { ...base, verdict: 'pass', reason: message('standby.check.present') };
  // A fresh start has not had the time to be found.
  if (silentMs <= silentAfterMs) return { ...base, verdict: 'unknown', reason: message('standby.check.waiting') };
  const seconds = Math.round(silentMs / 1_000);
  return {
    ...base,
    verdict: 'fail',
    reason: message(last === undefined ? 'standby.check.never' : 'standby.check.silent', { seconds }),
  };
}

function stale({ now, followers, position, oldestMissingAt, behindAfterMs }: WarmScene): WarmJudgement {
  const best = bestOf(followers);
  const base = { checkId: 'FO-23', trouble: 'standby-stale', severity: 'P2', observedAt: best?.lastContactAt } as const;
  if (best === undefined) return { ...base, verdict: 'unknown', reason: message('standby.check.nobody') };
  const changes = Math.max(0, position.sequence - best.position.sequence);
  const behindMs = changes === 0 || oldestMissingAt === undefined ? 0 : now - oldestMissingAt;
  const params = { changes, seconds: Math.round(behindMs / 1_000) };
  return behindMs > behindAfterMs
    ? { ...base, verdict: 'fail', reason: message('standby.check.behind', params) }
    : { ...base, verdict: 'pass', reason: message('standby.check.near', params) };
}

function notReady({ followers }: WarmScene): WarmJudgement {
  const best = bestOf(followers);
  const base = {
    checkId: 'FO-05',
    trouble: 'standby-not-ready',
    severity: 'P2',
    observedAt: best?.lastContactAt,
  } as const;
  if (best === undefined) return { ...base, verdict: 'unknown', reason: message('standby.check.nobody') };
  if (followers.every(({ copying }) => copying))
    return { ...base, verdict: 'fail', reason: message('standby.check.copying') };
  return { ...base, verdict: 'pass', reason: message('standby.check.ready') };
}

function split({ generation, peer }: WarmScene): WarmJudgement {
  const base = { checkId: 'FO-21', trouble: 'split-brain', severity: 'P1', observedAt: peer.at } as const;
  const rival = rivalOf(generation, peer);
  if (rival !== 'none') {
    const params = {
      name: peer.greeting?.name ?? '',
      theirs: peer.greeting?.generation?.number ?? 0,
      own: generation.number,
    };
    return { ...base, verdict: 'fail', reason: message('standby.check.split', params) };
  }
  if (peer.condition === 'standby') return { ...base, verdict: 'pass', reason: message('standby.check.alone') };
  const why = peer.condition === 'unasked' ? 'standby.check.no-peer' : 'standby.check.peer-silent';
  return { ...base, verdict: 'unknown', reason: message(why) };
}

function drift({ followers, version }: WarmScene): WarmJudgement {
  const best = bestOf(followers);
  const base = { checkId: 'FO-14', trouble: 'version-drift', severity: 'P2', observedAt: best?.lastContactAt } as const;
  if (best === undefined) return { ...base, verdict: 'unknown', reason: message('standby.check.nobody') };
  const params = { own: version, theirs: best.version };
  return best.version === version
    ? { ...base, verdict: 'pass', reason: message('standby.check.same-version', params) }
    : { ...base, verdict: 'fail', reason: message('standby.check.other-version', params) };
}
