import type { EpochMs } from '../../../core/index.ts';
import { backupBounds } from '../limits.ts';
import type { CatalogueSnapshot } from '../model.ts';

/** A snapshot as `restic snapshots --json` lists it; `contentId` is the tree that it stands on. */
export interface ResticSnapshot extends CatalogueSnapshot {
  readonly contentId: string;
}

/** Reads the list; undefined when it is none. Since 0.17 it carries sizes and churn (`summary`). */
export function readSnapshots(
  text: string,
): { readonly list: readonly ResticSnapshot[]; readonly misread: number } | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.trim() === '' ? 'null' : text);
  } catch {
    return undefined;
  }
  // A repository without snapshots is `[]` or, in old versions, `null`.
  if (parsed === null && text.trim() === 'null') return { list: [], misread: 0 };
  if (!Array.isArray(parsed)) return undefined;
  const list: ResticSnapshot[] = [];
  let misread = 0;
  for (const each of parsed.slice(0, backupBounds.snapshots)) {
    const snapshot = snapshotOf(each);
    if (snapshot === undefined) misread += 1;
    else list.push(snapshot);
  }
  return { list, misread: misread + Math.max(0, parsed.length - backupBounds.snapshots) };
}

function snapshotOf(each: unknown): ResticSnapshot | undefined {
  if (typeof each !== 'object' || each === null) return undefined;
  const { id, time, tree, hostname, tags, paths, summary } = each as Record<string, unknown>;
  const startedAt = timeOf(time);
  if (typeof id !== 'string' || startedAt === undefined || typeof tree !== 'string') return undefined;
  return {
    id,
    contentId: tree,
    tags: texts(tags),
    host: typeof hostname === 'string' ? hostname : '',
    paths: texts(paths),
    startedAt,
    ...summaryOf(summary),
  };
}

/** `summary` of 0.17 and later, by its documented fields. */
function summaryOf(summary: unknown): Partial<CatalogueSnapshot> {
  if (typeof summary !== 'object' || summary === null) return {};
  const of = summary as Record<string, unknown>;
  const count = (name: string): number | undefined => {
    const value = of[name];
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
  };
  const endedAt = timeOf(of.backup_end);
  const named: Record<string, number | undefined> = {
    endedAt,
    sourceBytes: count('total_bytes_processed'),
    files: count('total_files_processed'),
    filesNew: count('files_new'),
    filesChanged: count('files_changed'),
    filesUnmodified: count('files_unmodified'),
    addedBytes: count('data_added'),
    storedBytes: count('data_added_packed'),
  };
  if ((named.storedBytes ?? 0) > 0 && named.addedBytes !== undefined) {
    named.compressionRatio = named.addedBytes / (named.storedBytes ?? 1);
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').slice(0, 64) : [];
}

/** RFC 3339 with any number of digits behind the second. */
export function timeOf(text: unknown): EpochMs | undefined {
  if (typeof text !== 'string') return undefined;
  const at = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) ? undefined : at;
}
