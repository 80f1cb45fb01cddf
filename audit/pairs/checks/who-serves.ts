/** FO-01, FO-02, FO-03, FO-06, FO-10: who serves by role, by address and by the tables of others. */
import type { PairReading } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { type Found, failed, notOffered, pairCheck, passed, seenTwice, unknown } from '../judging.ts';
import { answered, bothOf, knownOf, seen, staleMs } from '../known.ts';
import type { PairCheck, PairEvidence, PairScene } from '../model.ts';
import { instanceOf, instancesOf, type MemberRole, rolesOf } from '../roles.ts';

/** Engines whose two writers are another check's matter. */
const ofOtherChecks = new Set(['postgresql', 'mysql', 'drbd']);

/** Judges the newest reading, and believes a failure when it is seen twice. */
const twice = (judge: (scene: PairScene, reading: PairReading) => Found) =>
  seenTwice((scene) => {
    const [reading] = scene.readings;
    return reading === undefined ? unknown(message('pairs.no-reading')) : judge(scene, reading);
  });

const evidenceOf = (roles: readonly MemberRole[]): readonly PairEvidence[] => roles.flatMap(({ evidence }) => evidence);

function dualRole(scene: PairScene, reading: PairReading): Found {
  const roles = rolesOf(scene, reading);
  const active = roles.filter(({ role }) => role === 'active');
  if (active.length === 2) return failed(message('pairs.FO-01.fail'), evidenceOf(roles));
  if (roles.some(({ role }) => role === 'unknown')) return unknown(silentOf(roles), evidenceOf(roles));
  return passed(message('pairs.FO-01.pass'), evidenceOf(roles));
}

const silentOf = (roles: readonly MemberRole[]) =>
  message('pairs.role-unknown', {
    device: roles.find(({ role }) => role === 'unknown')?.deviceId ?? '',
  });

/** ipAdEntAddr and ipAddressAddr of both hosts, whatever the daemons say of their roles. */
function holders(scene: PairScene, reading: PairReading) {
  const { virtualAddress } = scene.pair;
  const members = rolesOf(scene, reading).map((one) => ({ ...one, evidence: [] as PairEvidence[] }));
  for (const [index, member] of reading.members.entries()) {
    const host = knownOf(scene, member, 'host');
    if (host.kind !== 'answered') continue;
    const holds = host.facts.addresses.includes(virtualAddress);
    members[index]?.evidence.push(seen(host, `ipAdEntAddr ${virtualAddress}`, holds ? 'present' : 'not present'));
  }
  return {
    evidence: members.flatMap(({ evidence }) => evidence),
    holding: members.filter(({ holdsAddress }) => holdsAddress === true),
    untold: members.filter(({ holdsAddress }) => holdsAddress === undefined),
  };
}

function dualHolder(scene: PairScene, reading: PairReading): Found {
  const { evidence, holding, untold } = holders(scene, reading);
  const address = scene.pair.virtualAddress;
  if (holding.length === 2) return failed(message('pairs.FO-02.fail', { address }), evidence);
  const [first] = untold;
  if (first !== undefined) return unknown(message('pairs.addresses-unknown', { device: first.deviceId }), evidence);
  return passed(message('pairs.FO-02.pass', { address }), evidence);
}

function noHolder(scene: PairScene, reading: PairReading): Found {
  const { evidence, holding, untold } = holders(scene, reading);
  const address = scene.pair.virtualAddress;
  const [first] = holding;
  if (first !== undefined) {
    return passed(message('pairs.FO-03.pass', { address, device: first.deviceId }), evidence);
  }
  const roles = rolesOf(scene, reading);
  const noneServes = roles.every(({ role }) => role === 'none');
  if (noneServes) return failed(message('pairs.FO-03.fault'), [...evidenceOf(roles), ...evidence]);
  const [missing] = untold;
  if (missing !== undefined) return unknown(message('pairs.addresses-unknown', { device: missing.deviceId }), evidence);
  return failed(message('pairs.FO-03.fail', { address }), [...evidence, ...evidenceOf(roles)]);
}

