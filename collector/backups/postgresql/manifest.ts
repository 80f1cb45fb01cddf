import { createHash } from 'node:crypto';
import type { EpochMs } from '../../../core/index.ts';

/** A `backup_manifest` of PostgreSQL 13 and later. */
export interface BackupManifest {
  readonly bytes: number;
  readonly files: ReadonlyMap<string, number>;
  /** When `backup_label` was written: the backup's begin. */
  readonly startedAt: EpochMs | undefined;
  readonly walRanges: readonly { readonly timeline: number; readonly start: string; readonly end: string }[];
  readonly systemIdentifier: string | undefined;
  /** Whether its own checksum, SHA-256 of all before its line, is right. */
  readonly isWhole: boolean;
}

/** Reads one; undefined when it is none. A cut one is read as none: its JSON does not end. */
export function readBackupManifest(text: string): BackupManifest | undefined {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { Files: list, 'WAL-Ranges': ranges, 'Manifest-Checksum': told } = parsed;
  if (!Array.isArray(list) || typeof told !== 'string') return undefined;
  const at = text.lastIndexOf('"Manifest-Checksum"');
  const counted = createHash('sha256').update(text.slice(0, at)).digest('hex');
  const files = new Map<string, number>();
  let [bytes, startedAt]: [number, number | undefined] = [0, undefined];
  for (const { Path: path, 'Encoded-Path': encoded, Size: size, 'Last-Modified': modified } of list) {
    const name = typeof path === 'string' ? path : Buffer.from(String(encoded ?? ''), 'hex').toString('latin1');
    if (typeof size !== 'number') continue;
    files.set(name, size);
    bytes += size;
    if (name === 'backup_label') startedAt = Date.parse(String(modified).replace(' GMT', 'Z').replace(' ', 'T'));
  }
  const walRanges = (Array.isArray(ranges) ? ranges : []).flatMap(
    ({ Timeline: timeline, 'Start-LSN': start, 'End-LSN': end }) =>
      typeof timeline === 'number' && typeof start === 'string' && typeof end === 'string'
        ? [{ timeline, start, end }]
        : [],
  );
  // A 64-bit number: out of the text, for JSON.parse rounds it. Since PostgreSQL 17.
  const systemIdentifier = /"System-Identifier":\s*(\d+)/.exec(text.slice(0, 400))?.[1];
  return {
    bytes,
    files,
    startedAt: startedAt === undefined || Number.isNaN(startedAt) ? undefined : startedAt,
    walRanges,
    systemIdentifier,
    isWhole: counted === told.toLowerCase(),
  };
}
