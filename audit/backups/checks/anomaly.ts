import type { CatalogueSnapshot } from '../../../collector/index.ts';
import { weekdayOf } from '../../calendar/days.ts';
import { isGood } from '../days.ts';
import { type Fact, judgementsOf, percentOf } from '../judgement.ts';
import { backupLimits } from '../limits.ts';
import type { BackupCheck, DataSetScene } from '../model.ts';
import { median, type Outlier, outlierOf } from '../statistics.ts';

/** So many spreads from the usual are wild. */
const wildSpreads = 6;
/** And so far by the number itself: a spread of nearly nothing makes a wild one of every change. */
const grown = 1.5;
const fallen = 0.8;
/** A set that never changed has a spread of this share of its median all the same. */
const leastSpread = 0.02;

interface Runs {
  readonly newest: CatalogueSnapshot;
  readonly before: readonly CatalogueSnapshot[];
}

/** The newest good run and those before it; undefined while there are too few. */
function runsOf({ snapshots }: DataSetScene): Runs | undefined {
  const good = snapshots.filter(isGood);
  const newest = good.at(-1);
  const before = good.slice(0, -1).slice(-backupLimits.runs);
  return newest === undefined || before.length < backupLimits.leastRuns ? undefined : { newest, before };
}

/**
 * The less wild of two comparisons: with all runs, and with those of the same weekday where there are enough, for a weekly
 * closing is no news.
 */
function against(
  { newest, before }: Runs,
  scene: DataSetScene,
  figure: (run: CatalogueSnapshot) => number | undefined,
): Outlier | undefined {
  const value = figure(newest);
  const figures = before.flatMap((run) => figure(run) ?? []);
  if (value === undefined || figures.length < backupLimits.leastRuns) return undefined;
  const all = outlierOf(value, figures, leastSpread);
  const { calendar } = scene;
  const weekday = (run: CatalogueSnapshot): number => weekdayOf(calendar.dayOf(run.startedAt));
  const own = weekday(newest);
  const alike = before.filter((run) => weekday(run) === own).flatMap((run) => figure(run) ?? []);
  if (alike.length < backupLimits.leastRunsOfWeekday) return all;
  const same = outlierOf(value, alike, leastSpread);
  return Math.abs(same.z) < Math.abs(all.z) ? same : all;
}

const growth = judgementsOf('BA-09', { severity: 'P2', trouble: 'suspicious' });
/** BA-09: size, number of files and what was added are not wildly other than before. */
export const growsAsUsual: BackupCheck<DataSetScene> = {
  id: 'BA-09',
  judge(scene) {
    const { listed } = scene;
    const runs = runsOf(scene);
    if (listed === undefined || runs === undefined) return undefined;
    const figures: readonly [string, (run: CatalogueSnapshot) => number | undefined][] = [
      ['bytes', ({ sourceBytes }) => sourceBytes],
      ['files', ({ files }) => files],
      ['added', ({ addedBytes }) => addedBytes],
    ];
    const at = listed.finishedAt;
    const facts: Fact[] = [
      ['snapshot', runs.newest.id],
      ['runs', runs.before.length],
    ];
    let wild: { readonly why: string; readonly figure: string; readonly percent: number } | undefined;
    for (const [figure, of] of figures) {
      const value = of(runs.newest);
      const found = against(runs, scene, of);
      if (value === undefined || found === undefined) continue;
      facts.push([figure, value], [`${figure}.median`, found.median], [`${figure}.z`, Math.round(found.z * 10) / 10]);
      const percent = percentOf(value / Math.max(1, found.median));
      if (found.z > wildSpreads && value > grown * found.median) wild ??= { why: 'grown', figure, percent };
      // What was added falls to nothing on every quiet day.
      if (figure !== 'added' && found.z < -wildSpreads && value < fallen * found.median)
        wild ??= { why: 'fallen', figure, percent };
    }
    if (wild === undefined) return growth.ofSet(scene, 'pass', { why: 'usual', facts, at });
    const params = { figure: `key:backups.figure.${wild.figure}`, percent: wild.percent };
    return growth.ofSet(scene, 'fail', { why: wild.why, params, facts, at });
  },
};

const changedShare = ({ files, filesChanged, filesNew }: CatalogueSnapshot): number | undefined =>
  files === undefined || files === 0 || filesChanged === undefined
    ? undefined
    : (filesChanged + (filesNew ?? 0)) / files;
const newShare = ({ files, filesNew }: CatalogueSnapshot): number | undefined =>
  files === undefined || files === 0 ? undefined : filesNew === undefined ? undefined : filesNew / files;
/** Stored by added: near 1 cannot be compressed any more, as what was encrypted. */
const storedShare = ({ addedBytes, storedBytes, compressionRatio }: CatalogueSnapshot): number | undefined =>
  compressionRatio !== undefined && compressionRatio > 0
    ? 1 / compressionRatio
    : addedBytes === undefined || storedBytes === undefined || addedBytes < 4_096
      ? undefined
      : storedBytes / addedBytes;

const encrypted = judgementsOf('BA-10', { severity: 'P1', trouble: 'suspicious' });
/**
 * BA-10: signs of encryption by ransomware. The size does not tell, for an encrypted file is as large as before: nearly all files
 * changed at once, and what was added cannot be compressed any more; or all files are new and nearly nothing was added (renamed). An
 * indicator for a person to look at.
 */
