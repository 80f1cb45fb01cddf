/** FO-17 to FO-20 and FO-27: cluster managers: quorum, fencing, what switches failover off, the third vote. */
import type { PacemakerFacts, PatroniFacts } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { type Found, failed, notOffered, pairCheck, passed, unknown } from '../judging.ts';
import { answered, bothOf, type Known, seen, staleMs, whyUnknown } from '../known.ts';
import type { PairCheck, PairEvidence, PairScene } from '../model.ts';

type Told<Facts> = Extract<Known<Facts>, { kind: 'answered' }>;

/** Either member tells of the whole cluster; all that answer are looked at, for they may disagree. */
function ofPacemaker(judge: (told: readonly Told<PacemakerFacts>[]) => Found): (scene: PairScene) => Found | undefined {
  return (scene) => {
    if (scene.pair.standby !== 'pacemaker' && scene.settings.pacemaker === undefined) return undefined;
    const both = bothOf(scene, 'pacemaker');
    if (both === undefined) return unknown(message('pairs.no-reading'));
    const told = answered(both);
    const gone = both.find(({ kind }) => kind === 'absent');
    if (told.length === 0)
      return unknown(whyUnknown(both) ?? message('pairs.silent', { device: gone?.deviceId ?? '' }));
    return judge(told);
  };
}

function quorum(told: readonly Told<PacemakerFacts>[]): Found {
  const evidence: PairEvidence[] = [];
  for (const one of told) {
    const { withQuorum, nodes, failures, fencingFailures } = one.facts;
    evidence.push(seen(one, 'current_dc/@with_quorum', withQuorum));
    if (!withQuorum) return failed(message('pairs.FO-17.fail'), evidence);
    const unclean = nodes.find((node) => node.unclean);
    if (unclean !== undefined) {
      evidence.push(seen(one, `node ${unclean.name}/@unclean`, true));
      return failed(message('pairs.FO-17.unclean', { device: unclean.name }), evidence);
    }
    const [fencing] = fencingFailures;
    if (fencing !== undefined) {
      evidence.push(seen(one, 'fence_history', fencing));
      return failed(message('pairs.FO-17.fencing'), evidence);
    }
    const [failure] = failures;
    if (failure !== undefined) {
      evidence.push(seen(one, 'failures', failure));
      return failed(message('pairs.FO-17.failure', { what: failure }), evidence, { severity: 'P2' });
    }
  }
  return passed(message('pairs.FO-17.pass'), evidence);
}

function stonith(told: readonly Told<PacemakerFacts>[]): Found {
  const evidence = told.map((one) => seen(one, 'cluster_options/@stonith-enabled', one.facts.stonithEnabled));
  const off = told.some(({ facts }) => !facts.stonithEnabled);
  return off ? failed(message('pairs.FO-18.fail'), evidence) : passed(message('pairs.FO-18.pass'), evidence);
}

function switchedOff(told: readonly Told<PacemakerFacts>[]): Found {
  const evidence: PairEvidence[] = [];
  for (const one of told) {
    const { maintenanceMode, noQuorumPolicy, resources, bans } = one.facts;
    evidence.push(seen(one, 'cluster_options/@maintenance-mode', maintenanceMode));
    evidence.push(seen(one, 'cluster_options/@no-quorum-policy', noQuorumPolicy));
    if (maintenanceMode) return failed(message('pairs.FO-19.maintenance'), evidence);
    const unmanaged = resources.find(({ managed }) => !managed);
    if (unmanaged !== undefined) {
      evidence.push(seen(one, `resource ${unmanaged.id}/@managed`, false));
      return failed(message('pairs.FO-19.unmanaged', { resource: unmanaged.id }), evidence);
    }
    const [ban] = bans;
    if (ban !== undefined) {
      evidence.push(seen(one, `ban ${ban.id}`, `${ban.resource} on ${ban.node}`));
      return failed(message('pairs.FO-19.ban', { resource: ban.resource, device: ban.node }), evidence);
    }
    if (noQuorumPolicy === 'ignore') return failed(message('pairs.FO-19.ignore'), evidence);
  }
  return passed(message('pairs.FO-19.pass'), evidence);
}

const leads = ({ role }: { readonly role: string }): boolean => /^(leader|master|primary|standby_leader)$/i.test(role);

