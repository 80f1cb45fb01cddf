import type { CatalogueFinding, CatalogueReason } from '../../../collector/index.ts';
import { daysOf, type Fact, hoursOf, isoTime, judgementsOf, minutesOf, percentOf, wordsOf } from '../judgement.ts';
import { backupLimits } from '../limits.ts';
import { dataRead } from '../memory.ts';
import type { BackupCheck, DataSetScene, RepositoryScene } from '../model.ts';

const dayMs = 86_400_000;

/** What is broken in the repository itself. */
const damages: readonly CatalogueReason[] = [
  'damaged',
  'unreadable-snapshot',
  'pack-missing',
  'pack-damaged',
  'index-damaged',
];

const failing = (
  findings: readonly CatalogueFinding[],
  reasons: readonly CatalogueReason[],
): readonly CatalogueFinding[] =>
  findings.filter(({ reason, weight }) => weight === 'fail' && reasons.includes(reason));

const intact = judgementsOf('BA-14', { severity: 'P1', trouble: 'damaged' });
/** BA-14 of a data set: none of its snapshots is damaged by name, and neither is what all of them stand on. */
export const isIntact: BackupCheck<DataSetScene> = {
  id: 'BA-14',
  judge(scene) {
    const { listed, snapshots, memory } = scene;
    if (listed === undefined) return intact.ofSet(scene, 'unknown', { why: 'no-list' });
    const at = listed.finishedAt;
    const own = new Set(snapshots.map(({ id }) => id));
    const untouched = new Set(listed.untouched);
    const isSpared = own.size > 0 && [...own].every((id) => untouched.has(id));
    const found = failing(listed.findings, damages);
    const against = found.filter(({ snapshotId }) => (snapshotId === undefined ? !isSpared : own.has(snapshotId)));
    if (against.length > 0) {
      const params = { count: against.length };
      return intact.ofSet(scene, 'fail', { why: 'damaged', params, facts: against.map(wordsOf), at });
    }
    const closed = listed.findings.filter(
      ({ reason, snapshotId }) => reason === 'pack-unreadable' && snapshotId !== undefined && own.has(snapshotId),
    );
    if (closed.length > 0) return intact.ofSet(scene, 'unknown', { why: 'unreadable', facts: closed.map(wordsOf), at });
    const { structure } = memory;
    if (structure === undefined) return intact.ofSet(scene, 'unknown', { why: 'never-checked', at });
    const facts = [['checkedAt', isoTime(structure.at)]] as const;
    // A check that failed without naming a snapshot speaks of all; one that named others has been looked at above.
    const namedOthers = found.length > 0 && found.every(({ snapshotId }) => snapshotId !== undefined);
    if (!structure.ok && !namedOthers && !isSpared)
      return intact.ofSet(scene, 'fail', { why: 'check-failed', facts, at: structure.at });
    return intact.ofSet(scene, 'pass', { why: 'intact', facts, at: structure.at });
  },
};

/** BA-14 of a repository: its structure was checked lately, and nothing was found. */
export const isSound: BackupCheck<RepositoryScene> = {
  id: 'BA-14',
  judge(scene) {
    const { listed, memory, settings, now } = scene;
    const found = failing(listed?.findings ?? [], damages);
    const { structure, firstLookAt } = memory;
    const limitMs = settings.checkDays * dayMs;
    if (found.length > 0) {
      const facts = found.map(wordsOf);
      return intact.ofRepository(scene, 'fail', {
        why: 'damaged',
        params: { count: found.length },
        facts,
        at: listed?.finishedAt,
      });
    }
    const params = { days: settings.checkDays };
    if (structure === undefined) {
      const waited = firstLookAt !== undefined && now - firstLookAt > limitMs;
      return waited
        ? unproven.ofRepository(scene, 'fail', { why: 'never', params })
        : intact.ofRepository(scene, 'unknown', { why: 'never-checked' });
    }
    const facts = [['checkedAt', isoTime(structure.at)]] as const;
    if (!structure.ok) return intact.ofRepository(scene, 'fail', { why: 'check-failed', facts, at: structure.at });
    if (now - structure.at > limitMs)
      return unproven.ofRepository(scene, 'fail', { why: 'check-old', params, facts, at: structure.at });
    return intact.ofRepository(scene, 'pass', { why: 'intact', facts, at: structure.at });
  },
};
const unproven = judgementsOf('BA-14', { severity: 'P2', trouble: 'unproven', posture: true });

