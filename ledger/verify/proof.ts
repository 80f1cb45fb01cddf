import { parseCheckpoint, type TreeHead } from './checkpoint.ts';
import { type Checked, faulty, fine } from './fault.ts';
import type { TreeHash } from './hash.ts';
import { verifyInclusion } from './inclusion.ts';
import type { VerifierKey } from './key.ts';
import { openNote, type Signed, type VerifySignature } from './note.ts';
import { type Policy, quorumReached } from './policy.ts';
import { parseTlogProof } from './tlog-proof.ts';

/** A head that a trusted log signed, and who else did. */
export interface TrustedHead extends TreeHead {
  readonly log: VerifierKey;
  readonly cosigned: readonly Signed[];
}

/** Checks a checkpoint against a policy: signed by a log of it whose name is the origin, cosigned by enough witnesses. */
export async function verifyCheckpoint(
  text: string,
  policy: Policy,
  verify: VerifySignature,
): Promise<Checked<TrustedHead>> {
  const checkpoint = parseCheckpoint(text);
  if (checkpoint === undefined) return faulty('checkpoint-form');
  const { origin, size, root, note } = checkpoint;
  const logs = policy.logs.filter(({ name }) => name === origin);
  if (logs.length === 0) return faulty('origin-unknown', { origin });
  const opened = await openNote(note, [...logs, ...policy.witnesses.values()], verify);
  if (!opened.ok) return opened;
  const log = opened.value.find(({ key }) => logs.includes(key))?.key;
  if (log === undefined) return faulty('log-signature-missing', { origin });
  const cosigned = opened.value.filter(({ key }) => !logs.includes(key));
  const enough = quorumReached(
    policy,
    cosigned.map(({ key }) => key),
  );
  return enough ? fine({ origin, size, root, log, cosigned }) : faulty('quorum', { cosigned: cosigned.length });
}

/** Checks that an entry is in the log, by its `.tlog-proof` alone (C2SP tlog-proof, the four steps). */
export async function verifyTlogProof(options: {
  readonly entry: Uint8Array;
  readonly proof: string;
  readonly policy: Policy;
  readonly hash: TreeHash;
  readonly verify: VerifySignature;
}): Promise<Checked<TrustedHead & { readonly index: number }>> {
  const { entry, policy, hash, verify } = options;
  const parsed = parseTlogProof(options.proof);
  if (parsed === undefined) return faulty('proof-form');
  const head = await verifyCheckpoint(parsed.checkpoint, policy, verify);
  if (!head.ok) return head;
  const { index, proof } = parsed;
  const { size, root } = head.value;
  const included = verifyInclusion(hash, { index, size, leaf: hash.leaf(entry), proof, root });
  return included ? fine({ ...head.value, index }) : faulty('not-included', { index, size });
}
