/** FO-21 to FO-24: PostgreSQL streaming replication, by what both members say of themselves. */
import type { PostgresqlFacts } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { type Found, failed, pairCheck, passed, seenTwice, unknown } from '../judging.ts';
import { answered, bothOf, type Known, seen, whyUnknown } from '../known.ts';
import type { PairCheck, PairEvidence, PairScene } from '../model.ts';

type Both = readonly [Known<PostgresqlFacts>, Known<PostgresqlFacts>];
type Told = Extract<Known<PostgresqlFacts>, { kind: 'answered' }>;

/** Only pairs that declare PostgreSQL are judged; `undefined` leaves the check out. */
function ofDatabase(find: (scene: PairScene, both: Both) => Found): (scene: PairScene) => Found | undefined {
  return (scene) => {
    const both = bothOf(scene, 'postgresql');
    const isDeclared = scene.pair.standby === 'postgresql' || scene.settings.postgresql !== undefined;
    if (!isDeclared) return undefined;
    if (both === undefined) return unknown(message('pairs.no-reading'));
    if (both.every(({ kind }) => kind === 'unasked')) return unknown(message('pairs.not-asked'));
    return find(scene, both);
  };
}

const whyNot = (both: Both) => whyUnknown(both) ?? message('pairs.not-asked');

function primaryOf(both: Both): Told | undefined {
  return answered(both).find(({ facts }) => !facts.inRecovery);
}

/**
 * Two that write with one history is a fork; seen twice, for one reading may lie across the death of one and the promotion of the
 * other. Timelines come from WAL names: the control file is late by a checkpoint.
 */
function fork(_: PairScene, both: Both): Found {
  const told = answered(both);
  const evidence = told.flatMap((one) => [
    seen(one, 'pg_is_in_recovery()', one.facts.inRecovery),
    seen(one, 'pg_control_system().system_identifier', one.facts.systemIdentifier),
    ...(one.facts.timeline === undefined ? [] : [seen(one, 'timeline by WAL name', one.facts.timeline)]),
  ]);
  const [a, b] = told;
  const primaries = told.filter(({ facts }) => !facts.inRecovery);
  if (primaries.length === 2) {
    const same = a?.facts.systemIdentifier === b?.facts.systemIdentifier;
    return failed(message(same ? 'pairs.FO-21.fail' : 'pairs.FO-21.strangers'), evidence);
  }
  if (a !== undefined && b !== undefined) {
    if (a.facts.systemIdentifier !== b.facts.systemIdentifier) {
      return failed(message('pairs.FO-21.other-database'), evidence, { trouble: 'standby-absent' });
    }
    const [first, second] = [a.facts.timeline, b.facts.timeline];
    if (first !== undefined && second !== undefined && first !== second) {
      return failed(message('pairs.FO-21.timeline', { first, second }), evidence, { trouble: 'standby-stale' });
    }
    return passed(message('pairs.FO-21.pass'), evidence);
  }
  const why = whyUnknown(both);
  if (why !== undefined || a === undefined) return unknown(why ?? message('pairs.not-asked'), evidence);
  // The other one does not run: it writes nothing.
  return passed(message('pairs.FO-21.alone'), evidence);
}

/** A stopped standby gives no row at all, so that no lag ever alarms: rows are counted. */
function absent(scene: PairScene, both: Both): Found {
  const primary = primaryOf(both);
  const gone = both.find(({ kind }) => kind === 'absent');
  const goneEvidence = gone?.kind === 'absent' ? [seen(gone, 'postgresql', 'connection refused')] : [];
  if (primary === undefined) {
    if (gone !== undefined) return failed(message('pairs.FO-22.gone', { device: gone.deviceId }), goneEvidence);
    return unknown(whyNot(both));
  }
  const { standbys } = primary.facts;
  const rows = standbys.map((row) => seen(primary, `pg_stat_replication ${row.name || row.address}`, row.state));
  const evidence: PairEvidence[] = [
    seen(primary, 'pg_stat_replication rows', standbys.length),
    ...rows,
    ...goneEvidence,
  ];
  const streaming = standbys.filter(({ state }) => state === 'streaming');
  const other = both.find((one) => one !== primary);
  const device = other?.deviceId ?? '';
  if (standbys.length === 0) return failed(message('pairs.FO-22.fail', { device }), evidence);
  if (gone !== undefined) return failed(message('pairs.FO-22.gone', { device }), evidence);
  if (streaming.length === 0) {
    return failed(message('pairs.FO-22.not-streaming', { device, state: standbys[0]?.state ?? '' }), evidence);
  }
  if (other?.kind === 'answered') {
    const { receiver } = other.facts;
    evidence.push(seen(other, 'pg_stat_wal_receiver.status', receiver?.status ?? 'no row'));
    if (receiver?.status !== 'streaming') return failed(message('pairs.FO-22.receiver', { device }), evidence);
    return passed(message('pairs.FO-22.pass', { device }), evidence);
  }
  // A third replica that streams must not hide that the pair's own standby does not.
  const address = scene.city.devices.get(device)?.address;
  if (streaming.some((row) => row.address === address))
    return passed(message('pairs.FO-22.pass', { device }), evidence);
  return unknown(whyNot(both), evidence);
}

