/**
 * Checks a report bundle with nothing but its files and a public key. Depends on no Node module, so that the same code
 * runs in the command line, in `verify.mjs` and in a page opened from a stick. Every fault names its place.
 */
import {
  type Fault,
  type LedgerRecord,
  type Policy,
  parsePolicy,
  parseTlogProof,
  readRecord,
  type Sha256,
  samePublicKey,
  type TreeHead,
  type TrustedHead,
  textOf,
  toBase64,
  toHex,
  treeHash,
  utf8,
  type VerifierKey,
  type VerifySignature,
  verifyCheckpoint,
  verifyConsistency,
  verifyInclusion,
  verifyTlogProof,
} from '../../../ledger/verify/index.ts';
import { afterSums, fileNames, linesOf, parseConsistency, parseProofs, parseSums } from '../bundle/parts.ts';
import type { Report } from '../model.ts';
import { fault } from './fault.ts';
import { checkReport } from './report.ts';
import { signatureFaults } from './signatures.ts';

/** What a check of a bundle found; it is sound when there are no faults. */
export interface BundleCheck {
  readonly ok: boolean;
  readonly faults: readonly Fault[];
  /** More faults were found than are named. */
  readonly faultCount: number;
  readonly report: Pick<Report, 'id' | 'title' | 'verdict' | 'period' | 'scope' | 'madeAt'> | undefined;
  /** The head under which the report itself is recorded, and where. */
  readonly head: { readonly origin: string; readonly size: number; readonly root: string } | undefined;
  readonly recordIndex: number | undefined;
  /** Records of evidence that were proven. */
  readonly evidence: number;
  /** Whether every figure was made anew from the evidence alone. */
  readonly recomputed: boolean;
  readonly cosigned: readonly string[];
  /** What this check did not look at, as texts by key. */
  readonly notVerified: readonly Fault[];
}

export interface BundleInput {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The key that the auditor has on file; nothing in the bundle can replace it. */
  readonly key: VerifierKey;
  /** The head that the auditor saw last, for example on paper: an older report put in place of a newer one is then seen. */
  readonly seen?: TreeHead | undefined;
  readonly sha256: Sha256;
  readonly verify: VerifySignature;
}

/** Faults named; more are counted. */
const mostFaults = 100;

