import { backupBounds } from './limits.ts';
import type { CatalogueReading } from './model.ts';

/** `timeline`, log and segment of a WAL file, each eight hex digits; behind them what an archiver adds (checksum, compression). */
const walName = /^([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(?:-[0-9a-f]{40})?(?:\.(?:gz|lz4|zst|bz2|xz))?$/;
const historyName = /^([0-9A-F]{8})\.history(?:\.(?:gz|lz4|zst|bz2|xz))?$/;
/** Bytes that one log number spans (PostgreSQL, src/include/access/xlog_internal.h). */
const logBytes = 0x1_0000_0000;
export const usualSegmentBytes = 16 * 1024 * 1024;

/** The name of a segment or of a history without what an archiver adds; undefined of any other file. */
export function walFileOf(path: string): string | undefined {
  const name = path.split('/').at(-1) ?? '';
  if (historyName.test(name)) return name.slice(0, 8 + '.history'.length);
  return walName.test(name) ? name.slice(0, 24) : undefined;
}

const [leastSegmentBytes, mostSegmentBytes] = [1024 * 1024, 1024 * 1024 * 1024];

/** How large segments are (`initdb --wal-segsize`), told by one that is stored as it is: names alone do not say it. */
export function segmentBytesOf(files: readonly { readonly path: string; readonly bytes: number }[]): number {
  const whole = files.find(({ path, bytes }) => {
    if (!/^[0-9A-F]{24}$/.test(path.split('/').at(-1) ?? '')) return false;
    return bytes >= leastSegmentBytes && bytes <= mostSegmentBytes && Number.isInteger(Math.log2(bytes));
  });
  return whole?.bytes ?? usualSegmentBytes;
}

/** The same, told by a position and the name of the segment that holds it; the usual one where several sizes fit. */
export function segmentBytesBy(segment: string, lsn: string): number {
  const fits = (bytes: number): boolean => segmentOf(Number.parseInt(segment.slice(0, 8), 16), lsn, bytes) === segment;
  if (fits(usualSegmentBytes)) return usualSegmentBytes;
  for (let bytes = leastSegmentBytes; bytes <= mostSegmentBytes; bytes *= 2) if (fits(bytes)) return bytes;
  return usualSegmentBytes;
}

export type WalTimelines = NonNullable<CatalogueReading['wal']>['timelines'];

/**
 * Counts the segments of each timeline ourselves, from the names in the archive: no tool does (pgBackRest's `verify` calls a hole ok).
 * With 16 MB the last segment of a log is FF, with others another one. A timeline is asked to be whole within itself, and to begin
 * where its history says or where the archive does.
 */
export function walTimelines(names: readonly string[], segmentBytes = usualSegmentBytes): WalTimelines {
  const perLog = BigInt(Math.floor(logBytes / segmentBytes));
  const seen = new Map<number, Set<bigint>>();
  for (const path of names) {
    const [, timeline, log, segment] = walName.exec(path.split('/').at(-1) ?? '') ?? [];
    if (timeline === undefined || log === undefined || segment === undefined) continue;
    const within = BigInt(`0x${segment}`);
    if (within >= perLog) continue;
    const id = Number.parseInt(timeline, 16);
    const known = seen.get(id) ?? new Set();
    seen.set(id, known.add(BigInt(`0x${log}`) * perLog + within));
  }
  return [...seen]
    .sort(([a], [b]) => a - b)
    .map(([timeline, numbers]) => {
      const sorted = [...numbers].sort((a, b) => (a < b ? -1 : 1));
      const missing: string[] = [];
      let before = sorted[0] ?? 0n;
      for (const number of sorted) {
        for (let lost = before + 1n; lost < number && missing.length < backupBounds.missingSegments; lost++) {
          missing.push(nameOf(timeline, lost, perLog));
        }
        before = number;
      }
      return {
        timeline,
        first: nameOf(timeline, sorted[0] ?? 0n, perLog),
        last: nameOf(timeline, before, perLog),
        missing,
      };
    });
}

function nameOf(timeline: number, number: bigint, perLog: bigint): string {
  const hex = (value: bigint): string => value.toString(16).toUpperCase().padStart(8, '0');
  return `${hex(BigInt(timeline))}${hex(number / perLog)}${hex(number % perLog)}`;
}

/** The segment that holds a position like `0/2000028`; undefined when it is none. */
export function segmentOf(timeline: number, lsn: string, segmentBytes = usualSegmentBytes): string | undefined {
  const [, log, offset] = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/.exec(lsn) ?? [];
  if (log === undefined || offset === undefined) return undefined;
  const perLog = BigInt(Math.floor(logBytes / segmentBytes));
  const number = BigInt(`0x${log}`) * perLog + BigInt(`0x${offset}`) / BigInt(segmentBytes);
  return nameOf(timeline, number, perLog);
}

/** Timelines after the first whose history file is not archived: a restore cannot follow them. */
export function timelinesWithoutHistory(names: readonly string[], timelines: WalTimelines): readonly number[] {
  const known = new Set(
    names.flatMap((path) => {
      const [, timeline] = historyName.exec(path.split('/').at(-1) ?? '') ?? [];
      return timeline === undefined ? [] : [Number.parseInt(timeline, 16)];
    }),
  );
  return timelines.map(({ timeline }) => timeline).filter((timeline) => timeline > 1 && !known.has(timeline));
}