export const looksUnencrypted: BackupCheck<DataSetScene> = {
  id: 'BA-10',
  judge(scene) {
    const { listed } = scene;
    const runs = runsOf(scene);
    if (listed === undefined || runs === undefined) return undefined;
    const { newest, before } = runs;
    const changed = changedShare(newest);
    const usualChanged = before.flatMap((run) => changedShare(run) ?? []);
    if (changed === undefined || usualChanged.length < backupLimits.leastRuns) return undefined;
    const stored = storedShare(newest);
    const usualStored = before.flatMap((run) => storedShare(run) ?? []);
    const added = newShare(newest);
    const usualNew = before.flatMap((run) => newShare(run) ?? []);
    const at = listed.finishedAt;
    const middle = median(usualChanged);
    const facts: Fact[] = [
      ['snapshot', newest.id],
      ['changedShare', round(changed)],
      ['changedShare.median', round(middle)],
      ['storedShare', stored === undefined ? '-' : round(stored)],
      ['storedShare.median', usualStored.length === 0 ? '-' : round(median(usualStored))],
    ];
    const params = { percent: percentOf(changed), usual: percentOf(middle) };
    const isWild = changed >= 0.5 && outlierOf(changed, usualChanged, leastSpread).z > wildSpreads;
    if (!isWild) return encrypted.ofSet(scene, 'pass', { why: 'usual', params, facts, at });
    const wasNew = usualNew.length > 0 && median(usualNew) <= 0.2;
    const isRenamed = added !== undefined && added >= 0.9 && wasNew && addedLittle(newest);
    if (isRenamed) return encrypted.ofSet(scene, 'fail', { why: 'renamed', params, facts, at });
    const collapsed = stored !== undefined && usualStored.length > 0 && stored >= 0.9 && median(usualStored) <= 0.8;
    if (collapsed) return encrypted.ofSet(scene, 'fail', { why: 'encrypted', params, facts, at });
    const untold = stored === undefined || usualStored.length === 0;
    if (untold && changed >= 0.9) return encrypted.ofSet(scene, 'fail', { why: 'all-changed', params, facts, at });
    return encrypted.ofSet(scene, 'pass', { why: 'compressible', params, facts, at });
  },
};

const addedLittle = ({ addedBytes, sourceBytes }: CatalogueSnapshot): boolean =>
  addedBytes !== undefined && sourceBytes !== undefined && addedBytes < 0.1 * sourceBytes;
const round = (share: number): number => Math.round(share * 1000) / 1000;

const still = judgementsOf('BA-11', { severity: 'P2', trouble: 'suspicious' });
/** BA-11: a set that used to change has not changed for many runs: perhaps the dump of a dead replica. */
export const changesAtAll: BackupCheck<DataSetScene> = {
  id: 'BA-11',
  judge(scene) {
    const { listed } = scene;
    const runs = runsOf(scene);
    if (listed === undefined || runs === undefined) return undefined;
    const all = [...runs.before, runs.newest];
    const last = all.slice(-backupLimits.unchangedRuns);
    if (last.every((run) => isUnchanged(run) === undefined) && last.some(({ contentId }) => contentId === undefined))
      return undefined;
    const contents = new Set(last.map(({ contentId }) => contentId));
    const unchanged =
      last.every((run) => isUnchanged(run) === true) || (contents.size === 1 && !contents.has(undefined));
    const at = listed.finishedAt;
    const facts = [
      ['runs', last.length],
      ['newest', runs.newest.id],
    ] as const;
    if (!unchanged) return still.ofSet(scene, 'pass', { why: 'changes', facts, at });
    return still.ofSet(scene, 'fail', { why: 'unchanged', params: { runs: last.length }, facts, at });
  },
};

function isUnchanged({ addedBytes, filesNew, filesChanged }: CatalogueSnapshot): boolean | undefined {
  if (filesNew !== undefined && filesChanged !== undefined) return filesNew + filesChanged === 0;
  return addedBytes === undefined ? undefined : addedBytes === 0;
}

const duration = judgementsOf('BA-12', { severity: 'P3', trouble: 'failed' });
/** BA-12: a run takes about as long as it used to. */
export const takesItsTime: BackupCheck<DataSetScene> = {
  id: 'BA-12',
  judge(scene) {
    const { listed } = scene;
    const runs = runsOf(scene);
    const secondsOf = ({ startedAt, endedAt }: CatalogueSnapshot): number | undefined =>
      endedAt === undefined ? undefined : Math.max(0, endedAt - startedAt) / 1000;
    if (listed === undefined || runs === undefined) return undefined;
    const value = secondsOf(runs.newest);
    const found = against(runs, scene, secondsOf);
    if (value === undefined || found === undefined) return undefined;
    const at = listed.finishedAt;
    const facts = [
      ['seconds', value],
      ['seconds.median', found.median],
    ] as const;
    const params = { seconds: Math.round(value), usual: Math.round(found.median) };
    // Minutes more or less are nothing to tell.
    const slow = found.z > wildSpreads && value > 2 * found.median && value - found.median > 600;
    return duration.ofSet(scene, slow ? 'fail' : 'pass', { why: slow ? 'slow' : 'usual', params, facts, at });
  },
};
