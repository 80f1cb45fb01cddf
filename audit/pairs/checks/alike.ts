/** FO-14, FO-15, FO-16, FO-28, FO-29, FO-32: what makes two members one pair over the years. */
import type { MemberReading } from '../../../collector/index.ts';
import { type Message, message } from '../../../core/index.ts';
import type { MemberPlace } from '../../../inventory/index.ts';
import { type Found, failed, notOffered, pairCheck, passed, unknown } from '../judging.ts';
import { answered, bothOf, knownOf, seen, whyUnknown } from '../known.ts';
import type { PairCheck, PairEvidence, PairScene } from '../model.ts';
import { instanceOf } from '../roles.ts';

const dayMs = 86_400_000;

/** What must be the same on both members, by name; what a member does not tell is left out. */
function itemsOf(scene: PairScene, member: MemberReading): ReadonlyMap<string, string> {
  const items = new Map<string, string>();
  const { manifest, vrrp, postgresql, mysql, redis } = member;
  if (manifest?.outcome === 'answered')
    for (const [name, value] of Object.entries(manifest.facts.items)) items.set(name, value);
  if (vrrp?.outcome === 'answered') {
    const row = instanceOf(scene, vrrp.facts);
    if (vrrp.facts.version !== undefined) items.set('keepalived', vrrp.facts.version);
    if (row?.advertIntervalMs !== undefined) items.set('advertisement interval', `${row.advertIntervalMs} ms`);
  }
  if (postgresql?.outcome === 'answered') items.set('PostgreSQL', postgresql.facts.version);
  if (mysql?.outcome === 'answered') items.set('MySQL', mysql.facts.version);
  if (redis?.outcome === 'answered') items.set('Redis', redis.facts.version);
  return items;
}

function drift(scene: PairScene): Found {
  const [reading] = scene.readings;
  const both = bothOf(scene, 'manifest');
  if (reading === undefined || both === undefined) return unknown(message('pairs.no-reading'));
  const [a, b] = reading.members.map((member) => itemsOf(scene, member));
  const evidence: PairEvidence[] = [];
  const different: string[] = [];
  const manifests = answered(both).length === 2;
  for (const name of new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])) {
    const left = a?.get(name);
    const right = b?.get(name);
    if (left === right) continue;
    // What one member does not tell is a difference only where both listed all that they have.
    if ((left === undefined || right === undefined) && !manifests) continue;
    different.push(name);
    const at = reading.finishedAt;
    const [first, second] = reading.members;
    evidence.push(seen({ deviceId: first.deviceId, at }, name, left ?? '-'));
    evidence.push(seen({ deviceId: second.deviceId, at }, name, right ?? '-'));
  }
  if (different.length > 0) {
    const params = { count: different.length, names: different.slice(0, 5).join(', ') };
    return failed(message('pairs.FO-14.fail', params), evidence);
  }
  if (both.every(({ kind }) => kind === 'unasked')) return notOffered(message('pairs.FO-14.not-offered'));
  if (!manifests) return unknown(whyUnknown(both) ?? message('pairs.FO-14.no-manifest'));
  const told = answered(both).map((one) => seen(one, 'manifest', `${Object.keys(one.facts.items).length} items`));
  return passed(message('pairs.FO-14.pass'), told);
}

function clocks(scene: PairScene): Found {
  const both = bothOf(scene, 'host');
  if (both === undefined) return unknown(message('pairs.no-reading'));
  const told = answered(both).flatMap((one) =>
    one.facts.clockOffsetMs === undefined ? [] : [{ ...one, offset: one.facts.clockOffsetMs }],
  );
  const evidence = told.map((one) => seen(one, 'hrSystemDate', `${Math.round(one.offset)} ms`));
  const { clockOffsetMs: limit } = scene.settings.targets;
  const [a, b] = told;
  if (a === undefined || b === undefined) {
    const why = whyUnknown(both);
    return why === undefined ? notOffered(message('pairs.FO-15.not-offered')) : unknown(why, evidence);
  }
  const apart = Math.round(Math.abs(a.offset - b.offset));
  // What the way there and whole seconds blur is no skew.
  const blur = (a.facts.clockErrorMs ?? 0) + (b.facts.clockErrorMs ?? 0);
  if (apart - blur > limit) return failed(message('pairs.FO-15.fail', { apart, limit }), evidence);
  if (apart + blur > limit && apart > limit) return unknown(message('pairs.FO-15.blurred', { apart, limit }), evidence);
  return passed(message('pairs.FO-15.pass', { apart, limit }), evidence);
}

/** A manifest's item of `pair-manifest.sh -w`: what in a file of snmpd lets somebody write, in the file's own words. */
const snmpWrite = /^snmp write (.+)$/;

