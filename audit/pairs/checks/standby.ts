/** FO-04, FO-05, FO-12: whether there is somebody who could take over. */
import type { MemberReading } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { type Found, failed, notOffered, pairCheck, passed, unknown } from '../judging.ts';
import { answered, bothOf, knownOf, seen } from '../known.ts';
import type { PairCheck, PairEvidence, PairScene } from '../model.ts';
import { engineOf, instanceOf, rolesOf } from '../roles.ts';

/** The daemon is gone while its host answers: worst where the host still holds the address. */
function daemonAbsent(scene: PairScene): Found {
  const [reading] = scene.readings;
  if (reading === undefined) return unknown(message('pairs.no-reading'));
  const engine = engineOf(scene.pair);
  const evidence: PairEvidence[] = [];
  let open: string | undefined;
  let gone: { readonly deviceId: string; readonly holds: boolean } | undefined;
  for (const [index, member] of reading.members.entries()) {
    const holds = rolesOf(scene, reading)[index]?.holdsAddress === true;
    const state = presence(scene, member, engine, evidence);
    if (state === 'unknown') open ??= member.deviceId;
    if (state === 'gone' && (gone === undefined || holds)) gone = { deviceId: member.deviceId, holds };
  }
  if (gone !== undefined) {
    const { deviceId: device, holds } = gone;
    return failed(message(holds ? 'pairs.FO-04.holds' : 'pairs.FO-04.fail', { device, engine }), evidence, {
      ...(holds ? { severity: 'P1', trouble: 'split-brain' } : {}),
    });
  }
  if (open !== undefined) return unknown(message('pairs.silent', { device: open }), evidence);
  return passed(message('pairs.FO-04.pass'), evidence);
}

function presence(
  scene: PairScene,
  member: MemberReading,
  engine: ReturnType<typeof engineOf>,
  evidence: PairEvidence[],
): 'there' | 'gone' | 'unknown' {
  const known = knownOf(scene, member, engine);
  const host = knownOf(scene, member, 'host');
  const daemons = host.kind === 'answered' ? host.facts.daemons : undefined;
  if (engine === 'vrrp' && host.kind === 'answered' && daemons !== undefined) {
    evidence.push(seen(host, 'hrSWRunName keepalived', daemons.keepalived ?? 0));
  }
  if (known.kind === 'answered') {
    evidence.push(seen(known, engine, 'answers'));
    return 'there';
  }
  if (known.kind === 'absent') {
    evidence.push(seen(known, engine, 'absent'));
    return 'gone';
  }
  return 'unknown';
}

/** What keeps the member that does not serve from taking over. */
function notReady(scene: PairScene): Found {
  const [reading] = scene.readings;
  if (reading === undefined) return unknown(message('pairs.no-reading'));
  const roles = rolesOf(scene, reading);
  const serving = roles.find(({ role }) => role === 'active')?.deviceId;
  const evidence: PairEvidence[] = [];
  let told = 0;
  for (const member of reading.members) {
    const isServing = member.deviceId === serving;
    const why = obstacle(scene, member, isServing, evidence);
    if (why !== undefined && why !== 'untold') return failed(why, evidence);
    if (!isServing && why === undefined) told += 1;
  }
  if (told === 0) {
    const standby = reading.members.find(({ deviceId }) => deviceId !== serving)?.deviceId ?? '';
    return unknown(message('pairs.silent', { device: standby }), evidence);
  }
  return passed(message('pairs.FO-05.pass'), evidence);
}