function patroni(scene: PairScene): Found | undefined {
  if (scene.settings.patroni === undefined) return undefined;
  const both = bothOf(scene, 'patroni');
  if (both === undefined) return unknown(message('pairs.no-reading'));
  const told = answered(both);
  if (told.length === 0) return unknown(whyUnknown(both) ?? message('pairs.not-asked'));
  const evidence: PairEvidence[] = [];
  let milder: Found | undefined;
  for (const one of told) {
    const { unlocked, paused, members } = one.facts;
    const leaders = members.filter(leads);
    evidence.push(seen(one, 'members that lead', leaders.map(({ name }) => name).join(' ') || 'none'));
    if (leaders.length > 1) return failed(message('pairs.FO-20.two'), evidence, { trouble: 'split-brain' });
    if (unlocked || leaders.length === 0)
      return failed(message('pairs.FO-20.leaderless'), evidence, { trouble: 'no-holder' });
    const timelines = new Set(members.flatMap(({ timeline }) => timeline ?? []));
    if (timelines.size > 1) {
      milder ??= failed(message('pairs.FO-20.timelines', { timelines: [...timelines].join(', ') }), evidence, {
        trouble: 'standby-stale',
      });
    }
    if (paused) milder ??= failed(message('pairs.FO-20.paused'), evidence, { severity: 'P2' });
  }
  if (milder !== undefined) return milder;
  const why = whyUnknown(both);
  return why === undefined ? passed(message('pairs.FO-20.pass'), evidence) : unknown(why, evidence);
}

/** The third vote: seen where Patroni says when it last reached it, and where corosync says what its device does. */
function witness(scene: PairScene): Found | undefined {
  if (scene.settings.patroni !== undefined) return ofPatroni(scene);
  if (scene.settings.corosync !== undefined) return ofCorosync(scene);
  return scene.pair.standby === 'pacemaker' ? notOffered(message('pairs.FO-27.not-offered')) : undefined;
}

function ofPatroni(scene: PairScene): Found {
  const both = bothOf(scene, 'patroni') ?? [];
  const told: readonly Told<PatroniFacts>[] = answered(both);
  const times = told.flatMap((one) =>
    one.facts.dcsLastSeenAt === undefined ? [] : [{ ...one, last: one.facts.dcsLastSeenAt }],
  );
  const evidence = times.map((one) => seen(one, 'dcs_last_seen', new Date(one.last).toISOString()));
  const [late] = times.filter(({ at, last }) => at - last > Math.max(patroniTtlMs, staleMs(scene.all)));
  if (late !== undefined) return failed(message('pairs.FO-27.fail', { device: late.deviceId }), evidence);
  if (times.length === 0) return unknown(whyUnknown(both) ?? message('pairs.not-asked'), evidence);
  const why = whyUnknown(both);
  return why === undefined ? passed(message('pairs.FO-27.pass'), evidence) : unknown(why, evidence);
}

function ofCorosync(scene: PairScene): Found {
  const both = bothOf(scene, 'corosync') ?? [];
  const told = answered(both).flatMap((one) => (one.facts.votes === undefined ? [] : [{ ...one, ...one.facts.votes }]));
  const evidence = told.map((one) =>
    seen(one, 'corosync-quorumtool -s', `votes ${one.total} of ${one.expected}, device ${one.device ?? 'none'}`),
  );
  const silent = told.find(({ device }) => device === 'silent');
  if (silent !== undefined) return failed(message('pairs.FO-27.fail', { device: silent.deviceId }), evidence);
  const why = whyUnknown(both);
  if (why !== undefined) return unknown(why, evidence);
  if (told.length === 0) return notOffered(message('pairs.FO-27.not-offered'));
  if (told.every(({ device }) => device === undefined)) return notOffered(message('pairs.FO-27.none'));
  return passed(message('pairs.FO-27.pass'), evidence);
}

/** Patroni's own ttl, its default. */
const patroniTtlMs = 30_000;

export const clusterChecks: readonly PairCheck[] = [
  pairCheck('FO-17', 'P1', 'failover-off', ofPacemaker(quorum)),
  pairCheck('FO-18', 'P1', 'failover-off', ofPacemaker(stonith)),
  pairCheck('FO-19', 'P2', 'failover-off', ofPacemaker(switchedOff)),
  pairCheck('FO-20', 'P1', 'failover-off', patroni),
  pairCheck('FO-27', 'P2', 'witness-down', witness),
];
