import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Clock, message, systemClock, UserError } from '../../core/index.ts';
import { fileReason } from '../../inventory/index.ts';
import { compareOids, isOid } from './oid.ts';
import { parseValue } from './snmprec-value.ts';
import { type Row, type View, viewOf } from './view.ts';

/** An unpacked recording larger than this is refused: the largest known walks have 20 MB. */
const maxRecordingOctets = 256 * 1024 * 1024;
/** Lines named in `skipped`; `skippedCount` counts all. */
const maxSkippedNamed = 100;

/** A recorded walk, ready to be served. */
export interface Recording {
  readonly view: View;
  /** Lines that are no row: their number and why, at most 100 of them. */
  readonly skipped: readonly { readonly line: number; readonly why: 'shape' | 'oid' | 'type' | 'value' }[];
  readonly skippedCount: number;
  /** Rows that gave way to a later one of the same OID. */
  readonly repeated: number;
  /** Rows that stood before a row they belong behind. */
  readonly unsorted: number;
  /** Values that no 32-bit or 64-bit field can hold; served modulo their width. */
  readonly altered: number;
}

/**
 * Reads the lines `OID|TYPE|VALUE` of an `.snmprec` recording (snmpsim's format). The bytes of text values are kept as
 * they are. Rows are sorted; of two with one OID the last wins. Whatever cannot be read is skipped and said.
 */
export function parseSnmprec(bytes: Buffer, clock: Clock = systemClock): Recording {
  const rows: Row[] = [];
  const skipped: { line: number; why: 'shape' | 'oid' | 'type' | 'value' }[] = [];
  let skippedCount = 0;
  let unsorted = 0;
  let altered = 0;
  const startedAt = clock.now();
  const elapsedSeconds = () => (clock.now() - startedAt) / 1000;

  function skip(line: number, why: 'shape' | 'oid' | 'type' | 'value'): void {
    skippedCount += 1;
    if (skipped.length < maxSkippedNamed) skipped.push({ line, why });
  }

  const lines = bytes.toString('latin1').split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() === '' || line.startsWith('#')) continue;
    const first = line.indexOf('|');
    const second = line.indexOf('|', first + 1);
    if (first < 0 || second < 0) {
      skip(index + 1, 'shape');
      continue;
    }
    const oid = line.slice(0, first).replace(/^\./, '');
    if (!isOid(oid)) {
      skip(index + 1, 'oid');
      continue;
    }
    const parsed = parseValue(line.slice(first + 1, second), line.slice(second + 1), elapsedSeconds);
    if (typeof parsed === 'string') {
      skip(index + 1, parsed);
      continue;
    }
    const before = rows.at(-1);
    if (before !== undefined && compareOids(before.oid, oid) > 0) unsorted += 1;
    if (parsed.altered) altered += 1;
    rows.push({ oid, value: parsed.value });
  }
  const view = viewOf(rows);
  return { view, skipped, skippedCount, repeated: view.repeated, unsorted, altered };
}

/** Reads a recording from a file, gzip-compressed or not. Throws a UserError when it cannot be read or holds no row. */
export async function loadSnmprec(path: string, clock: Clock = systemClock): Promise<Recording> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
    const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    if (compressed) bytes = await promisify(gunzip)(bytes, { maxOutputLength: maxRecordingOctets });
  } catch (thrown) {
    const why = fileReason(thrown);
    throw new UserError(
      message('lab.replay.unreadable', { file: path, why }),
      message('lab.replay.unreadable.remedy'),
      {
        cause: thrown,
      },
    );
  }
  const recording = parseSnmprec(bytes, clock);
  if (recording.view.size > 0) return recording;
  throw new UserError(message('lab.replay.empty', { file: path }), message('lab.replay.empty.remedy'));
}
