import type { EpochMs } from '../../core/index.ts';
import { nodeHash, nodeSha256 } from '../crypto.ts';
import type { RecordTraits } from '../files/summaries.ts';
import type { NewRecord } from '../ledger.ts';
import { limits } from '../limits.ts';
import { canonicalJson, type Hash, longestEntryBytes, recordVersion, toHex } from '../verify/index.ts';

/** A record that is ready to be written. */
export interface Encoded {
  readonly entry: Uint8Array;
  readonly leaf: Hash;
  readonly traits: RecordTraits;
  /** The body, when it does not fit into the entry. */
  readonly blob?: { readonly sha256: string; readonly bytes: Uint8Array };
  /** What it takes in memory. */
  readonly size: number;
}

/**
 * Gives a record its place and its canonical bytes.
 * @throws TypeError for a body that is no JSON, or is larger than a blob may be.
 */
export function encodeRecord(record: NewRecord, seq: number, now: EpochMs): Encoded {
  const { kind } = record;
  const subject = record.subject.toWellFormed();
  const time = record.at ?? now;
  const at = new Date(time).toISOString();
  const body = canonicalJson(record.body);
  // Spelled out, members in canonical order, so that the body is not walked twice.
  const tail = `"kind":${JSON.stringify(kind)},"seq":${seq},"subject":${JSON.stringify(subject)},"v":${recordVersion}}`;
  const entry = Buffer.from(`{"at":"${at}","body":${body},${tail}`, 'utf8');
  const traits = { kind, subject, at: time };
  if (entry.length <= longestEntryBytes) {
    return { entry, leaf: nodeHash.leaf(entry), traits, size: entry.length };
  }
  const bytes = Buffer.from(body, 'utf8');
  if (bytes.length > limits.maxBlobBytes) throw new TypeError(`a body of ${bytes.length} bytes`);
  const sha256 = toHex(nodeSha256(bytes));
  const short = `{"at":"${at}","blob":{"bytes":${bytes.length},"sha256":"${sha256}"},"body":{},${tail}`;
  const small = Buffer.from(short, 'utf8');
  if (small.length > longestEntryBytes) throw new TypeError('a subject that does not fit');
  const size = small.length + bytes.length;
  return { entry: small, leaf: nodeHash.leaf(small), traits, blob: { sha256, bytes }, size };
}
