import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/index.ts';
import { nodeHash, nodeSha256, type Signer, verifyEd25519 } from '../crypto.ts';
import { privateFolder, readText, replaceFile } from '../files/disk.ts';
import { createKey, readKey } from '../keys/custody.ts';
import { ledgerError } from '../problem.ts';
import {
  type Checked,
  equal,
  faulty,
  fine,
  formatNote,
  formatVerifierKey,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  signatureTypes,
  type TreeHead,
  toHex,
  utf8,
  type VerifierKey,
  verifyConsistency,
} from '../verify/index.ts';
import type { Offer } from './offer.ts';

/** A head that the witness has just cosigned. */
export interface CosignedHead extends TreeHead {
  /** The checkpoint with the cosignature. */
  readonly text: string;
  readonly atSeconds: number;
  /** The size that it saw before; undefined at the first visit, when nothing could be compared. */
  readonly previousSize: number | undefined;
}

/** Somebody who remembers: offline, with a key and a folder of its own. */
export interface Witness {
  /** For the policy of those who believe it. */
  readonly vkey: string;
  /** The logs that it watches, by their keys. */
  readonly logs: readonly VerifierKey[];
  /** Watches one more log, or one more key of a log. */
  trust(log: VerifierKey): Promise<void>;
  /**
   * Cosigns a head that goes on from the one before. A head that is older, or that the older one does not lead to, is refused
   * with a fault that says so, and is not signed.
   */
  cosign(offer: Offer): Promise<Checked<CosignedHead>>;
}

/** Makes the key of a new witness. @throws UserError when there is one already, or the folder cannot be used. */
export async function initWitness(folder: string, name: string): Promise<void> {
  const file = join(folder, 'witness.key');
  if ((await readText(file)) !== undefined) throw ledgerError('witness-there', { folder });
  await createKey(file);
  await replaceFile(join(folder, 'name'), `${name}\n`);
}

/** @throws UserError when the folder is no witness's. */
export async function openWitness(folder: string, clock: Clock): Promise<Witness> {
  const keyFile = join(folder, 'witness.key');
  const name = ((await readText(join(folder, 'name')).catch(() => undefined)) ?? '').trim();
  const signer = await readKey(keyFile, name, signatureTypes.cosignature);
  if (signer === undefined || name === '') throw ledgerError('no-witness', { folder });
  const logsFile = join(folder, 'logs.public');
  const lines = ((await readText(logsFile)) ?? '').split('\n');
  const logs = lines.flatMap((line) => parseVerifierKey(line, nodeSha256) ?? []);
  await mkdir(join(folder, 'heads'), { recursive: true, mode: privateFolder });
  return {
    vkey: formatVerifierKey(signer.key),
    logs,
    async trust(log) {
      if (logs.some(({ name: known, id }) => known === log.name && id === log.id)) return;
      logs.push(log);
      await replaceFile(logsFile, logs.map((key) => `${formatVerifierKey(key)}\n`).join(''));
    },
    cosign: (offer) => cosign({ folder, offer, logs, signer, clock }),
  };
}

async function cosign(options: {
  readonly folder: string;
  readonly offer: Offer;
  readonly logs: readonly VerifierKey[];
  readonly signer: Signer;
  readonly clock: Clock;
}): Promise<Checked<CosignedHead>> {
  const { folder, offer, logs, signer, clock } = options;
  const checkpoint = parseCheckpoint(offer.checkpoint);
  if (checkpoint === undefined) return faulty('checkpoint-form');
  const { origin, size, root, note } = checkpoint;
  const keys = logs.filter(({ name }) => name === origin);
  if (keys.length === 0) return faulty('origin-unknown', { origin });
  const opened = await openNote(note, keys, verifyEd25519);
  if (!opened.ok) return opened;

  const headFile = join(folder, 'heads', toHex(nodeSha256(utf8(origin))).slice(0, 32));
  const before = await lastHead(headFile);
  if (!before.ok) return before;
  const last = before.value;
  if (last !== undefined) {
    const params = { signed: last.size, size };
    if (size < last.size) return faulty('rolled-back', params);
    if (size === last.size && !equal(root, last.root)) return faulty('forked', params);
    if (size > last.size && last.size > 0) {
      const proof = await offer.consistency(last.size, size);
      if (proof === undefined) return faulty('consistency-missing', params);
      const goesOn = verifyConsistency(nodeHash, { from: last, to: { size, root }, proof });
      if (!goesOn) return faulty('not-consistent', params);
    }
  }
  // A head that the records beside it do not lead to is not endorsed.
  const broken = await offer.check?.(checkpoint);
  if (broken !== undefined) return { ok: false, fault: broken };
  const atSeconds = Math.floor(clock.now() / 1000);
  const text = formatNote({ text: note.text, signatures: [...note.signatures, signer.signNote(note.text, atSeconds)] });
  // Remembered before the signature leaves this place: what was cosigned is never forgotten.
  await replaceFile(headFile, text);
  return fine({ origin, size, root, text, atSeconds, previousSize: last?.size });
}

/** What was cosigned last; a memory that cannot be read is no memory of nothing. */
async function lastHead(file: string): Promise<Checked<TreeHead | undefined>> {
  const text = await readText(file);
  const head = text === undefined ? undefined : parseCheckpoint(text);
  return text !== undefined && head === undefined ? faulty('witness-memory') : fine(head);
}