const read = judgementsOf('BA-15', { severity: 'P2', trouble: 'unproven', posture: true });
const flipped = judgementsOf('BA-15', { severity: 'P1', trouble: 'damaged' });
/** BA-15: all data was read within the declared time, bit by bit: only that finds a flipped one. */
export const isReadWhole: BackupCheck<RepositoryScene> = {
  id: 'BA-15',
  judge(scene) {
    const { memory, settings, now } = scene;
    const { share, bad, at } = dataRead(memory, now - settings.readAllDays * dayMs);
    const params = { percent: percentOf(share), days: settings.readAllDays };
    const facts = [['shareRead', Math.round(share * 1000) / 1000]] as const;
    if (bad) return flipped.ofRepository(scene, 'fail', { why: 'bad', params, facts, at });
    if (share >= 0.999) return read.ofRepository(scene, 'pass', { why: 'read', params, facts, at });
    const { firstLookAt } = memory;
    const due = firstLookAt !== undefined && now - firstLookAt > settings.readAllDays * dayMs;
    return read.ofRepository(scene, due ? 'fail' : 'unknown', { why: due ? 'unread' : 'reading', params, facts, at });
  },
};

const stale = judgementsOf('BA-13', { severity: 'P2', trouble: 'failed' });
/** BA-12 and BA-13: no run hangs, and no lock of a dead one stands in the way of the next. */
export const isUnlocked: BackupCheck<RepositoryScene> = {
  id: 'BA-13',
  judge(scene) {
    const { reading, now } = scene;
    if (reading === undefined) return undefined;
    const at = reading.finishedAt;
    const dead = reading.locks.filter((lock) => lock.alive === false);
    const hanging = reading.locks.filter((lock) => lock.alive !== false && now - lock.at > backupLimits.lockMs);
    const said = failing(reading.findings, ['stale-lock']);
    const facts: Fact[] = [...dead, ...hanging].map((lock) => ['lock', `${lock.host} ${lock.pid} ${isoTime(lock.at)}`]);
    facts.push(...said.map(wordsOf));
    if (dead.length > 0 || said.length > 0) return stale.ofRepository(scene, 'fail', { why: 'dead', facts, at });
    const [first] = hanging;
    if (first !== undefined)
      return stale.ofRepository(scene, 'fail', { why: 'hangs', params: { hours: hoursOf(now - first.at) }, facts, at });
    // Locks lie where the list lies: who could not have the one saw nothing of the others.
    if (!reading.listed) return stale.ofRepository(scene, 'unknown', { why: 'no-list', at });
    return stale.ofRepository(scene, 'pass', { why: 'free', params: { count: reading.locks.length }, facts, at });
  },
};

const wal = judgementsOf('BA-24', { severity: 'P1', trouble: 'damaged' });
/** BA-24: no segment of the WAL is missing between the first and the last, and archiving goes on. */
export const isContinuous: BackupCheck<RepositoryScene> = {
  id: 'BA-24',
  judge(scene) {
    const { listed, repository } = scene;
    const tools = ['pgbackrest', 'postgresql'];
    if (repository === undefined || !tools.includes(repository.tool)) return undefined;
    if (listed === undefined) return wal.ofRepository(scene, 'unknown', { why: 'no-list' });
    const at = listed.finishedAt;
    const failed = failing(listed.findings, ['archiver-failing', 'wal-gap']);
    const missing = (listed.wal?.timelines ?? []).flatMap((each) => each.missing);
    const facts = [...missing.map((name) => ['missing', name] as const), ...failed.map(wordsOf)];
    if (missing.length > 0 || failed.some(({ reason }) => reason === 'wal-gap'))
      return wal.ofRepository(scene, 'fail', { why: 'gap', params: { count: missing.length }, facts, at });
    if (failed.length > 0) return wal.ofRepository(scene, 'fail', { why: 'archiver', facts, at });
    if (listed.wal === undefined) return wal.ofRepository(scene, 'unknown', { why: 'untold', at });
    return wal.ofRepository(scene, 'pass', { why: 'whole', params: { count: listed.wal.timelines.length }, at });
  },
};

