import type { IsolationReading } from '../../collector/index.ts';
import { canonicalJson, type JsonObject, type NewRecord, nodeSha256, toHex } from '../../ledger/index.ts';
import type { IsolationEngine } from './engine.ts';
import { isolationLimits } from './limits.ts';
import { plainJson } from './plain.ts';
import type {
  CheckChange,
  IsolationChange,
  PlaceChange,
  PlaceStanding,
  ReadingRef,
  SettledJudgement,
} from './standing.ts';

/** What goes into the ledger of isolation: changes of verdicts, each after the readings that it rests on. */
export interface IsolationRecorder {
  records(changes: readonly IsolationChange[]): readonly NewRecord[];
}

/** Records about a place have this subject, so that one search finds all of them. */
export function isolationSubject(placeId: string): string {
  return `isolation ${placeId}`;
}

const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

export function createIsolationRecorder(engine: IsolationEngine): IsolationRecorder {
  /** What was recorded already: one reading may change many verdicts. */
  const told = new WeakMap<IsolationReading, ReadingRef>();

  const evidenceOf = (deviceIds: Iterable<string>, records: NewRecord[]): readonly ReadingRef[] =>
    [...new Set(deviceIds)].flatMap((deviceId): ReadingRef[] => {
      const reading = engine.reading(deviceId);
      if (reading === undefined) return [];
      const known = told.get(reading);
      if (known !== undefined) return [known];
      const { ref, record } = evidenceRecord(reading);
      told.set(reading, ref);
      records.push(record);
      return [ref];
    });

  const checkRecord = (change: CheckChange, records: NewRecord[]): void => {
    const { placeId, before, after, at } = change;
    const { judgements = [] } = after ?? {};
    const decided = judgements.filter(({ verdict }) => verdict !== 'unknown');
    const devices = decided.flatMap(({ deviceId }) => deviceId ?? engine.devicesOf(placeId));
    const checkId = after?.checkId ?? before?.checkId ?? '';
    const check = engine.checks.find(({ id }) => id === checkId);
    const evidence = evidenceOf(devices, records);
    records.push({
      kind: 'verdict',
      subject: isolationSubject(placeId),
      sealed: true,
      body: plainJson({
        check: checkId,
        before: before?.verdict ?? 'unknown',
        verdict: after?.verdict ?? 'not-applicable',
        severity: after?.severity ?? check?.severity,
        clauses: check?.clauses ?? [],
        reason: after?.reason ?? null,
        at: iso(at),
        since: iso(after?.since),
        declaration: engine.declaration().digest,
        judgements: fitting(judgements),
        evidence: evidence.map(refJson),
      }),
    });
  };

  const placeRecord = ({ placeId, before, after, at }: PlaceChange): NewRecord => ({
    kind: 'verdict',
    subject: isolationSubject(placeId),
    sealed: true,
    body: plainJson({
      place: placeId,
      before: before?.word ?? 'unknown',
      verdict: after.word,
      at: iso(at),
      declaration: engine.declaration().digest,
      ...summaryOf(after),
    }),
  });

  return {
    records(changes) {
      const records: NewRecord[] = [];
      for (const change of changes) {
        if (change.what === 'check') checkRecord(change, records);
        else records.push(placeRecord(change));
      }
      return records;
    },
  };
}

/** A place's verdict with what decides it, in short: for its own record and for heartbeats. */
export function summaryOf({ deciding, coverage, oldestAt, checks }: PlaceStanding): JsonObject {
  const words = [...Map.groupBy(checks, ({ verdict }) => verdict)];
  return {
    deciding: [...deciding],
    coverage: { ...coverage },
    oldestEvidenceAt: iso(oldestAt),
    checks: Object.fromEntries(words.map(([word, some]) => [word, some.map(({ checkId }) => checkId)])),
  };
}

/** As many rows as an entry can hold; the number of all stands beside them, and all are in the readings. */
function fitting(judgements: readonly SettledJudgement[]): readonly object[] {
  for (let most: number = isolationLimits.findings; ; most = Math.floor(most / 2)) {
    const told = judgements.map((each) => judgementJson({ ...each, findings: each.findings.slice(0, most) }));
    const fits = Buffer.byteLength(JSON.stringify(told)) <= isolationLimits.judgementOctets;
    if (fits || most === 0) return told;
  }
}

function judgementJson(judgement: SettledJudgement): object {
  const { deviceId, verdict, reason, observedAt, notOffered, findings, findingCount, waiver } = judgement;
  return {
    deviceId,
    verdict,
    reason,
    observedAt: iso(observedAt),
    notOffered,
    findings,
    findingCount,
    ...(waiver === undefined ? {} : { waiver: { ...waiver, until: iso(waiver.until) } }),
  };
}

function refJson({ startedAt, finishedAt, ...rest }: ReadingRef): object {
  return { ...rest, startedAt: iso(startedAt), finishedAt: iso(finishedAt) };
}

/** A whole reading: what a verdict rests on, down to each OID and value. Very long tables are cut, and their digest is of all. */
function evidenceRecord(reading: IsolationReading): { readonly ref: ReadingRef; readonly record: NewRecord } {
  const { deviceId, startedAt, finishedAt, outcome } = reading;
  const whole = plainJson(reading);
  const digest = `sha256:${toHex(nodeSha256(Buffer.from(canonicalJson(whole), 'utf8')))}`;
  const body: Record<string, JsonObject[string]> = { digest };
  for (const [name, value] of Object.entries(whole)) body[name] = isTable(value) ? bounded(value) : value;
  return {
    ref: { deviceId, startedAt, finishedAt, outcome, digest },
    record: { kind: 'evidence', subject: `device ${deviceId}`, at: finishedAt, sealed: true, body },
  };
}

type TableJson = JsonObject & { readonly rows: readonly JsonObject[] };

function isTable(value: JsonObject[string]): value is TableJson {
  return typeof value === 'object' && value !== null && 'rows' in value && Array.isArray(value.rows);
}

function bounded(table: TableJson): JsonObject {
  const { rows } = table;
  if (rows.length <= isolationLimits.evidenceRows) return table;
  return { ...table, rows: rows.slice(0, isolationLimits.evidenceRows), rowCount: rows.length };
}
