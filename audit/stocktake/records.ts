import type { EpochMs } from '../../core/index.ts';
import { canonicalJson, type JsonObject, nodeSha256, toHex } from '../../ledger/index.ts';
import type { Scan, StockResult, StockTake } from './model.ts';

export function countsOf({ found, findings }: StockResult) {
  const count = (kind: string): number => findings.filter((each) => each.kind === kind).length;
  return {
    found: found.length,
    missing: count('missing'),
    misplaced: count('misplaced'),
    unknown: count('unknown'),
    wrongNetwork: count('wrong-network'),
  };
}

/** Of the canonical JSON, as records name what they do not hold. */
export function digestOf(value: unknown): string {
  return `sha256:${toHex(nodeSha256(Buffer.from(canonicalJson(value), 'utf8')))}`;
}

const iso = (at: EpochMs): string => new Date(at).toISOString();

/** The result that two persons signed. */
export function signedBody(take: StockTake, scans: readonly Scan[]): JsonObject {
  const { placeId, startedAt, startedBy, expectedDigest, scansDigest, result, signed } = take;
  const { found = [], findings = [] } = result ?? {};
  return {
    what: 'signed',
    place: placeId,
    startedAt: iso(startedAt),
    startedBy: { ...startedBy },
    expectedDigest,
    scansDigest: scansDigest ?? '',
    scans: scans.length,
    counts: countsOf({ found, findings }),
    found: [...found],
    findings: findings.map((each) => ({ ...each })),
    ...(signed === undefined
      ? {}
      : { countedBy: { ...signed.countedBy }, signedBy: { ...signed.by }, signedAt: iso(signed.at) }),
  };
}
