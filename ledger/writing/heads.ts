import type { Clock, EpochMs } from '../../core/index.ts';
import { verifyEd25519 } from '../crypto.ts';
import type { LedgerKeys } from '../keys/open.ts';
import {
  type Checked,
  type Checkpoint,
  equal,
  faulty,
  fine,
  formatNote,
  formatTreeHead,
  type Hash,
  openNote,
  parseCheckpoint,
  type VerifierKey,
} from '../verify/index.ts';
import type { Cosigned } from './cosigned.ts';
import type { Writer } from './writer.ts';

/** The signed heads of the ledger, and who else signed them. */
export interface Heads {
  readonly signed: Checkpoint | undefined;
  readonly signedAt: EpochMs | undefined;
  /** Whether the keys that sign now, and no others, have signed the last head. */
  readonly isCurrent: boolean;
  /** Signs what is on the disk, when it has grown since the last head, or keys have changed. */
  sign(): Promise<void>;
  /** The last signed head with the cosignatures that are known of it. */
  newest(): Checkpoint | undefined;
  cosigned(): Checkpoint | undefined;
  /** Takes the cosignatures of known witnesses on a head of ours; gives who they are. */
  take(text: string): Promise<Checked<readonly { readonly witness: VerifierKey; readonly atSeconds: number }[]>>;
}

export function createHeads(deps: {
  readonly keys: LedgerKeys;
  readonly writer: Writer;
  readonly cosigned: Cosigned;
  readonly witnesses: readonly VerifierKey[];
  readonly clock: Clock;
  readonly signed: Checkpoint | undefined;
  /** Makes last what the head is over. */
  readonly sync: () => Promise<void>;
  readonly writeHead: (text: string) => Promise<void>;
  readonly rootAt: (size: number) => Promise<Hash>;
  readonly onSigned: (checkpoint: string) => void;
}): Heads {
  const { keys, writer, cosigned, witnesses, clock, sync, writeHead, rootAt, onSigned } = deps;
  let { signed } = deps;
  let signedAt: EpochMs | undefined;

  /** True while the last head carries a line of each key that signs now, and of no other. */
  const isCurrent = (): boolean =>
    signed !== undefined &&
    signed.note.signatures.length === keys.logSigners.length &&
    keys.logSigners.every(({ key }) => signed?.note.signatures.some(({ id }) => id === key.id));

  return {
    get signed() {
      return signed;
    },
    get signedAt() {
      return signedAt;
    },
    get isCurrent() {
      return isCurrent();
    },
    sign: () =>
      writer.alone(async () => {
        const { size, root } = writer;
        if (size === 0 || (signed?.size === size && isCurrent())) return;
        await sync();
        const text = formatTreeHead({ origin: keys.origin, size, root });
        const note = { text, signatures: keys.logSigners.map((signer) => signer.signNote(text)) };
        await writeHead(formatNote(note));
        signed = { origin: keys.origin, size, root, note };
        signedAt = clock.now();
        onSigned(formatNote(note));
      }),
    newest() {
      if (signed === undefined) return undefined;
      const { text, signatures } = signed.note;
      return { ...signed, note: { text, signatures: [...signatures, ...cosigned.at(signed.size)] } };
    },
    cosigned: () => cosigned.newest(),
    async take(text) {
      const checkpoint = parseCheckpoint(text);
      if (checkpoint === undefined) return faulty('checkpoint-form');
      const { origin, size, root, note } = checkpoint;
      if (origin !== keys.origin) return faulty('origin-unknown', { origin });
      if (size > writer.size) return faulty('rolled-back', { signed: size, size: writer.size });
      if (!equal(await rootAt(size), root)) return faulty('forked', { signed: size, size: writer.size });
      const opened = await openNote(note, [...keys.logKeys, ...witnesses], verifyEd25519);
      if (!opened.ok) return opened;
      if (!opened.value.some(({ key }) => keys.logKeys.includes(key)))
        return faulty('log-signature-missing', { origin });
      const found = opened.value.flatMap(({ key, atSeconds }) =>
        atSeconds === undefined ? [] : [{ witness: key, atSeconds }],
      );
      if (found.length === 0) return faulty('witness-unknown');
      for (const { witness } of found) await cosigned.keep(witness, checkpoint);
      return fine(found);
    },
  };
}
