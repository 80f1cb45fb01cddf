import type { PairReading } from '../../collector/index.ts';
import { canonicalJson, type JsonObject, type NewRecord, nodeSha256, toHex } from '../../ledger/index.ts';
import type { PairChange, PairCheckChange, TakeoverChange } from './changes.ts';
import { jsonOf } from './json.ts';
import type { PairJudgement } from './model.ts';

/** What goes into the ledger of pairs: changes of verdicts and takeovers, each after the reading that it rests on. */
export interface PairRecorder {
  records(changes: readonly PairChange[]): readonly NewRecord[];
}

/** Records about a pair have this subject, so that one search finds all of them. */
export function pairSubject(pairId: string): string {
  return `pair ${pairId}`;
}

const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

export function createPairRecorder(view: { reading(pairId: string): PairReading | undefined }): PairRecorder {
  /** One reading may change many verdicts: it is recorded once. */
  const told = new WeakMap<PairReading, string>();

  const evidenceOf = (pairId: string, records: NewRecord[]): string | null => {
    const reading = view.reading(pairId);
    if (reading === undefined) return null;
    const known = told.get(reading);
    if (known !== undefined) return known;
    const body = jsonOf(reading);
    const digest = `sha256:${toHex(nodeSha256(Buffer.from(canonicalJson(body), 'utf8')))}`;
    told.set(reading, digest);
    const record = { kind: 'evidence', subject: pairSubject(pairId), at: reading.finishedAt, sealed: true } as const;
    records.push({ ...record, body: { digest, ...body } });
    return digest;
  };

  return {
    records(changes) {
      const records: NewRecord[] = [];
      for (const change of changes) {
        // What nobody can tell rests on no reading.
        const isDecided = change.what === 'takeover' || change.after?.verdict !== 'unknown';
        const evidence = isDecided ? evidenceOf(change.pairId, records) : null;
        records.push(change.what === 'takeover' ? takeoverRecord(change, evidence) : checkRecord(change, evidence));
      }
      return records;
    },
  };
}

function checkRecord(
  { pairId, checkId, at, before, after, standing }: PairCheckChange,
  evidence: string | null,
): NewRecord {
  const { score, word } = standing.readiness;
  return {
    kind: 'verdict',
    subject: pairSubject(pairId),
    sealed: true,
    body: {
      check: checkId,
      before: wordOf(before),
      verdict: wordOf(after),
      severity: after?.severity ?? before?.severity ?? null,
      trouble: after?.trouble ?? before?.trouble ?? null,
      reason: after === undefined ? null : jsonOf(after.reason),
      at: iso(at),
      observedAt: iso(after?.observedAt),
      readiness: { word, score: score ?? null },
      evidence,
      told: (after?.evidence ?? []).map((one) => jsonOf({ ...one, at: iso(one.at) })),
      ...(after?.waiver === undefined ? {} : { waiver: { ...after.waiver, until: iso(after.waiver.until) } }),
    },
  };
}

function wordOf(judgement: PairJudgement | undefined): string {
  if (judgement === undefined) return 'not-applicable';
  if (judgement.notOffered) return 'not-offered';
  return judgement.waiver === undefined ? judgement.verdict : 'waived';
}

function takeoverRecord({ pairId, at, takeover }: TakeoverChange, evidence: string | null): NewRecord {
  const { detectedAt, lastGoodAt, firstGoodAt, ...rest } = takeover;
  const times = {
    detectedAt: iso(detectedAt),
    lastGoodAt: iso(lastGoodAt),
    firstGoodAt: iso(firstGoodAt),
    at: iso(at),
  };
  const body: JsonObject = { ...jsonOf(rest), ...times, evidence };
  return { kind: 'failover', subject: pairSubject(pairId), sealed: true, body };
}