/** Never tried: what an account may do is read, and what a community may do is told by the member's manifest. */
function writeOpen(scene: PairScene): Found | undefined {
  const { standby } = scene.pair;
  const of = (['postgresql', 'mysql'] as const).filter(
    (engine) => standby === engine || scene.settings[engine] !== undefined,
  );
  if (of.length === 0 && standby !== 'vrrp') return undefined;
  const [reading] = scene.readings;
  const isTold = of.length > 0 || scene.settings.manifest !== undefined;
  if (reading === undefined && isTold) return unknown(message('pairs.no-reading'));
  const evidence: PairEvidence[] = [];
  const whys: Message[] = [];
  let told = 0;
  for (const member of reading?.members ?? []) {
    for (const engine of of) {
      const known = knownOf(scene, member, engine);
      if (known.kind === 'unknown') whys.push(known.reason);
      if (known.kind !== 'answered') continue;
      const { excessRights } = known.facts;
      if (excessRights === undefined) {
        whys.push(message('pairs.FO-16.role', { device: known.deviceId }));
        continue;
      }
      told += 1;
      evidence.push(seen(known, 'rights beyond reading', excessRights.join(' ') || 'none'));
      const params = { device: known.deviceId, rights: excessRights.join(', ') };
      if (excessRights.length > 0) return failed(message('pairs.FO-16.fail', params), evidence);
    }
    const manifest = knownOf(scene, member, 'manifest');
    if (manifest.kind === 'unknown') whys.push(manifest.reason);
    if (manifest.kind !== 'answered') continue;
    for (const [name, words] of Object.entries(manifest.facts.items)) {
      const [, file] = snmpWrite.exec(name) ?? [];
      if (file === undefined) continue;
      told += 1;
      evidence.push(seen(manifest, name, words));
      const params = { device: manifest.deviceId, file, words };
      if (words !== 'none' && words !== 'absent') return failed(message('pairs.FO-16.manifest', params), evidence);
    }
  }
  const [why] = whys;
  if (why !== undefined) return unknown(why, evidence);
  if (told > 0) return passed(message('pairs.FO-16.pass'), evidence);
  return of.length === 0
    ? notOffered(message('pairs.FO-16.not-offered'))
    : unknown(message('pairs.not-asked'), evidence);
}

function capacity(scene: PairScene): Found {
  const members = [scene.pair.memberA, scene.pair.memberB];
  const peaks = members.flatMap((deviceId) => {
    const peak = scene.peaks?.get(deviceId);
    return peak === undefined ? [] : [{ deviceId, peak }];
  });
  if (peaks.length < 2) return notOffered(message('pairs.FO-28.not-offered'));
  const sum = Math.round(100 * peaks.reduce((total, { peak }) => total + peak, 0));
  const evidence = peaks.map(({ deviceId, peak }) =>
    seen({ deviceId, at: scene.now }, 'peak load', `${Math.round(100 * peak)} %`),
  );
  return sum > 100
    ? failed(message('pairs.FO-28.fail', { sum }), evidence)
    : passed(message('pairs.FO-28.pass', { sum }), evidence);
}

function drillDue(scene: PairScene): Found {
  const { drillDueDays } = scene.all;
  const from = Math.max(scene.lastDrillAt ?? 0, scene.declaredAt);
  const days = Math.floor((scene.now - from) / dayMs);
  const evidence: PairEvidence[] =
    scene.lastDrillAt === undefined
      ? [{ source: 'declared', value: new Date(scene.declaredAt).toISOString(), at: scene.now }]
      : [{ source: 'drill', value: new Date(scene.lastDrillAt).toISOString(), at: scene.now }];
  const left = drillDueDays - days;
  if (left < 0) {
    const key = scene.lastDrillAt === undefined ? 'pairs.FO-29.never' : 'pairs.FO-29.fail';
    return failed(message(key, { days, due: drillDueDays }), evidence);
  }
  return passed(message('pairs.FO-29.pass', { left }), evidence);
}

const fates = ['host', 'power', 'rack', 'switch', 'storage'] as const;

function sharedFate(scene: PairScene): Found {
  const { members } = scene.settings;
  const [a, b] = [members.get(scene.pair.memberA), members.get(scene.pair.memberB)];
  if (a === undefined || b === undefined) return notOffered(message('pairs.FO-32.not-declared'));
  const evidence = fates.flatMap((fate) => declaredPlace(scene, fate, a, b));
  const shared = fates.filter((fate) => a[fate] !== undefined && a[fate] === b[fate]);
  const [first] = shared;
  if (first !== undefined) {
    const names: Message = message('pairs.FO-32.fail', { fate: `key:pairs.fate.${first}`, value: a[first] ?? '' });
    return failed(names, evidence);
  }
  const told = fates.filter((fate) => a[fate] !== undefined && b[fate] !== undefined);
  if (told.length === 0) return notOffered(message('pairs.FO-32.not-declared'));
  return passed(message('pairs.FO-32.pass'), evidence);
}

function declaredPlace(
  { pair, now }: PairScene,
  fate: keyof MemberPlace,
  a: MemberPlace,
  b: MemberPlace,
): readonly PairEvidence[] {
  const one = (deviceId: string, value: string | undefined) =>
    value === undefined ? [] : [seen({ deviceId, at: now }, `declared ${fate}`, value)];
  return [...one(pair.memberA, a[fate]), ...one(pair.memberB, b[fate])];
}

export const alikeChecks: readonly PairCheck[] = [
  pairCheck('FO-14', 'P2', 'configuration-drift', drift),
  pairCheck('FO-15', 'P2', 'configuration-drift', clocks),
  pairCheck('FO-16', 'P1', 'write-open', writeOpen),
  pairCheck('FO-28', 'P2', 'shared-fate', capacity),
  pairCheck('FO-29', 'P2', 'drill-overdue', drillDue),
  pairCheck('FO-32', 'P3', 'shared-fate', sharedFate),
];
