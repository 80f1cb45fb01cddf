import { type Unzipped, unzipSync, zipSync } from 'fflate';
import { type Message, message } from '../../core/index.ts';
import {
  CompactRange,
  equal,
  exportFile,
  formatCheckpoint,
  type LedgerRecord,
  levelsOf,
  nodeHash,
  openNote,
  parseCheckpoint,
  readRecord,
  type Snapshot,
  type TreeHead,
  tilePath,
  tilesOf,
  type VerifierKey,
  verifyEd25519,
  verifyExport,
} from '../../ledger/index.ts';
import type { SentinelNote } from './model.ts';

/** Every bound of a carried file. */
export const carryBounds = {
  zipBytes: 64 * 1024 * 1024,
  bytes: 256 * 1024 * 1024,
  files: 20_000,
  /** Ten years of notes by the hour, and as many leaks. */
  notes: 1_000_000,
} as const;

const headFile = 'checkpoint';

/** A sentinel's whole diary under its signed head, as one zip of C2SP tlog-tiles. */
export async function packDiary(snapshot: Snapshot): Promise<Uint8Array> {
  const { checkpoint } = snapshot;
  const files: Record<string, Uint8Array> = { [headFile]: Buffer.from(formatCheckpoint(checkpoint)) };
  const put = async (path: string): Promise<void> => {
    const bytes = await exportFile(snapshot, path);
    if (bytes !== undefined) files[path] = bytes;
  };
  for (const { number, width } of tilesOf(0, checkpoint.size)) await put(tilePath('entries', number, width));
  for (let level = 0; level < levelsOf(checkpoint.size); level++) {
    for (const { number, width } of tilesOf(level, checkpoint.size)) await put(tilePath(level, number, width));
  }
  return zipSync(files, { level: 6, mtime: new Date('1980-01-01T00:00:00Z') });
}

/** What a carried file says, or why it is not believed. */
export type CarriedDiary =
  | { readonly ok: true; readonly head: TreeHead; readonly notes: readonly SentinelNote[] }
  | { readonly ok: false; readonly what: Message; readonly remedy: Message };

/**
 * Reads a carried file: signed by the key on file, whole from each record up, and going on from what was carried before (`last`): an
 * older file, the same one again, or one whose past is another is refused. Never throws on any bytes.
 */
export async function readDiary(
  bytes: Uint8Array,
  { key, last }: { readonly key: VerifierKey; readonly last: TreeHead | undefined },
): Promise<CarriedDiary> {
  const files = unzip(bytes);
  const text = files?.[headFile];
  const head = text === undefined ? undefined : parseCheckpoint(Buffer.from(text).toString());
  if (files === undefined || head === undefined) return no('form');
  if (!(await openNote(head.note, [key], verifyEd25519)).ok)
    return no('signature', { origin: head.origin, key: key.name });
  if (last !== undefined && head.origin !== last.origin)
    return no('origin', { origin: head.origin, known: last.origin });
  if (last !== undefined && head.size <= last.size) {
    return no(head.size === last.size && equal(head.root, last.root) ? 'again' : 'older', {
      size: head.size,
      known: last.size,
    });
  }
  if (head.size > carryBounds.notes) return no('form');
  const range = new CompactRange(nodeHash);
  const notes: SentinelNote[] = [];
  let goesOn = last === undefined || last.size === 0;
  const check = await verifyExport({
    head,
    hash: nodeHash,
    read: async (path) => files[path],
    onEntry(entry, index) {
      range.append(nodeHash.leaf(entry));
      if (last !== undefined && index + 1 === last.size) goesOn = equal(range.root(), last.root);
      const record = readRecord(entry, index);
      const note = record.ok ? noteOf(record.value) : undefined;
      if (note !== undefined) notes.push(note);
    },
  });
  const fault = check.faults[0];
  if (fault !== undefined) return { ok: false, what: fault, remedy: message('collector.sentinel.carry.remedy') };
  if (!goesOn) return no('forked', { size: head.size, known: last?.size ?? 0 });
  return { ok: true, head: { origin: head.origin, size: head.size, root: head.root }, notes };
}

function no(why: string, params: Readonly<Record<string, string | number>> = {}): CarriedDiary {
  return {
    ok: false,
    what: message(`collector.sentinel.carry.${why}`, params),
    remedy: message(`collector.sentinel.carry.${why}.remedy`),
  };
}

function unzip(bytes: Uint8Array): Unzipped | undefined {
  if (bytes.length > carryBounds.zipBytes) return undefined;
  let [count, total, fits] = [0, 0, true];
  try {
    const files = unzipSync(bytes, {
      filter({ originalSize }) {
        count += 1;
        total += originalSize;
        fits &&= count <= carryBounds.files && total <= carryBounds.bytes;
        return fits;
      },
    });
    return fits ? files : undefined;
  } catch {
    return undefined;
  }
}

/** A record of the diary as a note; undefined for those that are about the ledger itself. */
function noteOf({ kind, body }: LedgerRecord): SentinelNote | undefined {
  if (kind !== 'probe') return undefined;
  const { what, at, from, to, by, nonce, address, detail, prefixes, addresses, control, listening } = body;
  if (what === 'up' && isTime(from) && isTime(to) && isTexts(listening)) return { what, from, to, listening };
  if (what === 'heard' && isTime(at) && typeof from === 'string' && typeof nonce === 'string' && isHeardBy(by)) {
    return { what, at, by, from, nonce };
  }
  if (what === 'reached' && isTime(at) && typeof address === 'string' && typeof detail === 'string' && isTriedBy(by)) {
    return { what, at, address, by, detail };
  }
  if (
    what === 'tried' &&
    isTime(from) &&
    isTime(to) &&
    isTexts(prefixes) &&
    isTime(addresses) &&
    typeof control === 'boolean'
  ) {
    return { what, from, to, prefixes, addresses, control };
  }
  return undefined;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isHeardBy(value: unknown): value is Extract<SentinelNote, { readonly what: 'heard' }>['by'] {
  return ['tcp', 'http', 'dns', 'icmp', 'udp', 'ntp'].includes(value as string);
}

function isTriedBy(value: unknown): value is Extract<SentinelNote, { readonly what: 'reached' }>['by'] {
  return ['icmp', 'tcp', 'snmp'].includes(value as string);
}