function lag(scene: PairScene, both: Both): Found {
  const primary = primaryOf(both);
  const standby = answered(both).find(({ facts }) => facts.inRecovery);
  const evidence: PairEvidence[] = [];
  if (standby?.facts.replayPaused !== undefined) {
    evidence.push(seen(standby, 'pg_is_wal_replay_paused()', standby.facts.replayPaused));
  }
  if (standby?.facts.replayPaused === true) {
    return failed(message('pairs.FO-23.paused', { device: standby.deviceId }), evidence);
  }
  if (primary === undefined) return unknown(whyNot(both), evidence);
  const limit = scene.settings.targets.lagBytes;
  const behind = primary.facts.standbys.flatMap((row) =>
    row.replayBytesBehind === undefined ? [] : [{ name: row.name || row.address, bytes: row.replayBytesBehind }],
  );
  for (const { name, bytes } of behind) evidence.push(seen(primary, `${name} replay bytes behind`, bytes));
  const worst = behind.reduce<number | undefined>((most, { bytes }) => Math.max(most ?? 0, bytes), undefined);
  if (worst === undefined) return unknown(message('pairs.FO-23.no-row'), evidence);
  if (worst > limit) return failed(message('pairs.FO-23.fail', { bytes: worst, limit }), evidence);
  if (standby === undefined) return unknown(whyNot(both), evidence);
  return passed(message('pairs.FO-23.pass', { bytes: worst, limit }), evidence);
}

function slots(scene: PairScene, both: Both): Found {
  const primary = primaryOf(both);
  if (primary === undefined) return unknown(whyNot(both));
  const limit = scene.settings.targets.slotBytes;
  const evidence = primary.facts.slots.map((slot) =>
    seen(
      primary,
      `pg_replication_slots ${slot.name}`,
      `${slot.active ? 'active' : 'inactive'} ${slot.walStatus ?? ''} retained ${slot.retainedBytes ?? '?'}`,
    ),
  );
  const told = [...evidence, seen(primary, 'pg_replication_slots rows', primary.facts.slots.length)];
  const lost = primary.facts.slots.find(({ walStatus }) => walStatus === 'lost' || walStatus === 'unreserved');
  if (lost !== undefined) {
    const params = { slot: lost.name, state: lost.walStatus ?? '' };
    return failed(message('pairs.FO-24.lost', params), told, { severity: 'P1' });
  }
  const full = primary.facts.slots.find(
    ({ retainedBytes = 0, walStatus }) => retainedBytes > limit || walStatus === 'extended',
  );
  if (full !== undefined) {
    return failed(message('pairs.FO-24.fail', { slot: full.name, bytes: full.retainedBytes ?? 0, limit }), told);
  }
  return passed(message('pairs.FO-24.pass', { count: primary.facts.slots.length }), told);
}

export const postgresqlChecks: readonly PairCheck[] = [
  pairCheck('FO-21', 'P1', 'split-brain', (scene) => {
    if (ofDatabase(fork)(scene) === undefined) return undefined;
    return seenTwice((one) => ofDatabase(fork)(one) ?? unknown(message('pairs.not-asked')))(scene);
  }),
  pairCheck('FO-22', 'P1', 'standby-absent', ofDatabase(absent)),
  pairCheck('FO-23', 'P2', 'standby-stale', ofDatabase(lag)),
  pairCheck('FO-24', 'P2', 'standby-stale', ofDatabase(slots)),
];
