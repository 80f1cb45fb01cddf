/** The shapes of the ledger's pages; a part of `wire.ts`. */
import type { Message } from '../core/index.ts';

/** GET /ledger: the evidence ledger as it stands. */
export interface WireLedger {
  readonly origin: string;
  readonly size: number;
  /** Base64, over `size` records. */
  readonly root: string;
  readonly signedSize: number;
  readonly signedAt: string | null;
  readonly condition: 'sound' | 'failing' | 'tampered' | 'stopped';
  readonly faults: readonly Message[];
  readonly faultCount: number;
  /** Records that the check of the whole has seen in this round, and when the last round ended. */
  readonly checked: number;
  readonly checkedAt: string | null;
  /** The last signed head (C2SP checkpoint) and the newest that a witness cosigned. */
  readonly checkpoint: string | null;
  readonly cosigned: string | null;
  /** vkeys (C2SP signed-note), the current one first. */
  readonly logKeys: readonly string[];
  readonly collectorKey: string;
  /** C2SP tlog-policy. */
  readonly policy: string;
}

export interface WireLedgerRecord {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly subject: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly blob: { readonly sha256: string; readonly bytes: number } | null;
}

/** GET /ledger/records: `next` goes on with the search; a page may be short of its limit, or empty, and still have one. */
export interface WireLedgerPage {
  readonly items: readonly WireLedgerRecord[];
  readonly next: number | null;
}

/** GET /ledger/records/:index: one record with everything that is needed to check it elsewhere. */
export interface WireLedgerProof {
  readonly index: number;
  /** The bytes of the leaf, as text: exactly what was hashed. */
  readonly entry: string;
  /** Hex. */
  readonly leafHash: string;
  /** Undone when the record is not what its leaf says. */
  readonly record: WireLedgerRecord | null;
  readonly fault: Message | null;
  /** C2SP tlog-proof under the last signed head, null until it is signed; and under the newest cosigned one. */
  readonly proof: string | null;
  readonly cosignedProof: string | null;
}
