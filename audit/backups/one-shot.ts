/** One repository judged without inventory or history of our own: by what it holds against what is asked for. Pure. */
import type { CatalogueFinding, CatalogueReading, CatalogueSnapshot } from '../../collector/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { BackupVerdict } from './model.ts';
import { looksOf } from './one-shot-looks.ts';
import { doubting, failing, type OneShotReason } from './one-shot-reason.ts';

export interface OneShotDataSet {
  readonly tag: string;
  readonly verdict: BackupVerdict;
  readonly reasons: readonly OneShotReason[];
  readonly newest: EpochMs | undefined;
  readonly ageSeconds: number | undefined;
  readonly bytes: number | undefined;
}

export interface OneShotVerdict {
  readonly verdict: BackupVerdict;
  readonly dataSets: readonly OneShotDataSet[];
  /** Tags (or, without one, ids) of what is there and nobody asked about. */
  readonly orphans: readonly string[];
  readonly repository: { readonly verdict: BackupVerdict; readonly reasons: readonly OneShotReason[] };
}

export interface OneShotWish {
  /** Empty: whatever is there is judged. */
  readonly expect: readonly string[];
  readonly maxAgeSeconds: number;
}

/** A clock may be this far ahead before its words count for nothing. */
const clockAheadMs = 5 * 60_000;
/** Findings that put in doubt what was not shown to be whole. */
const doubtful = new Set(['pack-missing', 'pack-damaged', 'pack-unreadable', 'index-damaged', 'damaged']);
/** Tools that have no check of their own: their catalogue is all there is. */
const uncheckable = new Set(['bareos']);

export function judgeRepository(
  reading: CatalogueReading,
  { expect, maxAgeSeconds }: OneShotWish,
  now: EpochMs,
): OneShotVerdict {
  const tags = expect.length > 0 ? [...new Set(expect)] : tagsOf(reading.snapshots);
  const held = new Map<string, CatalogueSnapshot[]>(tags.map((tag) => [tag, []]));
  const orphans = new Set<string>();
  for (const each of reading.snapshots) {
    const meant = meaning(each, tags, reading.tool);
    for (const tag of meant) held.get(tag)?.push(each);
    if (meant.length === 0) orphans.add(orphanName(each));
  }
  const dataSets = tags.map((tag) => judgeDataSet(tag, held.get(tag) ?? [], reading, { maxAgeSeconds, now }));
  const repository = judgeItself(reading);
  const verdict = worst([repository.verdict, ...dataSets.map((each) => each.verdict)]);
  return { verdict, dataSets, orphans: [...orphans].sort(), repository };
}

function tagsOf(snapshots: readonly CatalogueSnapshot[]): readonly string[] {
  return [...new Set(snapshots.map((each) => each.tags.at(-1) ?? each.host).filter((tag) => tag !== ''))].sort();
}

/**
 * Which of the expected data sets a backup belongs to: by its tags, exactly. A name that only begins with one belongs to it where the tool knows no
 * tags (borg's archives are `NAME-DATE`), to the longest of several.
 */
function meaning(each: CatalogueSnapshot, tags: readonly string[], tool: CatalogueReading['tool']): readonly string[] {
  const exact = tags.filter((tag) => each.tags.includes(tag));
  if (exact.length > 0 || tool === 'restic') return exact;
  const [name = ''] = each.tags;
  const begun = tags.filter((tag) => name.startsWith(tag) && /^[-_.@:+/ ]/.test(name.slice(tag.length)));
  const [longest] = begun.sort((a, b) => b.length - a.length);
  return longest === undefined ? [] : [longest];
}

function orphanName({ tags, id }: CatalogueSnapshot): string {
  return tags.at(-1) ?? id.slice(0, 12);
}

function judgeDataSet(
  tag: string,
  held: readonly CatalogueSnapshot[],
  reading: CatalogueReading,
  { maxAgeSeconds, now }: { readonly maxAgeSeconds: number; readonly now: EpochMs },
): OneShotDataSet {
  const ordered = [...held].sort((a, b) => b.startedAt - a.startedAt);
  const [newest, ...earlier] = ordered;
  if (newest === undefined) {
    const reason = reading.listed ? failing('missing') : doubting('unlisted');
    return {
      tag,
      verdict: verdictOf([reason]),
      reasons: [reason],
      newest: undefined,
      ageSeconds: undefined,
      bytes: undefined,
    };
  }
  const reasons: OneShotReason[] = [];
  const ageSeconds = Math.round((now - newest.startedAt) / 1000);
  if (ageSeconds * 1000 < -clockAheadMs) reasons.push(failing('clock-ahead', { ahead: roughly(-ageSeconds) }));
  if (ageSeconds > maxAgeSeconds)
    reasons.push(failing('stale', { age: roughly(ageSeconds), most: roughly(maxAgeSeconds) }));
  if (newest.partial === true) reasons.push(failing('partial'));
  reasons.push(...looksOf(newest, earlier), ...integrityOf(newest, reading));
  return { tag, verdict: verdictOf(reasons), reasons, newest: newest.startedAt, ageSeconds, bytes: newest.sourceBytes };
}

/** What was found broken under this very backup, or that it was not shown to be whole in a broken repository. */
function integrityOf(newest: CatalogueSnapshot, { findings, untouched }: CatalogueReading): readonly OneShotReason[] {
  const own = findings.filter(
    ({ snapshotId, weight, reason }) => weight !== 'note' && reason !== 'clock-ahead' && isIt(snapshotId, newest),
  );
  if (own.length > 0) return own.map(reasonOf);
  const broken = findings.find(({ reason, weight }) => weight !== 'note' && doubtful.has(reason));
  if (broken === undefined || untouched?.includes(newest.id) === true) return [];
  return [doubting('repository-damaged', {}, broken.said)];
}

function isIt(snapshotId: string | undefined, { id }: CatalogueSnapshot): boolean {
  return snapshotId !== undefined && id.startsWith(snapshotId);
}

function judgeItself(reading: CatalogueReading): OneShotVerdict['repository'] {
  const told = reading.findings.filter(({ weight }) => weight !== 'note');
  const general = new Set(told.filter(({ snapshotId }) => snapshotId === undefined).map(({ reason }) => reason));
  // What a data set says of its own newest backup is not said again.
  const reasons = told
    .filter(({ reason, snapshotId }) => snapshotId === undefined || !general.has(reason))
    .map(reasonOf);
  const isChecked = reading.checks.some(({ ok }) => ok) || uncheckable.has(reading.tool);
  if (reading.listed && !isChecked && reasons.length === 0) reasons.push(doubting('unchecked'));
  return { verdict: verdictOf(reasons), reasons };
}

function reasonOf({ reason, weight, text, said }: CatalogueFinding): OneShotReason {
  return {
    code: reason,
    weight: weight === 'fail' ? 'fail' : 'unknown',
    text,
    remedy: message(`collector.backup.${reason}.remedy`),
    said,
  };
}

function verdictOf(reasons: readonly OneShotReason[]): BackupVerdict {
  return worst(reasons.map(({ weight }) => weight));
}

function worst(verdicts: readonly BackupVerdict[]): BackupVerdict {
  return verdicts.includes('fail') ? 'fail' : verdicts.includes('unknown') ? 'unknown' : 'pass';
}

/** Whole minutes below three hours, whole hours below four days, then days. */
function roughly(seconds: number): string {
  if (seconds < 3 * 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 4 * 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
