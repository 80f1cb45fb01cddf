import {
  type Fault,
  formatVerifierKey,
  openNote,
  parseCheckpoint,
  type VerifierKey,
  type VerifySignature,
} from '../../../ledger/verify/index.ts';
import { fault } from './fault.ts';

/**
 * What is wrong with the lines below a head: one of somebody whom the policy does not name, one that stands there twice, one
 * that is not right. None says anything about the head, and a bundle that we made has none.
 */
export async function signatureFaults({
  checkpoint,
  file,
  signers,
  verify,
}: {
  readonly checkpoint: string;
  readonly file: string;
  /** Logs and witnesses of the policy. */
  readonly signers: readonly VerifierKey[];
  readonly verify: VerifySignature;
}): Promise<readonly Fault[]> {
  const note = parseCheckpoint(checkpoint)?.note;
  if (note === undefined) return [fault('form', { file })];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const signature of note.signatures) {
    const { name, id } = signature;
    const signer = signers.find((key) => key.name === name && key.id === id);
    if (signer === undefined) {
      faults.push(fault('unknown-signature', { file, name }));
      continue;
    }
    if (seen.has(formatVerifierKey(signer))) faults.push(fault('repeated-signature', { file, name }));
    seen.add(formatVerifierKey(signer));
    const opened = await openNote({ text: note.text, signatures: [signature] }, [signer], verify);
    if (!opened.ok) faults.push(fault('in-file', { file, what: `key:${opened.fault.key}`, ...opened.fault.params }));
  }
  return faults;
}
