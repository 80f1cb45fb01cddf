import { textOf } from './bytes.ts';
import { type JsonObject, parseCanonical } from './canonical.ts';
import { type Checked, faulty, fine } from './fault.ts';

/** Everything that lands in the ledger, by what it is. */
export const recordKinds = [
  'start',
  'stop',
  'heartbeat',
  'state-change',
  'incident',
  'acknowledgement',
  'configuration-change',
  'inventory-change',
  'login',
  'report',
  'key-change',
  'witness',
  'gap',
  'declaration',
  'evidence',
  'verdict',
  'waiver',
  'probe',
  'drill',
  'terminal',
  'stock-take',
  'backup',
  'failover',
  'open-item',
  'maintenance',
  'silence',
  'assessment',
] as const;
export type RecordKind = (typeof recordKinds)[number];

/** One record, as it stands in a leaf. */
export interface LedgerRecord {
  /** Its place in the ledger, from 0. */
  readonly seq: number;
  /** UTC, ISO 8601 with milliseconds: when it was recorded. */
  readonly at: string;
  readonly kind: RecordKind;
  /** What it is about: `point P01`, `link F23`, `user admin`; empty for the ledger itself. */
  readonly subject: string;
  readonly body: JsonObject;
  /** Given when the body did not fit: its canonical JSON lies in a blob, and `body` is empty. */
  readonly blob?: BlobRef;
}

/** A larger piece of evidence, named by its content. */
export interface BlobRef {
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Version of the record's form. */
export const recordVersion = 1;
/** Longest entry (C2SP tlog-tiles: the length has two bytes). */
export const longestEntryBytes = 65_535;

/** Reads one entry of the ledger; `index` is where it stands. Anything but our own canonical spelling is a fault. */
export function readRecord(entry: Uint8Array, index: number): Checked<LedgerRecord> {
  const value = parseCanonical(textOf(entry) ?? '');
  if (!isObject(value)) return faulty('entry-canonical', { index });
  const { v, seq, at, kind, subject, body, blob, ...rest } = value;
  if (seq !== index) return faulty('entry-place', { index, seq: typeof seq === 'number' ? seq : '?' });
  const known = recordKinds.find((name) => name === kind);
  const isTime = typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at);
  const formed = v === recordVersion && known !== undefined && isTime && typeof subject === 'string' && isObject(body);
  if (!formed || Object.keys(rest).length > 0) return faulty('entry-form', { index });
  const record = { seq: index, at, kind: known, subject, body };
  if (blob === undefined) return fine(record);
  return isBlobRef(blob) ? fine({ ...record, blob }) : faulty('entry-form', { index });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBlobRef(value: unknown): value is BlobRef & JsonObject {
  if (!isObject(value)) return false;
  const { sha256, bytes } = value;
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) && Number.isSafeInteger(bytes);
}