function masterWithoutAddress(scene: PairScene, reading: PairReading): Found {
  const both = bothOf(scene, 'vrrp', reading) ?? [];
  const evidence: PairEvidence[] = [];
  let bare: string | undefined;
  let told = 0;
  for (const [index, known] of both.entries()) {
    const member = reading.members[index];
    if (known.kind !== 'answered' || member === undefined) continue;
    const row = instanceOf(scene, known.facts);
    if (row?.state !== 'master') continue;
    const set = instancesOf(scene, known.facts).find(({ addressesSet }) => addressesSet !== undefined)?.addressesSet;
    const held = rolesOf(scene, reading)[index]?.holdsAddress;
    evidence.push(seen(known, row.oid, row.state));
    if (set !== undefined) evidence.push(seen(known, 'vrrpInstanceVipsStatus', set ? 'allSet' : 'notAllSet'));
    if (set === false || held === false) bare = known.deviceId;
    else if (set === true || held === true) told += 1;
  }
  if (bare !== undefined) return failed(message('pairs.FO-06.fail', { device: bare }), evidence);
  if (told > 0) return passed(message('pairs.FO-06.pass'), evidence);
  return unknown(message('pairs.no-master'), evidence);
}

/** VRRP's own MACs, where keepalived uses them: RFC 5798, 7.3. */
const virtualMac = /^00:00:5e:00:0[12]:[0-9a-f]{2}$/;

function wrongMac(scene: PairScene, reading: PairReading): Found {
  const sightings = reading.neighbours.filter(({ at }) => scene.now - at <= staleMs(scene.all));
  const told = sightings.flatMap((one) =>
    one.outcome === 'answered' && one.mac !== undefined ? [{ ...one, mac: one.mac }] : [],
  );
  const evidence = told.map((one) => seen(one, one.oid ?? 'ipNetToMediaPhysAddress', one.mac));
  if (told.length === 0) return unknown(message('pairs.neighbours-silent'), evidence);
  const { holding } = holders(scene, reading);
  const hosts = answered(bothOf(scene, 'host', reading) ?? []);
  const roles = rolesOf(scene, reading);
  const serving = roles.filter(({ role }) => role === 'active').map(({ deviceId }) => deviceId);
  const right = serving.length > 0 ? serving : holding.map(({ deviceId }) => deviceId);
  const [owner] = right;
  if (right.length !== 1 || owner === undefined) return unknown(message('pairs.no-master'), evidence);
  const macs = hosts.find(({ deviceId }) => deviceId === owner)?.facts.macs ?? [];
  if (macs.length === 0) return unknown(message('pairs.addresses-unknown', { device: owner }), evidence);
  const wrong = told.find(({ mac }) => !macs.includes(mac) && !virtualMac.test(mac));
  if (wrong === undefined) return passed(message('pairs.FO-10.pass', { device: owner }), evidence);
  const other = hosts.find(({ facts }) => facts.macs.includes(wrong.mac))?.deviceId;
  const params = { neighbour: wrong.deviceId, mac: wrong.mac, device: owner, other: other ?? wrong.mac };
  return failed(message(other === undefined ? 'pairs.FO-10.stranger' : 'pairs.FO-10.fail', params), evidence);
}

const isFirewall = ({ pair }: PairScene): boolean => pair.standby === 'utm-ha';

export const whoServes: readonly PairCheck[] = [
  pairCheck('FO-01', 'P1', 'split-brain', (scene) =>
    ofOtherChecks.has(scene.pair.standby) ? undefined : twice(dualRole)(scene),
  ),
  // Clusters of firewalls show the shared address on both members.
  pairCheck('FO-02', 'P1', 'split-brain', (scene) => (isFirewall(scene) ? undefined : twice(dualHolder)(scene))),
  pairCheck('FO-03', 'P1', 'no-holder', (scene) => (isFirewall(scene) ? undefined : twice(noHolder)(scene))),
  pairCheck('FO-06', 'P1', 'no-holder', (scene) =>
    scene.pair.standby === 'vrrp' ? twice(masterWithoutAddress)(scene) : undefined,
  ),
  pairCheck('FO-10', 'P1', 'service-down', (scene) => {
    const asked = scene.readings[0]?.neighbours ?? [];
    if (scene.readings.length > 0 && asked.length === 0) return notOffered(message('pairs.no-neighbours'));
    return twice(wrongMac)(scene);
  }),
];
