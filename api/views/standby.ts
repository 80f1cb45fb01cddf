import type { PairJudgement, PairStanding } from '../../audit/index.ts';
import { type Message, message } from '../../core/index.ts';
import type { StandbyView } from '../../standby/index.ts';
import type { WirePairJudgement } from '../wire-pairs.ts';
import type { WireStandby } from '../wire-standby.ts';
import { wireJudgement } from './pairs.ts';

/** What a person must know of the pair at once, the gravest first. */
export function standbyBanner(view: StandbyView): readonly Message[] {
  const { role, active, peer, takeover, hindrance, lossBound, diverged } = view;
  const lines: Message[] = [];
  if (active === undefined) lines.push(message('api.standby.undecided'));
  if (role === 'standby' && active !== undefined) lines.push(message('api.standby.standby', { url: active.url }));
  if (hindrance !== undefined) lines.push(message(`api.standby.hindrance.${hindrance}`));
  if (view.peerSeenAt === undefined) lines.push(message('api.standby.peer-unseen', { peer }));
  if (takeover === 'manual') {
    const known = lossBound.databaseBytes !== undefined;
    const params = { bytes: lossBound.databaseBytes ?? 0, seconds: lossBound.seconds ?? 0 };
    lines.push(message(known ? 'api.standby.manual' : 'api.standby.manual-unknown', params));
  }
  if (view.arbiter === 'silent') lines.push(message('api.standby.arbiter-silent'));
  if (takeover !== 'lease' && lossBound.database === 'single') lines.push(message('api.standby.single'));
  const primaries = view.databases.filter(({ condition }) => condition === 'primary');
  if (primaries.length > 1) lines.push(message('api.standby.two-primaries'));
  if (diverged !== undefined) lines.push(message('api.standby.diverged', { seq: diverged.fromSeq }));
  return lines;
}

export function wireStandby(
  view: StandbyView,
  banner: readonly string[],
  standing: PairStanding | undefined,
): WireStandby {
  const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
  const { lossBound, diverged } = view;
  return {
    ...view,
    since: new Date(view.since).toISOString(),
    active: view.active ?? null,
    hindrance: view.hindrance ?? null,
    databases: view.databases.map(({ host, port, at, condition, timeline, detail }) => ({
      ...{ host, port, condition },
      at: at ?? null,
      timeline: timeline ?? null,
      detail: detail ?? null,
    })),
    peerSeenAt: iso(view.peerSeenAt),
    lossBound: {
      decisions: lossBound.decisions ?? null,
      seconds: lossBound.seconds ?? null,
      database: lossBound.database,
      databaseBytes: lossBound.databaseBytes ?? null,
    },
    diverged:
      diverged === undefined ? null : { fromSeq: diverged.fromSeq, foundAt: new Date(diverged.foundAt).toISOString() },
    readiness:
      standing === undefined ? null : { word: standing.readiness.word, score: standing.readiness.score ?? null },
    checks: (standing?.judgements ?? []).map(ofInstances),
    banner,
  };
}

/** Checks that ask another thing of Fangzhou itself than of a pair of hosts. */
const ownTitles: ReadonlySet<string> = new Set(['FO-03', 'FO-12', 'FO-31']);

/** Who told it are instances, which have no page to lead to; title and remedy are those of the own pair. */
function ofInstances(judgement: PairJudgement): WirePairJudgement {
  const wire = wireJudgement(judgement);
  return {
    ...wire,
    title: ownTitles.has(wire.check) ? message(`pairs.own.${wire.check}.title`) : wire.title,
    remedy: message(`alerts.own-pair.${wire.trouble}.remedy`),
    evidence: wire.evidence.map(({ deviceId, source, ...rest }) => ({
      ...{ ...rest, deviceId: null, source: deviceId === null ? source : `${deviceId} ${source}` },
    })),
  };
}
