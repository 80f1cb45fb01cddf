import type { WireLedgerRecord } from '../../../../api/wire.ts';

/** A row that offends, as it stands in a record. */
export interface ProvenRow {
  readonly deviceId: string;
  readonly oid: string;
  readonly value: string;
  readonly severity: string;
}

/** A reading that a verdict rests on. */
export interface ProvenReading {
  readonly deviceId: string;
  readonly digest: string;
  readonly finishedAt: string;
}

/** What a record of a verdict says; undefined for a record of something else. */
export interface ProvenVerdict {
  readonly placeId: string;
  /** Empty for the place as a whole. */
  readonly check: string;
  readonly before: string;
  readonly verdict: string;
  readonly severity: string;
  readonly reason: { readonly key: string; readonly params?: Readonly<Record<string, string | number>> } | undefined;
  readonly rows: readonly ProvenRow[];
  readonly rowCount: number;
  readonly readings: readonly ProvenReading[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Records may be of another version: nothing of them is believed to be there. */
export function verdictOf({ kind, subject, body }: WireLedgerRecord): ProvenVerdict | undefined {
  if (kind !== 'verdict' || !subject.startsWith('isolation ')) return undefined;
  const { check, before, verdict, severity, reason, judgements, evidence } = fieldsOf(body);
  const failing = listOf(judgements).map(fieldsOf);
  const told = fieldsOf(reason);
  return {
    placeId: subject.slice('isolation '.length),
    check: textOf(check),
    before: textOf(before),
    verdict: textOf(verdict),
    severity: textOf(severity),
    reason:
      typeof told.key === 'string'
        ? {
            key: told.key,
            ...(typeof told.params === 'object' && told.params !== null ? { params: told.params as never } : {}),
          }
        : undefined,
    rows: failing.flatMap((judgement) =>
      listOf(judgement.findings)
        .map(fieldsOf)
        .map((row) => ({
          deviceId: textOf(row.deviceId) || textOf(judgement.deviceId),
          oid: textOf(row.oid),
          value: textOf(row.value),
          severity: textOf(row.severity),
        })),
    ),
    rowCount: failing.reduce((sum, { findingCount }) => sum + (typeof findingCount === 'number' ? findingCount : 0), 0),
    readings: listOf(evidence)
      .map(fieldsOf)
      .map((each) => ({
        deviceId: textOf(each.deviceId),
        digest: textOf(each.digest),
        finishedAt: textOf(each.finishedAt),
      })),
  };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
