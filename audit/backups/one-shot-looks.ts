import type { CatalogueSnapshot } from '../../collector/index.ts';
import { doubting, failing, type OneShotReason } from './one-shot-reason.ts';

/** How many backups before the newest say what is usual. */
const history = 30;
/** From so many on, their spread is known, and a loss within it is none. */
const enoughRuns = 14;
const shrunkenBelow = 0.5;
const doubtfulBelow = 0.8;
const grownAbove = 10;
/** Text and tables compress by 2 to 10; what is encrypted does not compress. */
const compressible = 1.3;
const incompressible = 1.15;
const mostlyRewritten = 0.5;
const nearlyAll = 0.9;
const usuallyRewritten = 0.3;
/** Less than this tells nothing about compression. */
const leastBytes = 2048;
/** Standard deviations of a normal distribution in one median absolute deviation. */
const madScale = 1.4826;

/** What the newest backup looks like beside those before it: lacking, empty, shrunken, grown, encrypted. */
export function looksOf(newest: CatalogueSnapshot, earlier: readonly CatalogueSnapshot[]): readonly OneShotReason[] {
  const reasons: OneShotReason[] = [];
  const past = earlier.slice(0, history);
  const [before] = past;
  const lost = (before?.paths ?? []).filter((path) => !newest.paths.includes(path));
  if (newest.files === 0) reasons.push(failing('empty'));
  else if (lost.length > 0) reasons.push(failing('source-missing', { paths: lost.slice(0, 5).join(' ') }));
  const size = sizeReason(newest, past);
  if (size !== undefined && newest.files !== 0) reasons.push(size);
  const churn = churnReason(newest, past);
  // Where a path is gone, everything below it is, and no wonder.
  if (churn !== undefined && (churn.weight === 'fail' || lost.length === 0)) reasons.push(churn);
  return reasons;
}

function sizeReason(newest: CatalogueSnapshot, past: readonly CatalogueSnapshot[]): OneShotReason | undefined {
  let worst: { readonly ratio: number; readonly reason: OneShotReason } | undefined;
  for (const [unit, of] of [
    ['B', (each: CatalogueSnapshot) => each.sourceBytes],
    ['files', (each: CatalogueSnapshot) => each.files],
  ] as const) {
    const now = of(newest);
    const known = past.flatMap((each) => of(each) ?? []);
    const usual = median(known);
    if (now === undefined || usual === undefined || usual === 0) continue;
    const ratio = now / usual;
    const deviation = Math.max(madScale * (median(known.map((each) => Math.abs(each - usual))) ?? 0), usual * 0.01);
    const isUsual = known.length >= enoughRuns && Math.abs(now - usual) / deviation < 4;
    if (isUsual) continue;
    const params = { percent: Math.round(ratio * 100), now, usual, unit };
    let reason: OneShotReason | undefined;
    if (ratio < shrunkenBelow) reason = failing('shrunken', params);
    else if (ratio < doubtfulBelow) reason = doubting('shrunken', params);
    else if (ratio > grownAbove && known.length >= 2) reason = doubting('grown', { times: Math.round(ratio) });
    if (reason !== undefined && (worst === undefined || ratio < worst.ratio)) worst = { ratio, reason };
  }
  return worst?.reason;
}

/**
 * In-place encryption leaves the size as it was: what shows it is that nearly all is rewritten, and that it no longer compresses. An
 * indicator with its numbers; both together fail, one alone is unknown.
 */
function churnReason(newest: CatalogueSnapshot, past: readonly CatalogueSnapshot[]): OneShotReason | undefined {
  const { compressionRatio: ratio, addedBytes = newest.sourceBytes ?? 0 } = newest;
  const usual = median(past.flatMap((each) => each.compressionRatio ?? []));
  const changed = rewrittenShare(newest);
  const collapsed =
    ratio !== undefined &&
    usual !== undefined &&
    usual >= compressible &&
    ratio <= incompressible &&
    addedBytes >= leastBytes;
  const percent = Math.round((changed ?? 1) * 100);
  if (collapsed && (changed === undefined || changed >= mostlyRewritten)) {
    const params = { changed: percent, ratio: ratio.toFixed(1), usual: usual.toFixed(1) };
    return failing('encrypted-looking', params);
  }
  // Bytes that borg calls new shrink when later archives share them: only counted files are compared with what is usual.
  if (newest.filesChanged === undefined) return undefined;
  const before = median(past.slice(0, -1).flatMap((each) => rewrittenShare(each) ?? []));
  // The first of a series is all new: from the third on there is something that is usual.
  if (changed !== undefined && changed >= nearlyAll && before !== undefined && before <= usuallyRewritten) {
    return doubting('rewritten', { changed: percent });
  }
  return undefined;
}

/** Of the files that were there before, the share that is changed, or gone while as many came (renamed). Of bytes where only those are told. */
function rewrittenShare(each: CatalogueSnapshot): number | undefined {
  const { filesChanged, filesUnmodified, filesNew = 0, filesRemoved = 0, addedBytes, sourceBytes } = each;
  if (filesChanged !== undefined && filesUnmodified !== undefined) {
    const replaced = Math.min(filesNew, filesRemoved);
    const there = filesChanged + filesUnmodified + replaced;
    return there === 0 ? undefined : (filesChanged + replaced) / there;
  }
  return addedBytes === undefined || !sourceBytes ? undefined : Math.min(1, addedBytes / sourceBytes);
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