export async function verifyBundle({ files, key, seen, sha256, verify }: BundleInput): Promise<BundleCheck> {
  const hash = treeHash(sha256);
  const faults: Fault[] = [];
  let faultCount = 0;
  const add = (found: Fault): void => {
    faultCount += 1;
    if (faults.length < mostFaults) faults.push(found);
  };
  const text = (name: string): string | undefined => {
    const bytes = files.get(name);
    if (bytes === undefined) {
      add(fault('missing', { file: name }));
      return undefined;
    }
    const found = textOf(bytes);
    if (found === undefined) add(fault('not-text', { file: name }));
    return found;
  };
  const inFile = (file: string, { key: what, params }: Fault): Fault =>
    fault('in-file', { file, what: `key:${what}`, ...params });

  // Who is believed: the auditor's key alone. The bundle's policy must name it; witnesses that it names are told, not demanded:
  // a report is made minutes before a witness can have seen its head.
  let policy: Policy = { logs: [key], witnesses: new Map(), quorum: 'none', groups: new Map() };
  // While a key is changed the old and the new one sign side by side: each may stand there, the auditor's must.
  let signers: readonly VerifierKey[] = [key];
  const policyText = text(fileNames.policy);
  if (policyText !== undefined) {
    const parsed = parsePolicy(policyText, sha256);
    if (!parsed.ok) add(inFile(fileNames.policy, parsed.fault));
    else if (!parsed.value.logs.some((log) => samePublicKey(log, key) && log.name === key.name)) {
      add(fault('other-key', { file: fileNames.policy, name: key.name, id: key.id }));
    } else {
      policy = { ...parsed.value, logs: [key], quorum: 'none' };
      signers = [...parsed.value.logs, ...parsed.value.witnesses.values()];
    }
  }

  // What the ledger says of this report.
  let record: LedgerRecord | undefined;
  let head: (TrustedHead & { readonly index: number }) | undefined;
  const recordBytes = files.get(fileNames.record);
  const recordProof = text(fileNames.recordProof);
  if (recordBytes === undefined) add(fault('missing', { file: fileNames.record }));
  else if (recordProof !== undefined) {
    const parsed = parseTlogProof(recordProof);
    const proven = await verifyTlogProof({ entry: recordBytes, proof: recordProof, policy, hash, verify });
    if (proven.ok) {
      head = proven.value;
      await checkSignatures(parsed?.checkpoint ?? '', fileNames.recordProof);
      // Nobody vouches for what a proof carries besides, and ours carry nothing.
      if (parsed?.extra !== undefined) add(fault('form', { file: fileNames.recordProof }));
    } else {
      // A record and its siblings that do not fit: either may have been changed.
      const both = proven.fault.key === 'ledger.fault.not-included';
      add(inFile(both ? `${fileNames.record}, ${fileNames.recordProof}` : fileNames.recordProof, proven.fault));
    }
    const read = readRecord(recordBytes, parsed?.index ?? 0);
    if (!read.ok) add(inFile(fileNames.record, read.fault));
    else if (read.value.kind !== 'report') add(fault('not-a-report', { file: fileNames.record }));
    else record = read.value;
  }

  // The files are those that the ledger recorded.
  const sumsText = text(fileNames.sums);
  if (sumsText !== undefined) {
    const sums = parseSums(sumsText);
    const recorded = record?.body.sums;
    if (record !== undefined && recorded !== toHex(sha256(utf8(sumsText)))) {
      add(fault('sums-not-recorded', { file: fileNames.sums, index: record.seq }));
    }
    if (sums === undefined) add(fault('form', { file: fileNames.sums }));
    for (const [name, hex] of sums ?? []) {
      const bytes = files.get(name);
      if (bytes === undefined) add(fault('missing', { file: name }));
      else if (toHex(sha256(bytes)) !== hex) add(fault('changed', { file: name }));
    }
    if (sums !== undefined) {
      for (const name of files.keys()) {
        if (!sums.has(name) && !afterSums.includes(name)) add(fault('unexpected', { file: name }));
      }
    }
  }

  // The printed head: signed, and the same log as the one in which the report is recorded.
  let printed: TrustedHead | undefined;
  const checkpointText = text(fileNames.checkpoint);
  if (checkpointText !== undefined) {
    const checked = await verifyCheckpoint(checkpointText, policy, verify);
    if (checked.ok) {
      printed = checked.value;
      await checkSignatures(checkpointText, fileNames.checkpoint);
    } else add(inFile(fileNames.checkpoint, checked.fault));
  }
  const consistencyText = text(fileNames.consistency);
  if (consistencyText !== undefined) {
    const consistency = parseConsistency(consistencyText);
    if (consistency === undefined) add(fault('form', { file: fileNames.consistency }));
    else if (printed !== undefined && head !== undefined) {
      const sizesAgree = consistency.from === printed.size && consistency.to === head.size;
      const extended = sizesAgree && verifyConsistency(hash, { from: printed, to: head, proof: consistency.proof });
      if (!extended) {
        add(fault('not-extended', { file: fileNames.consistency, from: printed.size, to: head.size }));
      }
    }
  }

  if (seen !== undefined && head !== undefined) {
    const contradicts = head.size === seen.size && toBase64(head.root) !== toBase64(seen.root);
    if (head.origin !== seen.origin || head.size < seen.size || contradicts) {
      add(fault('rolled-back', { file: fileNames.recordProof, size: head.size, seen: seen.size }));
    }
  }

  const evidence = await checkEvidence();
  const report = readReport();
  let recomputed = false;
  if (report !== undefined) {
    const checked = checkReport({ report, record, printed, evidence, checkpointText });
    for (const found of checked.faults) add(found);
    recomputed = checked.recomputed;
  }

  const notVerified: Fault[] = [fault('not-verified.same-words'), fault('not-verified.left-out')];
  if (report?.terms !== undefined) notVerified.push(fault('not-verified.terms'));
  const differs = report?.evidence?.differs;
  if (differs !== undefined) notVerified.push(fault('not-verified.differs', { ...differs }));
  else if (!recomputed) notVerified.push(fault('not-verified.figures'));
  if ((head?.cosigned.length ?? 0) + (printed?.cosigned.length ?? 0) === 0)
    notVerified.push(fault('not-verified.witness'));
  const { id, title, verdict, period, scope, madeAt } = report ?? {};
  return {
    ok: faultCount === 0,
    faults,
    faultCount,
    report:
      id === undefined ||
      title === undefined ||
      verdict === undefined ||
      period === undefined ||
      scope === undefined ||
      madeAt === undefined
        ? undefined
        : { id, title, verdict, period, scope, madeAt },
    head: head === undefined ? undefined : { origin: head.origin, size: head.size, root: toBase64(head.root) },
    recordIndex: head?.index,
    evidence: evidence.length,
    recomputed,
    cosigned: [...new Set([...(head?.cosigned ?? []), ...(printed?.cosigned ?? [])].map((each) => each.key.name))],
    notVerified,
  };

  async function checkSignatures(checkpoint: string, file: string): Promise<void> {
    for (const found of await signatureFaults({ checkpoint, file, signers, verify })) add(found);
  }

  async function checkEvidence(): Promise<readonly LedgerRecord[]> {
    const lines = linesOf(text(fileNames.evidence) ?? '');
    const proofsText = text(fileNames.proofs);
    if (lines === undefined) add(fault('form', { file: fileNames.evidence }));
    const proofs = proofsText === undefined ? undefined : parseProofs(proofsText);
    if (proofsText !== undefined && proofs === undefined) add(fault('form', { file: fileNames.proofs }));
    if (lines === undefined || proofs === undefined) return [];
    if (lines.length !== proofs.length) {
      add(fault('counts-differ', { file: fileNames.evidence, lines: lines.length, proofs: proofs.length }));
    }
    const records: LedgerRecord[] = [];
    let before = -1;
    for (const [number, line] of lines.entries()) {
      const proof = proofs[number];
      if (proof === undefined) break;
      const place = { file: fileNames.evidence, line: number + 1, index: proof.index };
      const entry = utf8(line);
      if (proof.index <= before) add(fault('order', place));
      before = Math.max(before, proof.index);
      if (printed !== undefined) {
        const included = verifyInclusion(hash, {
          index: proof.index,
          size: printed.size,
          leaf: hash.leaf(entry),
          proof: proof.proof,
          root: printed.root,
        });
        if (!included) add(fault('not-in-ledger', place));
      }
      const read = readRecord(entry, proof.index);
      if (read.ok) records.push(read.value);
      else add(inFile(fileNames.evidence, read.fault));
    }
    return records;
  }

  function readReport(): Report | undefined {
    const found = text(fileNames.report);
    if (found === undefined) return undefined;
    try {
      const report = JSON.parse(found) as Report;
      if (report?.format === 'fangzhou-report/1') return report;
    } catch {
      // Named below.
    }
    add(fault('form', { file: fileNames.report }));
    return undefined;
  }
}
