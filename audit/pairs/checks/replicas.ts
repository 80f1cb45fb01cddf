/** FO-25 and FO-26: MySQL, MariaDB, Redis and DRBD: whether the copy is one. */
import { message } from '../../../core/index.ts';
import { type Found, failed, pairCheck, passed, seenTwice, unknown } from '../judging.ts';
import { answered, bothOf, seen, whyUnknown } from '../known.ts';
import type { PairCheck, PairEvidence, PairScene } from '../model.ts';

function mysql(scene: PairScene): Found {
  const both = bothOf(scene, 'mysql');
  if (both === undefined) return unknown(message('pairs.no-reading'));
  const told = answered(both);
  const evidence: PairEvidence[] = told.map((one) => seen(one, '@@global.read_only', one.facts.readOnly));
  const gone = both.find(({ kind }) => kind === 'absent');
  if (gone?.kind === 'absent') evidence.push(seen(gone, 'mysql', 'connection refused'));
  if (told.length === 2 && told.every(({ facts }) => !facts.readOnly)) {
    return failed(message('pairs.FO-25.both-write'), evidence, { trouble: 'split-brain' });
  }
  const replica = told.find(({ facts }) => facts.readOnly);
  const row = replica?.facts.replica;
  if (replica !== undefined) {
    const device = replica.deviceId;
    evidence.push(seen(replica, 'SHOW REPLICA STATUS', row === undefined ? 'no row' : row.sourceHost));
    if (row === undefined) return failed(message('pairs.FO-25.no-row', { device }), evidence);
    evidence.push(seen(replica, 'IO, SQL running', `${row.ioRunning}, ${row.sqlRunning}`));
    const error = row.sqlError || row.ioError;
    if (row.ioRunning !== 'Yes' || row.sqlRunning !== 'Yes') {
      if (error) evidence.push(seen(replica, 'last error', error));
      return failed(message('pairs.FO-25.stopped', { device, io: row.ioRunning, sql: row.sqlRunning }), evidence);
    }
    const limit = scene.settings.targets.rpoSeconds;
    if (row.secondsBehind !== undefined) evidence.push(seen(replica, 'Seconds_Behind_Source', row.secondsBehind));
    if (row.secondsBehind !== undefined && row.secondsBehind > limit) {
      const params = { device, seconds: row.secondsBehind, limit };
      return failed(message('pairs.FO-25.behind', params), evidence, { severity: 'P2', trouble: 'standby-stale' });
    }
  }
  if (gone !== undefined) return failed(message('pairs.FO-25.gone', { device: gone.deviceId }), evidence);
  const why = whyUnknown(both);
  if (why !== undefined) return unknown(why, evidence);
  if (replica === undefined) return unknown(message('pairs.not-asked'), evidence);
  if (row?.secondsBehind === undefined) return unknown(message('pairs.FO-25.untold'), evidence);
  return passed(message('pairs.FO-25.pass', { seconds: row.secondsBehind }), evidence);
}

function redis(scene: PairScene): Found {
  const both = bothOf(scene, 'redis');
  if (both === undefined) return unknown(message('pairs.no-reading'));
  const told = answered(both);
  const evidence: PairEvidence[] = told.map((one) => seen(one, 'INFO replication: role', one.facts.role));
  const gone = both.find(({ kind }) => kind === 'absent');
  const replica = told.find(({ facts }) => facts.role === 'slave');
  const master = told.find(({ facts }) => facts.role === 'master');
  if (gone?.kind === 'absent') {
    evidence.push(seen(gone, 'redis', 'connection refused'));
    return failed(message('pairs.FO-25.gone', { device: gone.deviceId }), evidence);
  }
  if (told.length === 2 && replica === undefined) {
    return failed(message('pairs.FO-25.both-write'), evidence, { trouble: 'split-brain' });
  }
  if (replica?.facts.linkUp === false) {
    evidence.push(seen(replica, 'master_link_status', 'down'));
    return failed(message('pairs.FO-25.link', { device: replica.deviceId }), evidence);
  }
  const why = whyUnknown(both);
  if (why !== undefined || replica === undefined) return unknown(why ?? message('pairs.not-asked'), evidence);
  const behind = master === undefined ? undefined : Math.max(0, master.facts.offset - replica.facts.offset);
  if (behind === undefined || replica.facts.linkUp === undefined)
    return unknown(message('pairs.FO-25.untold'), evidence);
  evidence.push(seen(replica, 'bytes behind', behind));
  const limit = scene.settings.targets.lagBytes;
  if (behind > limit) {
    const otherwise = { severity: 'P2', trouble: 'standby-stale' } as const;
    return failed(message('pairs.FO-23.fail', { bytes: behind, limit }), evidence, otherwise);
  }
  return passed(message('pairs.FO-25.pass', { seconds: replica.facts.secondsSinceIo ?? 0 }), evidence);
}

