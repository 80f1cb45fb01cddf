/** FO-07, FO-08, FO-09: that it switched, how often, and whether it is at home. */
import { message } from '../../../core/index.ts';
import { type Found, failed, notOffered, pairCheck, passed, unknown } from '../judging.ts';
import { answered, bothOf, seen, whyUnknown } from '../known.ts';
import { type PairCheck, type PairEvidence, type PairScene, pairLimits } from '../model.ts';
import { instanceOf, rolesOf, servingOf } from '../roles.ts';
import { transitionsIn } from '../transitions.ts';

function tookOver(scene: PairScene): Found {
  const [reading] = scene.readings;
  if (reading === undefined) return unknown(message('pairs.no-reading'));
  const recent = scene.takeovers.find(
    ({ detectedAt, planned }) => !planned && scene.now - detectedAt < pairLimits.takeoverShownMs,
  );
  const roles = rolesOf(scene, reading);
  const evidence = roles.flatMap((role) => role.evidence);
  if (recent !== undefined) {
    const { from = '?', to = '?', detectedAt: at } = recent;
    const told: PairEvidence = { source: 'takeover', value: recent.id, at };
    return failed(message('pairs.FO-07.fail', { from, to }), [told, ...evidence]);
  }
  if (servingOf(scene, reading) === undefined) return unknown(message('pairs.no-master'), evidence);
  return passed(message('pairs.FO-07.pass'), evidence);
}

function flapping(scene: PairScene): Found {
  const { count, evidence, told } = transitionsIn(scene, pairLimits.flapWindowMs);
  const { flapCount } = scene.all;
  const minutes = pairLimits.flapWindowMs / 60_000;
  if (count >= flapCount) return failed(message('pairs.FO-08.fail', { count, minutes }), evidence);
  if (!told) return unknown(message('pairs.no-reading'), evidence);
  return passed(message('pairs.FO-08.pass', { count, minutes }), evidence);
}

function notHome(scene: PairScene): Found {
  const { home } = scene.settings;
  if (home === undefined) return notOffered(message('pairs.FO-09.not-declared'));
  const [reading] = scene.readings;
  if (reading === undefined) return unknown(message('pairs.no-reading'));
  const evidence = rolesOf(scene, reading).flatMap((role) => role.evidence);
  const serving = servingOf(scene, reading);
  if (serving === undefined) return unknown(message('pairs.no-master'), evidence);
  if (serving === home) return passed(message('pairs.FO-09.pass', { device: home }), evidence);
  const since = scene.takeovers.find(({ to }) => to === serving)?.detectedAt;
  const isLong = since !== undefined && scene.now - since >= pairLimits.awayMs;
  const preempt = preemptOf(scene);
  const key = preempt === false ? 'pairs.FO-09.no-preempt' : 'pairs.FO-09.fail';
  return failed(message(key, { device: serving, home }), evidence, isLong ? { severity: 'P2' } : {});
}

/** Whether the home member is set to come back by itself. */
function preemptOf(scene: PairScene): boolean | undefined {
  const member = scene.readings[0]?.members.find(({ deviceId }) => deviceId === scene.settings.home);
  if (member?.vrrp?.outcome !== 'answered') return undefined;
  return instanceOf(scene, member.vrrp.facts)?.preempt;
}

/** Corosync tells its links; of VRRP more than one interface can be seen, and one alone proves nothing: another instance may run elsewhere. */
function heartbeatPath(scene: PairScene): Found | undefined {
  const { standby } = scene.pair;
  if (scene.settings.corosync !== undefined) return heartbeatLinks(scene);
  if (standby !== 'vrrp' && standby !== 'pacemaker') return undefined;
  const rows = (scene.readings[0]?.members ?? []).flatMap(({ deviceId, vrrp }) =>
    vrrp?.outcome === 'answered'
      ? vrrp.facts.instances.map((row) => ({ deviceId, at: vrrp.at, name: row.interfaceName, oid: row.oid }))
      : [],
  );
  const names = new Set(rows.flatMap(({ name }) => name ?? []));
  const evidence = rows.flatMap((row) => (row.name === undefined ? [] : [seen(row, row.oid, row.name)]));
  if (names.size > 1) return passed(message('pairs.FO-13.pass'), evidence);
  return notOffered(message('pairs.FO-13.not-offered'));
}

function heartbeatLinks(scene: PairScene): Found {
  const both = bothOf(scene, 'corosync');
  if (both === undefined) return unknown(message('pairs.no-reading'));
  const told = answered(both);
  const evidence = told.flatMap((one) =>
    one.facts.links.map(({ id, address, peers }) => {
      const heard = peers.map(({ nodeId, connected }) => `node ${nodeId} ${connected ? 'connected' : 'disconnected'}`);
      return seen(one, `corosync-cfgtool -s: link ${id}`, `${address} ${heard.join(', ')}`);
    }),
  );
  const single = told.find(({ facts }) => facts.links.length === 1);
  if (single !== undefined) {
    const address = single.facts.links[0]?.address ?? '';
    return failed(message('pairs.FO-13.single', { device: single.deviceId, address }), evidence);
  }
  for (const { deviceId: device, facts } of told) {
    const isHeard = facts.links.some(({ peers }) => peers.some(({ connected }) => connected));
    // Over no link at all: then the other one is gone, or parted, which is no matter of how many paths there are.
    if (!isHeard) return unknown(message('pairs.FO-13.apart', { device }), evidence);
    const broken = facts.links.find(({ peers }) => peers.some(({ connected }) => !connected));
    const params = { device, link: broken?.id ?? '', address: broken?.address ?? '' };
    if (broken !== undefined) return failed(message('pairs.FO-13.broken', params), evidence);
  }
  const why = whyUnknown(both);
  if (why !== undefined || told.length === 0) return unknown(why ?? message('pairs.not-asked'), evidence);
  return passed(message('pairs.FO-13.pass'), evidence);
}

export const switchingChecks: readonly PairCheck[] = [
  pairCheck('FO-07', 'P2', 'took-over', tookOver),
  pairCheck('FO-08', 'P1', 'flapping', flapping),
  pairCheck('FO-09', 'P3', 'took-over', notHome),
  pairCheck('FO-13', 'P2', 'shared-fate', heartbeatPath),
];