const pages = judgementsOf('BA-26', { severity: 'P1', trouble: 'damaged' });
/** BA-26: no page failed its checksum while it was backed up. */
export const hasGoodPages: BackupCheck<RepositoryScene> = {
  id: 'BA-26',
  judge(scene) {
    const { listed, repository } = scene;
    if (listed === undefined || repository?.tool !== 'pgbackrest') return undefined;
    const found = failing(listed.findings, ['page-checksum']);
    const at = listed.finishedAt;
    if (found.length > 0) return pages.ofRepository(scene, 'fail', { why: 'bad', facts: found.map(wordsOf), at });
    return pages.ofRepository(scene, 'pass', { why: 'good', at });
  },
};

const rto = judgementsOf('BA-29', { severity: 'P2', trouble: 'unproven', posture: true });
/** BA-29: the last restore took no longer than declared. */
export const isQuickEnough: BackupCheck<DataSetScene> = {
  id: 'BA-29',
  judge(scene) {
    const { proof, own } = scene;
    const limitMs = own?.rtoSeconds === undefined ? undefined : own.rtoSeconds * 1000;
    if (limitMs === undefined) return rto.ofSet(scene, 'unknown', { why: 'not-declared' });
    const params = { minutes: minutesOf(proof?.rtoMs ?? 0), limit: minutesOf(limitMs) };
    if (proof?.ok !== true || proof.rtoMs === undefined) {
      const why = proof === undefined ? 'not-tried' : 'not-measured';
      return rto.ofSet(scene, 'unknown', { why, params, at: proof?.at });
    }
    const facts = [
      ['rtoMs', proof.rtoMs],
      ['restoredAt', isoTime(proof.at)],
    ] as const;
    const isWithin = proof.rtoMs <= limitMs;
    const why = `${isWithin ? 'within' : 'slow'}${proof.sampled === true ? '-guessed' : ''}`;
    return rto.ofSet(scene, isWithin ? 'pass' : 'fail', { why, params, facts, at: proof.at });
  },
};

const spot = judgementsOf('BA-30', { severity: 'P2', trouble: 'unproven', posture: true });
/** BA-30: files that were drawn and restored are what was backed up, by their hashes, within the declared days. */
export const isSpotChecked: BackupCheck<DataSetScene> = {
  id: 'BA-30',
  judge(scene) {
    const { proof, settings, now } = scene;
    const params = { days: settings.drillDays, count: proof?.compared ?? 0 };
    if (proof === undefined) return spot.ofSet(scene, 'unknown', { why: 'not-tried', params });
    const facts: Fact[] = [['restoredAt', isoTime(proof.at)]];
    if (proof.seed !== undefined) facts.push(['seed', proof.seed]);
    const said = { params, facts, at: proof.at };
    if (proof.fault === 'hash-differs' || proof.fault === 'file-missing')
      return spot.ofSet(scene, 'fail', { why: proof.fault, ...said });
    if (!proof.ok) return spot.ofSet(scene, 'unknown', { why: 'not-compared', ...said });
    if (now - proof.at > settings.drillDays * dayMs) return spot.ofSet(scene, 'unknown', { why: 'old', ...said });
    if (proof.compared !== undefined) return spot.ofSet(scene, 'pass', { why: 'equal', ...said });
    // What came up whole and answered was restored byte by byte, though no hash was compared.
    const why = proof.level === 5 ? 'answered' : 'not-compared';
    return spot.ofSet(scene, proof.level === 5 ? 'pass' : 'unknown', { why, ...said });
  },
};

const restored = judgementsOf('BA-27', { severity: 'P2', trouble: 'unproven', posture: true });
/** BA-27: a restore of the set was tried lately, and went well. */
export const isProven: BackupCheck<DataSetScene> = {
  id: 'BA-27',
  judge(scene) {
    const { proof, settings, declaredAt, now } = scene;
    const limitMs = settings.drillDays * dayMs;
    const params = { days: settings.drillDays };
    if (proof === undefined) {
      const due = now - declaredAt > limitMs;
      return restored.ofSet(scene, due ? 'fail' : 'unknown', { why: due ? 'overdue' : 'none-yet', params });
    }
    const facts = [
      ['restoredAt', isoTime(proof.at)],
      ['level', `L${proof.level}`],
    ] as const;
    const said = { facts, at: proof.at };
    if (!proof.ok) return restored.ofSet(scene, 'fail', { why: 'failed', severity: 'P1', ...said });
    if (now - proof.at > limitMs) {
      const ago = { ...params, ago: daysOf(now - proof.at) };
      return restored.ofSet(scene, 'fail', { why: 'old', params: ago, ...said });
    }
    return restored.ofSet(scene, 'pass', { why: 'proven', params: { level: proof.level }, ...said });
  },
};