function replica(scene: PairScene): Found | undefined {
  const { pair, settings } = scene;
  if (pair.standby === 'mysql' || settings.mysql !== undefined) return seenTwice(mysql)(scene);
  if (pair.standby === 'redis' || settings.redis !== undefined) return seenTwice(redis)(scene);
  return undefined;
}

function drbd(scene: PairScene): Found | undefined {
  if (scene.pair.standby !== 'drbd' && scene.settings.drbd === undefined) return undefined;
  const both = bothOf(scene, 'drbd');
  if (both === undefined) return unknown(message('pairs.no-reading'));
  const told = answered(both);
  const evidence: PairEvidence[] = [];
  let worst: Found | undefined;
  const note = (found: Found): void => {
    if (worst === undefined || (found.severity ?? 'P1') < (worst.severity ?? 'P1')) worst = found;
  };
  for (const one of told) {
    for (const { name, role, suspended, devices, connections } of one.facts.resources) {
      const params = { device: one.deviceId, resource: name };
      evidence.push(seen(one, `${name} role`, role));
      if (suspended) note(failed(message('pairs.FO-26.suspended', params), evidence));
      for (const { volume, diskState, quorum } of devices) {
        evidence.push(seen(one, `${name}/${volume} disk-state`, diskState));
        if (diskState !== 'UpToDate')
          note(failed(message('pairs.FO-26.disk', { ...params, state: diskState }), evidence, stale));
        if (!quorum) note(failed(message('pairs.FO-26.quorum', params), evidence, { trouble: 'failover-off' }));
      }
      if (connections.length === 0) note(failed(message('pairs.FO-26.alone', params), evidence));
      for (const { connectionState: state, peerRole, outOfSyncBytes: bytes, peerDiskStates } of connections) {
        evidence.push(seen(one, `${name} connection-state`, state), seen(one, `${name} peer-role`, peerRole));
        if (role === 'Primary' && (peerRole === 'Primary' || state === 'StandAlone')) {
          note(failed(message('pairs.FO-26.split', params), evidence, { trouble: 'split-brain' }));
        } else if (state !== 'Connected')
          note(failed(message('pairs.FO-26.connection', { ...params, state }), evidence));
        if (bytes > 0) note(failed(message('pairs.FO-26.behind', { ...params, bytes }), evidence, stale));
        const bad = peerDiskStates.find((each) => each !== 'UpToDate');
        if (bad !== undefined && state === 'Connected') {
          note(failed(message('pairs.FO-26.disk', { ...params, state: bad }), evidence, stale));
        }
      }
    }
  }
  if (worst !== undefined) return { ...worst, evidence };
  if (told.length === 0) return unknown(whyUnknown(both) ?? message('pairs.not-asked'), evidence);
  if (told.every(({ facts }) => facts.resources.length === 0)) return failed(message('pairs.FO-26.none'), evidence);
  // One member tells of both, also of its peer's disks.
  return passed(message('pairs.FO-26.pass'), evidence);
}

const stale = { severity: 'P2', trouble: 'standby-stale' } as const;

export const replicaChecks: readonly PairCheck[] = [
  pairCheck('FO-25', 'P1', 'standby-absent', replica),
  pairCheck('FO-26', 'P1', 'standby-absent', drbd),
];