/** Why this member could not take over; undefined: nothing is in its way; `untold`: nobody can say. */
function obstacle(scene: PairScene, member: MemberReading, isServing: boolean, evidence: PairEvidence[]) {
  const device = member.deviceId;
  let told = false;
  const vrrp = knownOf(scene, member, 'vrrp');
  if (vrrp.kind === 'answered') {
    told = true;
    const row = instanceOf(scene, vrrp.facts);
    for (const { name, result } of vrrp.facts.scripts) {
      evidence.push(seen(vrrp, `vrrpScriptResult ${name}`, result));
      // A script that has not run yet has proven nothing, and weighs as keepalived weighs it: not at all.
      if (result === 'bad' || result === 'init-failed') return message('pairs.FO-05.script', { device, script: name });
    }
    if (row === undefined) return message('pairs.FO-05.no-instance', { device });
    evidence.push(seen(vrrp, row.oid, row.state));
    if (!isServing && row.state !== 'backup' && row.state !== 'master') {
      return message('pairs.FO-05.state', { device, state: row.state });
    }
    const { basePriority, effectivePriority } = row;
    if (basePriority !== undefined && effectivePriority !== undefined && effectivePriority < basePriority) {
      evidence.push(seen(vrrp, 'vrrpInstanceEffectivePriority', effectivePriority));
      return message('pairs.FO-05.priority', { device, effective: effectivePriority, base: basePriority });
    }
  }
  const pacemaker = knownOf(scene, member, 'pacemaker');
  if (pacemaker.kind === 'answered') {
    told = true;
    const names = new Set(scene.readings[0]?.members.map(({ deviceId }) => deviceId));
    for (const node of pacemaker.facts.nodes.filter(
      ({ name }) => names.has(name) || pacemaker.facts.nodes.length === 2,
    )) {
      const state = node.unclean ? 'unclean' : node.standby ? 'standby' : node.maintenance ? 'maintenance' : undefined;
      const word = state ?? (node.online ? undefined : 'offline');
      evidence.push(seen(pacemaker, `node ${node.name}`, word ?? 'online'));
      if (word !== undefined) return message('pairs.FO-05.node', { device: node.name, state: word });
    }
  }
  const utm = knownOf(scene, member, 'utmHa');
  if (utm.kind === 'answered') {
    told = true;
    evidence.push(seen(utm, 'high availability', utm.facts.said));
    if (utm.facts.inSync === false) return message('pairs.FO-05.sync', { device });
    if (utm.facts.role === 'none') return message('pairs.FO-05.state', { device, state: utm.facts.said });
  }
  const database = knownOf(scene, member, 'postgresql');
  if (database.kind === 'answered') {
    told = true;
    const { inRecovery, receiver } = database.facts;
    evidence.push(seen(database, 'pg_stat_wal_receiver.status', receiver?.status ?? 'no row'));
    if (inRecovery && receiver?.status !== 'streaming') return message('pairs.FO-05.receiver', { device });
  }
  const redis = knownOf(scene, member, 'redis');
  if (redis.kind === 'answered') {
    told = true;
    const { role, linkUp } = redis.facts;
    if (linkUp !== undefined) evidence.push(seen(redis, 'master_link_status', linkUp ? 'up' : 'down'));
    if (role === 'slave' && linkUp === false) return message('pairs.FO-05.receiver', { device });
  }
  const engine = knownOf(scene, member, engineOf(scene.pair));
  if (engine.kind === 'answered') told = true;
  if (engine.kind === 'absent') {
    evidence.push(seen(engine, engineOf(scene.pair), 'absent'));
    return message('pairs.FO-05.absent', { device });
  }
  return told ? undefined : ('untold' as const);
}

/** The standby's own address is tried, where it has one to be tried. */
function reallyServes(scene: PairScene): Found {
  const both = bothOf(scene, 'health');
  if (both === undefined) return unknown(message('pairs.no-reading'));
  if (both.every(({ kind }) => kind === 'unasked')) return notOffered(message('pairs.FO-12.not-offered'));
  const evidence = answered(both).map((one) => seen(one, 'health status', one.facts.status));
  const bad = both.find((one) => one.kind === 'absent' || (one.kind === 'answered' && one.facts.status >= 400));
  if (bad !== undefined) {
    const gone = bad.kind === 'absent' ? [seen(bad, 'health', 'refused')] : [];
    return failed(message('pairs.FO-12.fail', { device: bad.deviceId }), [...evidence, ...gone]);
  }
  const silent = both.find(({ kind }) => kind !== 'answered');
  if (silent !== undefined) return unknown(message('pairs.silent', { device: silent.deviceId }), evidence);
  return passed(message('pairs.FO-12.pass'), evidence);
}

export const standbyChecks: readonly PairCheck[] = [
  pairCheck('FO-04', 'P2', 'standby-absent', daemonAbsent),
  pairCheck('FO-05', 'P2', 'standby-absent', notReady),
  pairCheck('FO-12', 'P2', 'standby-absent', reallyServes),
];
