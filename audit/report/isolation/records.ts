/** What single records of isolation say, read without trust: of any shape, perhaps of another version. Pure, for the verifier. */
import { type EpochMs, type Message, message } from '../../../core/index.ts';
import type { RecordedState } from '../../availability/timeline.ts';
import type { Entry } from '../uptime/records.ts';
import type { PlaceWord, Severity } from './spoken.ts';

/** `none`: the check does not apply, or no device offers what it needs; counts neither for nor against. */
export type CheckWord = 'pass' | 'fail' | 'unknown' | 'waived' | 'none';

/** A row that offends, as the device told it. */
export interface RecordedRow {
  readonly deviceId: string | undefined;
  readonly oid: string | undefined;
  readonly value: string;
  readonly severity: Severity;
  readonly text: Message;
}

/** One record of a check at a place: another verdict than before, or other rows. */
export interface CheckStep extends RecordedState<CheckWord> {
  readonly checkId: string;
  readonly severity: Severity;
  readonly rows: readonly RecordedRow[];
  /** All of them; `rows` may be fewer. */
  readonly rowCount: number;
}

export interface WaiverStep {
  readonly sequence: number;
  readonly at: EpochMs;
  readonly event: 'in-force' | 'lapsed' | 'withdrawn';
  readonly placeId: string;
  readonly checkId: string;
  readonly deviceId: string | undefined;
  readonly approver: string;
  readonly reason: string;
  readonly until: EpochMs;
}

/** What was declared from then on. */
export interface DeclarationStep {
  readonly sequence: number;
  readonly at: EpochMs;
  readonly digest: string;
  /** Prefixes that count as inside although their addresses are not private. */
  readonly reasons: readonly { readonly prefix: string; readonly reason: string }[];
}

const placeWords: readonly unknown[] = ['isolated', 'violated', 'unknown'] satisfies PlaceWord[];
const severities: readonly unknown[] = ['S1', 'S2', 'S3'] satisfies Severity[];
const checkWords: ReadonlyMap<unknown, CheckWord> = new Map<unknown, CheckWord>([
  ['pass', 'pass'],
  ['fail', 'fail'],
  ['unknown', 'unknown'],
  ['waived', 'waived'],
  ['not-offered', 'none'],
  ['not-applicable', 'none'],
]);
const events: readonly unknown[] = ['in-force', 'lapsed', 'withdrawn'] satisfies WaiverStep['event'][];

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function messageOf(value: unknown): Message {
  const { key, params } = fieldsOf(value);
  if (typeof key !== 'string') return message('report.reason-lost');
  return typeof params === 'object' && params !== null
    ? { key, params: params as Message['params'] & object }
    : { key };
}

/** The time that a record speaks of: the end of trust is dated to when the evidence was too old, whenever somebody looked. */
function timeOf(at: unknown, recordedAt: EpochMs): EpochMs {
  const told = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  return Number.isNaN(told) ? recordedAt : told;
}

/** A place's word, from the journal or from the ledger; undefined for a record of something else. */
export function readPlaceWord({ at, sequence, body }: Entry): RecordedState<PlaceWord> | undefined {
  const { place, word, verdict, at: told } = fieldsOf(body);
  const said = place === undefined ? word : verdict;
  if (!placeWords.includes(said)) return undefined;
  const state = said as PlaceWord;
  return { sequence, at: timeOf(told, at), state, reason: message(`report.isolation.${state}`) };
}

/** A check's verdict, from the ledger. */
export function readCheckStep({ at, sequence, body }: Entry): CheckStep | undefined {
  const { check, verdict, severity, reason, at: told, judgements } = fieldsOf(body);
  const state = checkWords.get(verdict);
  if (typeof check !== 'string' || state === undefined) return undefined;
  const failing = listOf(judgements)
    .map(fieldsOf)
    .filter((each) => each.verdict === 'fail' || each.verdict === 'waived');
  const worst = severities.includes(severity) ? (severity as Severity) : 'S1';
  return {
    sequence,
    at: timeOf(told, at),
    state,
    reason: messageOf(reason),
    checkId: check,
    severity: worst,
    rows: failing.flatMap(({ deviceId, findings }) =>
      listOf(findings).map((row) => rowOf(row, textOf(deviceId), worst)),
    ),
    rowCount: failing.reduce(
      (sum, { findings, findingCount }) =>
        sum + (typeof findingCount === 'number' ? findingCount : listOf(findings).length),
      0,
    ),
  };
}

function rowOf(row: unknown, owner: string | undefined, worst: Severity): RecordedRow {
  const { deviceId, oid, value, severity, text } = fieldsOf(row);
  return {
    deviceId: textOf(deviceId) ?? owner,
    oid: textOf(oid),
    value: textOf(value) ?? '',
    severity: severities.includes(severity) ? (severity as Severity) : worst,
    text: messageOf(text),
  };
}

export function readWaiver({ at, sequence, body }: Entry): WaiverStep | undefined {
  const { event, placeId, checkId, deviceId, approver, reason, until } = fieldsOf(body);
  if (!events.includes(event) || typeof placeId !== 'string' || typeof checkId !== 'string') return undefined;
  return {
    sequence,
    at,
    event: event as WaiverStep['event'],
    placeId,
    checkId,
    deviceId: textOf(deviceId),
    approver: textOf(approver) ?? '',
    reason: textOf(reason) ?? '',
    until: timeOf(until, at),
  };
}

export function readDeclaration({ at, sequence, body }: Entry): DeclarationStep | undefined {
  const { digest, declared } = fieldsOf(body);
  if (typeof digest !== 'string') return undefined;
  const reasons = listOf(fieldsOf(declared).prefixes)
    .map(fieldsOf)
    .flatMap(({ prefix, reason }) =>
      typeof prefix === 'string' && typeof reason === 'string' && reason !== '' ? [{ prefix, reason }] : [],
    );
  return { sequence, at, digest, reasons };
}
